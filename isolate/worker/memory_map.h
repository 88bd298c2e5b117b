#ifndef ISOBRIDGE_ISOLATE_WORKER_MEMORY_MAP_H_
#define ISOBRIDGE_ISOLATE_WORKER_MEMORY_MAP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace isobridge::isolate {

inline constexpr size_t kPageBytes = 4096;

// One mapping of this process, as /proc/self/smaps tells it.
struct Mapping {
  uintptr_t begin = 0;
  uintptr_t end = 0;
  // PROT_*
  int protection = 0;
  bool is_private = false;
  // A path, "[stack]" or the like, or empty.
  std::string name;
  // Private pages that this process, or one that it was forked from, has written.
  uint64_t anonymous_kib = 0;
  uint64_t huge_kib = 0;
  // MADV_DONTFORK
  bool left_out_of_forks = false;

  size_t pages() const { return (end - begin) / kPageBytes; }
  bool of_file() const { return !name.empty() && name[0] == '/'; }
};

void ForEachMapping(const std::function<void(const Mapping&)>& visit);

// Reads /proc/self/pagemap. Allocates nothing.
class PageMap {
 public:
  PageMap();
  ~PageMap();
  PageMap(const PageMap&) = delete;
  PageMap& operator=(const PageMap&) = delete;

  bool ok() const { return fd_ >= 0; }
  // The kernel's entries of up to `count` pages from `begin`; false if they can't be read.
  bool Read(uintptr_t begin, size_t count, uint64_t* entries) const;

  // In memory, or in swap.
  static bool There(uint64_t entry) { return (entry & (uint64_t{3} << 62)) != 0; }
  // A private page that no other process has.
  static bool Own(uint64_t entry) {
    return There(entry) && (entry & (uint64_t{1} << 61)) == 0 && (entry & (uint64_t{1} << 56)) != 0;
  }

 private:
  const int fd_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_MEMORY_MAP_H_
