#ifndef ISOBRIDGE_BRIDGE_TIMER_PACE_H_
#define ISOBRIDGE_BRIDGE_TIMER_PACE_H_

#include <algorithm>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace isobridge::bridge {

// Keeps a program that is busy, or stuck, from piling up fired timers in the supervisor.
//
// A worker tells how many events it has seen only when it has something else to say, so a quiet program with an interval looks
// just like one that reads nothing any more. The difference is that one who has read everything sleeps: when too many events are
// unconfirmed, no further timer fires until the process was seen to use next to no processor time.
//
// Thread-compatible.
class TimerPace {
 public:
  // Whether one more timer may fire at `now`, after `sent` events of which the worker confirmed `confirmed`.
  bool MayFire(uint64_t sent, uint64_t confirmed, absl::Time now, absl::FunctionRef<absl::Duration()> cpu_time) {
    if (sent - std::max(confirmed, presumed_) < kMostUnconfirmed) {
      look_again_ = absl::InfiniteFuture();
      return true;
    }
    if (look_again_ == absl::InfiniteFuture()) return Look(now, cpu_time());
    if (now < look_again_) return false;
    const absl::Duration used = cpu_time();
    if (used - cpu_time_ >= kAsleep) return Look(now, used);
    presumed_ = sent;
    look_again_ = absl::InfiniteFuture();
    return true;
  }

  // When to ask again after a no.
  absl::Time look_again() const { return look_again_; }

 private:
  static constexpr uint64_t kMostUnconfirmed = 16'384;
  static constexpr absl::Duration kInterval = absl::Milliseconds(20);
  static constexpr absl::Duration kAsleep = absl::Microseconds(500);

  bool Look(absl::Time now, absl::Duration cpu_time) {
    cpu_time_ = cpu_time;
    look_again_ = now + kInterval;
    return false;
  }

  uint64_t presumed_ = 0;
  absl::Duration cpu_time_;
  absl::Time look_again_ = absl::InfiniteFuture();
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TIMER_PACE_H_
