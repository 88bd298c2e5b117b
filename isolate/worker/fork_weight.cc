#include "isolate/worker/fork_weight.h"

#include <link.h>
#include <malloc.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

namespace isobridge::isolate {
namespace {

constexpr uintptr_t kHugePageBytes = 2u << 20;
constexpr std::string_view kV8Library = "libnode.so";

// libsimdutf, libicu*, libz and the C and C++ libraries are V8's own needs and not in the list; neither are libseccomp and
// libada-url, which programs use.
constexpr std::string_view kOnlyNodeNeeds[] = {
    "libbrotlicommon", "libbrotlidec", "libbrotlienc", "libcares", "libcrypto", "libhdr_histogram", "libllhttp",
    "libnghttp2",      "libsimdjson",  "libsqlite3",   "libssl",   "libuv",     "libzstd",
};

bool OnlyNodeNeeds(std::string_view library) {
  for (const std::string_view name : kOnlyNodeNeeds) {
    if (library.substr(0, name.size()) == name) return true;
  }
  return false;
}

bool HugePagesAvailable() {
  std::ifstream setting("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string line;
  return std::getline(setting, line) && line.find("[never]") == std::string::npos;
}

// An area of `bytes` whose address is a multiple of a huge page.
char* MapAligned(size_t bytes) {
  void* map = mmap(nullptr, bytes + kHugePageBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (map == MAP_FAILED) return nullptr;
  const uintptr_t begin = reinterpret_cast<uintptr_t>(map);
  const uintptr_t aligned = (begin + kHugePageBytes - 1) & ~(kHugePageBytes - 1);
  if (aligned > begin) munmap(map, aligned - begin);
  const uintptr_t end = begin + bytes + kHugePageBytes;
  if (end > aligned + bytes) munmap(reinterpret_cast<void*>(aligned + bytes), end - (aligned + bytes));
  return reinterpret_cast<char*>(aligned);
}

struct Segment {
  char* begin;
  size_t bytes;
};

// The copy replaces the original in one system call, so that there is no moment without the code.
void MoveText(Segment text) {
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(text.begin) + kHugePageBytes - 1) & ~(kHugePageBytes - 1);
  const uintptr_t end = reinterpret_cast<uintptr_t>(text.begin + text.bytes) & ~(kHugePageBytes - 1);
  if (begin >= end) return;
  const size_t bytes = end - begin;
  char* copy = MapAligned(bytes);
  if (copy == nullptr) return;
  if (mprotect(copy, bytes, PROT_READ | PROT_WRITE) == 0 && madvise(copy, bytes, MADV_HUGEPAGE) == 0) {
    memcpy(copy, reinterpret_cast<const char*>(begin), bytes);
    if (mprotect(copy, bytes, PROT_READ | PROT_EXEC) == 0 &&
        mremap(copy, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, reinterpret_cast<void*>(begin)) != MAP_FAILED) {
      return;
    }
  }
  munmap(copy, bytes);
}

// By the raw call: this executable's madvise() drops the advice (warm_fork.h).
void LeaveOut(Segment segment) { syscall(SYS_madvise, segment.begin, segment.bytes, MADV_DONTFORK); }

std::string_view FileName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Whole pages, as the dynamic linker mapped them.
Segment Mapped(const dl_phdr_info& library, const ElfW(Phdr) & header) {
  const uintptr_t page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const uintptr_t begin = (library.dlpi_addr + header.p_vaddr) & ~(page - 1);
  const uintptr_t end = (library.dlpi_addr + header.p_vaddr + header.p_memsz + page - 1) & ~(page - 1);
  return {reinterpret_cast<char*>(begin), end - begin};
}

int LeaveOutIfUnused(dl_phdr_info* library, size_t, void*) {
  if (!OnlyNodeNeeds(FileName(library->dlpi_name))) return 0;
  for (const ElfW(Phdr) & header : std::span(library->dlpi_phdr, library->dlpi_phnum)) {
    if (header.p_type == PT_LOAD) LeaveOut(Mapped(*library, header));
  }
  return 0;
}

int MoveIfV8(dl_phdr_info* library, size_t, void*) {
  if (FileName(library->dlpi_name).substr(0, kV8Library.size()) != kV8Library) return 0;
  for (const ElfW(Phdr) & header : std::span(library->dlpi_phdr, library->dlpi_phnum)) {
    if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0) MoveText(Mapped(*library, header));
  }
  return 1;
}

}  // namespace

void LightenForks(bool symbols_bound) {
  malloc_trim(0);
  if (symbols_bound) dl_iterate_phdr(LeaveOutIfUnused, nullptr);
}

void MoveV8ToHugePages() {
  if (HugePagesAvailable()) dl_iterate_phdr(MoveIfV8, nullptr);
}

}  // namespace isobridge::isolate
