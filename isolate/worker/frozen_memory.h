#ifndef ISOBRIDGE_ISOLATE_WORKER_FROZEN_MEMORY_H_
#define ISOBRIDGE_ISOLATE_WORKER_FROZEN_MEMORY_H_

namespace isobridge::isolate {

// Puts every private page that this process has made into a sealed memory file and maps that file in its place, so that a fork
// copies no page tables for it and an exit frees none: children read the file's pages and copy those that they write. What is
// mapped keeps its address, contents and protection; the calling thread's stack and what forks leave out stay as they are. Where
// the kernel refuses, nothing changes.
//
// The process must have one thread. A mapping of a file can't grow, so no block of malloc may have a mapping of its own: set
// M_MMAP_MAX to 0 before the first one.
void FreezeMemory();

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_FROZEN_MEMORY_H_
