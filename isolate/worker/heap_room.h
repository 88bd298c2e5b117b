#ifndef ISOBRIDGE_ISOLATE_WORKER_HEAP_ROOM_H_
#define ISOBRIDGE_ISOLATE_WORKER_HEAP_ROOM_H_

namespace isobridge::isolate {

// Makes malloc take what forks ask for first from one stretch of untouched memory: the free blocks scattered over the heap are
// used up (and lost). A fork copies each page that it writes, so small blocks here and there would cost it a page each.
void MakeHeapRoom();

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_HEAP_ROOM_H_
