#include "isolate/worker/heap_room.h"

#include <malloc.h>
#include <stdlib.h>

#include <cstddef>

namespace isobridge::isolate {
namespace {

// What a small program allocates until its end, with a margin.
constexpr size_t kRoomBytes = 1u << 20;
constexpr size_t kLargestBlock = 64u << 10;
constexpr size_t kSmallestBlock = 24;
constexpr size_t kStep = 16;

}  // namespace

void MakeHeapRoom() {
  const size_t free_bytes = mallinfo2().fordblks;
  // No free block can hold this, so it lies behind all of them.
  char* const room = static_cast<char*>(malloc(free_bytes + kRoomBytes));
  size_t used = 0;
  for (size_t size = kLargestBlock + kSmallestBlock; size >= kSmallestBlock && used <= free_bytes; size -= kStep) {
    char* block = static_cast<char*>(malloc(size));
    for (; block != nullptr && block < room && used <= free_bytes; block = static_cast<char*>(malloc(size))) used += size;
    free(block);
  }
  free(room);
}

}  // namespace isobridge::isolate
