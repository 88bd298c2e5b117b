#ifndef ISOBRIDGE_ISOLATE_WORKER_FIRST_PAGES_H_
#define ISOBRIDGE_ISOLATE_WORKER_FIRST_PAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace isobridge::isolate {

// The pages that a fork of this process needs first. A fork that runs a program tells them once (the scout); later forks ask the
// kernel for all of them in a few system calls, in place of one page fault for each.
//
// Not thread-safe.
class FirstPages {
 public:
  // In the scout, when it has run: which writable pages it has for itself, as bytes for Learn.
  static std::string Tell();
  // In the parent: what a scout told. Bytes that make no sense are worth nothing.
  void Learn(const std::string& told);

  // In a fork. False if nothing is known, or the kernel can't (before Linux 5.14): the pages then come by faults.
  bool Fetch() const;

 private:
  struct Range {
    uintptr_t begin;
    size_t bytes;
  };

  std::vector<Range> ranges_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_FIRST_PAGES_H_
