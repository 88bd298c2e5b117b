#ifndef ISOBRIDGE_ISOLATE_WORKER_VIRTUAL_CLOCK_H_
#define ISOBRIDGE_ISOLATE_WORKER_VIRTUAL_CLOCK_H_

#include <cstdint>

namespace isobridge::isolate {

// The only clock that a program can read, microseconds since the Unix epoch. It moves when an event is applied, never between:
// the course of a program then depends on its events alone, and it can't time its neighbours.
//
// One for the process: V8 reads it through the platform. Isolate thread only.
class VirtualClock {
 public:
  static int64_t NowMicros() { return now_us_; }
  // Later times only; an earlier one is ignored, so that the clock never goes back.
  static void Advance(int64_t now_us) {
    if (now_us > now_us_) now_us_ = now_us;
  }
  // For Begin.
  static void Reset(int64_t now_us) { now_us_ = now_us; }

 private:
  static inline int64_t now_us_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_VIRTUAL_CLOCK_H_
