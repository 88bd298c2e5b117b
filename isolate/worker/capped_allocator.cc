#include "isolate/worker/capped_allocator.h"

#include <stdlib.h>

namespace isobridge::isolate {
namespace {

// V8 ends the process when it can't move the elements of so small a typed array out of its heap.
constexpr size_t kNeverRefusedBytes = 64;

}  // namespace

void* CappedAllocator::Allocate(size_t length) {
  if (!Take(length)) return nullptr;
  void* data = calloc(length, 1);
  if (data == nullptr) used_bytes_ -= length;
  return data;
}

void* CappedAllocator::AllocateUninitialized(size_t length) {
  if (!Take(length)) return nullptr;
  void* data = malloc(length);
  if (data == nullptr) used_bytes_ -= length;
  return data;
}

void CappedAllocator::Free(void* data, size_t length) {
  used_bytes_ -= length;
  free(data);
}

bool CappedAllocator::Take(size_t length) {
  const bool fits = length <= max_bytes_ && used_bytes_ <= max_bytes_ - length;
  if (!fits && length > kNeverRefusedBytes) return false;
  used_bytes_ += length;
  return true;
}

}  // namespace isobridge::isolate
