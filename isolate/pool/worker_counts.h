#ifndef ISOBRIDGE_ISOLATE_POOL_WORKER_COUNTS_H_
#define ISOBRIDGE_ISOLATE_POOL_WORKER_COUNTS_H_

#include <cstdint>

namespace isobridge::isolate {

// Worker processes that live or are on their way, of all heap classes.
struct WorkerCounts {
  uint32_t idle = 0;
  // Handed out; until their process is gone.
  uint32_t busy = 0;
  uint32_t starting = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_WORKER_COUNTS_H_
