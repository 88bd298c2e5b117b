#ifndef ISOBRIDGE_BRIDGE_PROCESS_MEMORY_H_
#define ISOBRIDGE_BRIDGE_PROCESS_MEMORY_H_

#include <cstdint>

namespace isobridge::bridge {

// What a process whose V8 heap may have `heap_bytes` may map for data beyond what its engine had mapped before: the heap;
// strings, buffers and the parser's memory beside it, and what V8 asks for beyond its limit before it gives up.
constexpr uint64_t ProcessMemoryBytes(uint64_t heap_bytes) { return heap_bytes + (192u << 20); }

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_PROCESS_MEMORY_H_
