#ifndef ISOBRIDGE_ISOLATE_WORKER_CAPPED_ALLOCATOR_H_
#define ISOBRIDGE_ISOLATE_WORKER_CAPPED_ALLOCATOR_H_

#include <cstddef>

#include "v8-array-buffer.h"

namespace isobridge::isolate {

// Memory of a program's array buffers, up to a sum; beyond it the program gets a RangeError that it can catch. Resizable buffers
// don't come here: RLIMIT_DATA bounds them.
//
// Isolate thread only.
class CappedAllocator final : public v8::ArrayBuffer::Allocator {
 public:
  explicit CappedAllocator(size_t max_bytes) : max_bytes_(max_bytes) {}

  void* Allocate(size_t length) override;
  void* AllocateUninitialized(size_t length) override;
  void Free(void* data, size_t length) override;

  size_t used_bytes() const { return used_bytes_; }

 private:
  bool Take(size_t length);

  const size_t max_bytes_;
  size_t used_bytes_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_CAPPED_ALLOCATOR_H_
