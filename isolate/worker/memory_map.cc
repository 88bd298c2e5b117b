#include "isolate/worker/memory_map.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <string_view>

namespace isobridge::isolate {
namespace {

int ProtectionOf(std::string_view letters) {
  return (letters[0] == 'r' ? PROT_READ : 0) | (letters[1] == 'w' ? PROT_WRITE : 0) | (letters[2] == 'x' ? PROT_EXEC : 0);
}

// "7f00-7f10 rw-p 00000000 00:00 0    NAME"
bool ParseFirstLine(const std::string& line, Mapping* mapping) {
  unsigned long begin;
  unsigned long end;
  char letters[5];
  int name_at = 0;
  if (sscanf(line.c_str(), "%lx-%lx %4s %*s %*s %*s %n", &begin, &end, letters, &name_at) < 3) return false;
  *mapping = {.begin = begin,
              .end = end,
              .protection = ProtectionOf(letters),
              .is_private = letters[3] == 'p',
              .name = line.substr(static_cast<size_t>(name_at))};
  return true;
}

}  // namespace

void ForEachMapping(const std::function<void(const Mapping&)>& visit) {
  constexpr std::string_view kLastLine = "VmFlags:";
  std::ifstream smaps("/proc/self/smaps");
  Mapping mapping;
  for (std::string line; std::getline(smaps, line);) {
    if (ParseFirstLine(line, &mapping)) continue;
    (void)sscanf(line.c_str(), "Anonymous: %lu", &mapping.anonymous_kib);
    (void)sscanf(line.c_str(), "AnonHugePages: %lu", &mapping.huge_kib);
    if (line.compare(0, kLastLine.size(), kLastLine) != 0) continue;
    mapping.left_out_of_forks = line.find(" dc") != std::string::npos;
    visit(mapping);
  }
}

PageMap::PageMap() : fd_(open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)) {}

PageMap::~PageMap() {
  if (fd_ >= 0) close(fd_);
}

bool PageMap::Read(uintptr_t begin, size_t count, uint64_t* entries) const {
  const size_t bytes = count * sizeof *entries;
  return pread(fd_, entries, bytes, static_cast<off_t>(begin / kPageBytes * sizeof *entries)) == static_cast<ssize_t>(bytes);
}

}  // namespace isobridge::isolate
