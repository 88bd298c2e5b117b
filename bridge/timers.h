#ifndef ISOBRIDGE_BRIDGE_TIMERS_H_
#define ISOBRIDGE_BRIDGE_TIMERS_H_

#include <cstdint>
#include <functional>

#include "absl/time/time.h"

namespace isobridge::bridge {

// Calls functions at given times.
//
// Thread-safe. Functions run on the thread of the timers, one at a time, and must be short.
class Timers {
 public:
  // 0 is no timer.
  using Id = uint64_t;

  virtual ~Timers() = default;

  virtual absl::Time Now() = 0;

  // Calls `fire` once, not before `when`.
  virtual Id At(absl::Time when, std::function<void()> fire) = 0;

  // `fire` will not start after this returns, unless it has already started. Ids that fired, and 0, are ignored.
  virtual void Cancel(Id id) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TIMERS_H_
