#include "isolate/worker/first_pages.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <algorithm>
#include <iterator>

#include "isolate/worker/memory_map.h"

namespace isobridge::isolate {
namespace {

// A page in between costs less than a system call.
constexpr size_t kGapPages = 4;

}  // namespace

std::string FirstPages::Tell() {
  const PageMap map;
  if (!map.ok()) return "";
  std::vector<Range> ranges;
  ForEachMapping([&](const Mapping& mapping) {
    if (!mapping.is_private || (mapping.protection & PROT_WRITE) == 0) return;
    const size_t before = ranges.size();
    uint64_t entries[512];
    for (size_t first = 0; first < mapping.pages(); first += std::size(entries)) {
      const size_t count = std::min(std::size(entries), mapping.pages() - first);
      if (!map.Read(mapping.begin + first * kPageBytes, count, entries)) return;
      for (size_t i = 0; i < count; ++i) {
        if (!PageMap::Own(entries[i])) continue;
        const uintptr_t page = mapping.begin + (first + i) * kPageBytes;
        if (ranges.size() == before || page > ranges.back().begin + ranges.back().bytes + kGapPages * kPageBytes) {
          ranges.push_back({.begin = page, .bytes = 0});
        }
        ranges.back().bytes = page + kPageBytes - ranges.back().begin;
      }
    }
  });
  return std::string(reinterpret_cast<const char*>(ranges.data()), ranges.size() * sizeof(Range));
}

void FirstPages::Learn(const std::string& told) {
  ranges_.resize(told.size() / sizeof(Range));
  memcpy(static_cast<void*>(ranges_.data()), told.data(), ranges_.size() * sizeof(Range));
}

bool FirstPages::Fetch() const {
  for (const Range& range : ranges_) {
    const int result = madvise(reinterpret_cast<void*>(range.begin), range.bytes, MADV_POPULATE_WRITE);
    // Memory that only the scout had, such as what it allocated, is no failure.
    if (result != 0 && errno == EINVAL) return false;
  }
  return !ranges_.empty();
}

}  // namespace isobridge::isolate
