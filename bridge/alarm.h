#ifndef ISOBRIDGE_BRIDGE_ALARM_H_
#define ISOBRIDGE_BRIDGE_ALARM_H_

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/time/time.h"
#include "bridge/timers.h"

namespace isobridge::bridge {

// The one timer of an execution, set to the earliest of all the times that matter to it. It is only ever moved to an earlier
// time; ringing too early costs less than setting a timer for each thing that might become due.
//
// Thread-compatible; `ring` is called on the thread of the timers with a number that Rang takes.
class Alarm {
 public:
  explicit Alarm(Timers* timers) : timers_(timers) {}
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() { Stop(); }

  // Rings at `when` or before.
  void Set(absl::Time when, std::function<void(uint64_t)> ring) {
    if (when >= when_ || when == absl::InfiniteFuture()) return;
    timers_->Cancel(id_);
    when_ = when;
    const uint64_t number = ++number_;
    id_ = timers_->At(when, [ring = std::move(ring), number] { ring(number); });
  }

  // True if it was the alarm that is set now; false if it rang while it was being moved.
  bool Rang(uint64_t number) {
    if (number != number_ || id_ == 0) return false;
    id_ = 0;
    when_ = absl::InfiniteFuture();
    return true;
  }

  void Stop() {
    timers_->Cancel(id_);
    id_ = 0;
    when_ = absl::InfiniteFuture();
  }

  bool SetBy(absl::Time when) const { return when_ <= when; }

 private:
  Timers* const timers_;
  Timers::Id id_ = 0;
  uint64_t number_ = 0;
  absl::Time when_ = absl::InfiniteFuture();
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_ALARM_H_
