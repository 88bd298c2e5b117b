#ifndef ISOBRIDGE_BRIDGE_TOOL_CLOCK_H_
#define ISOBRIDGE_BRIDGE_TOOL_CLOCK_H_

#include <algorithm>

#include "absl/time/time.h"

namespace isobridge::bridge {

// Measures the time during which at least one call waits for its answer. Calls that wait at the same time count once.
//
// Thread-compatible.
class ToolClock {
 public:
  // The first call is sent; the last one has ended. In turns.
  void Start(absl::Time now) { since_ = now; }
  void Stop(absl::Time now) {
    used_ = Used(now);
    since_ = absl::InfiniteFuture();
  }

  bool running() const { return since_ != absl::InfiniteFuture(); }
  absl::Duration Used(absl::Time now) const { return running() ? used_ + std::max(absl::ZeroDuration(), now - since_) : used_; }

  // When `end` comes if the clock's time doesn't count: later by what was used; InfiniteFuture while a call waits.
  absl::Time PutOff(absl::Time end) const { return running() ? absl::InfiniteFuture() : end + used_; }

  // When `limit` is used up, if a call waits until then; InfiniteFuture while none does.
  absl::Time EndOf(absl::Duration limit) const { return running() ? since_ + (limit - used_) : absl::InfiniteFuture(); }

 private:
  absl::Duration used_;
  absl::Time since_ = absl::InfiniteFuture();
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_CLOCK_H_
