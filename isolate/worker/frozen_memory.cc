#include "isolate/worker/frozen_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "isolate/worker/memory_map.h"

namespace isobridge::isolate {
namespace {

struct Range {
  uintptr_t begin;
  size_t pages;
  int protection;
  // Pages that were not written are a file's, not zero.
  bool of_file;
  off_t offset;
};

bool StaysOut(const Mapping& mapping, uintptr_t own_stack) {
  if (!mapping.is_private || (mapping.protection & PROT_READ) == 0) return true;
  if (mapping.anonymous_kib == 0 || mapping.huge_kib > 0 || mapping.left_out_of_forks) return true;
  return mapping.name == "[stack]" || (mapping.begin <= own_stack && own_stack < mapping.end);
}

std::vector<Range> OwnRanges() {
  const char on_stack = 0;
  std::vector<Range> ranges;
  off_t offset = 0;
  ForEachMapping([&](const Mapping& mapping) {
    if (StaysOut(mapping, reinterpret_cast<uintptr_t>(&on_stack))) return;
    ranges.push_back({mapping.begin, mapping.pages(), mapping.protection, mapping.of_file(), offset});
    offset += static_cast<off_t>(mapping.pages() * kPageBytes);
  });
  return ranges;
}

bool WritePage(int file, const Range& range, size_t page) {
  const size_t at = page * kPageBytes;
  return pwrite(file, reinterpret_cast<const char*>(range.begin) + at, kPageBytes, range.offset + static_cast<off_t>(at)) ==
         static_cast<ssize_t>(kPageBytes);
}

bool WritePages(int file, const PageMap& map, const Range& range) {
  uint64_t entries[512];
  for (size_t first = 0; first < range.pages; first += std::size(entries)) {
    const size_t count = std::min(std::size(entries), range.pages - first);
    if (!map.Read(range.begin + first * kPageBytes, count, entries)) return false;
    for (size_t i = 0; i < count; ++i) {
      if ((range.of_file || PageMap::There(entries[i])) && !WritePage(file, range, first + i)) return false;
    }
  }
  return true;
}

// Nothing may change between copy and replacement, so each range is replaced at once, without an allocation in between.
void Replace(int file, const PageMap& map, const std::vector<Range>& ranges) {
  for (const Range& range : ranges) {
    if (!WritePages(file, map, range)) return;
    (void)mmap(reinterpret_cast<void*>(range.begin), range.pages * kPageBytes, range.protection, MAP_PRIVATE | MAP_FIXED, file,
               range.offset);
  }
}

}  // namespace

void FreezeMemory() {
  const PageMap map;
  const std::vector<Range> ranges = OwnRanges();
  const int file = memfd_create("isobridge", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return;
  const auto bytes =
      static_cast<off_t>(ranges.empty() ? 0 : ranges.back().offset + static_cast<off_t>(ranges.back().pages * kPageBytes));
  if (map.ok() && ftruncate(file, bytes) == 0) Replace(file, map, ranges);
  fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  close(file);
}

}  // namespace isobridge::isolate
