#ifndef ISOBRIDGE_ISOLATE_WORKER_RESIDENT_PEAK_H_
#define ISOBRIDGE_ISOLATE_WORKER_RESIDENT_PEAK_H_

#include <sys/resource.h>

#include <cstdint>

namespace isobridge::isolate {

// The most memory that this process ever had resident, bytes, pages that it shares with others included. Allocates nothing.
inline uint64_t ResidentPeakBytes() {
  rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<uint64_t>(usage.ru_maxrss) << 10;
}

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_RESIDENT_PEAK_H_
