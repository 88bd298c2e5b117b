#include "isolate/worker/first_pages.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "isolate/worker/memory_map.h"

namespace isobridge::isolate {

void FirstPages::Survey() {
  surveyed_.clear();
  ForEachMapping([this](const Mapping& mapping) {
    if (!mapping.is_private || (mapping.protection & PROT_WRITE) == 0) return;
    surveyed_.push_back({.begin = mapping.begin, .bytes = mapping.end - mapping.begin});
  });
}

bool FirstPages::Tell(int fd) const {
  const PageMap map;
  const auto write_range = [fd](const Range& range) {
    return range.bytes == 0 || write(fd, &range, sizeof range) == sizeof range;
  };
  for (const Range& mapping : surveyed_) {
    Range written = {.begin = 0, .bytes = 0};
    const size_t pages = mapping.bytes / kPageBytes;
    uint64_t entries[512];
    for (size_t first = 0; first < pages; first += std::size(entries)) {
      const size_t count = std::min(std::size(entries), pages - first);
      if (!map.Read(mapping.begin + first * kPageBytes, count, entries)) return false;
      for (size_t i = 0; i < count; ++i) {
        if (!PageMap::Own(entries[i])) continue;
        const uintptr_t page = mapping.begin + (first + i) * kPageBytes;
        if (page != written.begin + written.bytes) {
          if (!write_range(written)) return false;
          written = {.begin = page, .bytes = 0};
        }
        written.bytes += kPageBytes;
      }
    }
    if (!write_range(written)) return false;
  }
  return true;
}

void FirstPages::Learn(const std::string& told) {
  written_.resize(told.size() / sizeof(Range));
  memcpy(static_cast<void*>(written_.data()), told.data(), written_.size() * sizeof(Range));
}

bool FirstPages::Fetch() const {
  for (const Range& range : written_) {
    const int result = madvise(reinterpret_cast<void*>(range.begin), range.bytes, MADV_POPULATE_WRITE);
    // Memory that only the scout had, such as what it allocated, is no failure.
    if (result != 0 && errno == EINVAL) return false;
  }
  return !written_.empty();
}

}  // namespace isobridge::isolate
