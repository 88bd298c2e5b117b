#ifndef ISOBRIDGE_ISOLATE_WORKER_FIRST_PAGES_H_
#define ISOBRIDGE_ISOLATE_WORKER_FIRST_PAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace isobridge::isolate {

// The pages that a fork of this process needs first. A fork that runs a program tells them once (the scout); later forks ask the
// kernel for copies of those that it wrote in a few system calls, in place of one page fault for each.
//
// Not thread-safe.
class FirstPages {
 public:
  // In the parent, before it forks the scout: what there is to tell about.
  void Survey();
  // In the scout, when it has run: writes which writable pages it has for itself, as bytes for Learn. Allocates nothing, which
  // would be told too. False if they can't be known or written.
  bool Tell(int fd) const;
  // In the parent: what a scout told. Bytes that make no sense are worth nothing.
  void Learn(const std::string& told);

  // In a fork. False if nothing is known, or the kernel can't (before Linux 5.14): the pages then come by faults.
  bool Fetch() const;

 private:
  struct Range {
    uintptr_t begin;
    size_t bytes;
  };

  std::vector<Range> surveyed_;
  std::vector<Range> written_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_FIRST_PAGES_H_
