#ifndef ISOBRIDGE_ISOLATE_WORKER_CONTEXT_SLOT_H_
#define ISOBRIDGE_ISOLATE_WORKER_CONTEXT_SLOT_H_

namespace isobridge::isolate {

// The slot of a context's embedder data that survives the snapshot: a V8 snapshot drops them all, so this one is saved and
// restored beside it. Slots below 4 are used by embedders and the inspector by convention.
inline constexpr int kSnapshotContextSlot = 4;

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_CONTEXT_SLOT_H_
