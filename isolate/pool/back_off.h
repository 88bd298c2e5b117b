#ifndef ISOBRIDGE_ISOLATE_POOL_BACK_OFF_H_
#define ISOBRIDGE_ISOLATE_POOL_BACK_OFF_H_

#include <algorithm>

#include "absl/time/time.h"

namespace isobridge::isolate {

// How long to wait after failures in a row before the next attempt: the first two cost nothing, so that a single accident is
// repaired at once; then 50 ms, doubled each time up to 10 s.
//
// Thread-compatible value.
class BackOff {
 public:
  void Succeeded() { failures_ = 0; }
  // Returns the wait before the next attempt.
  absl::Duration Failed() {
    ++failures_;
    if (failures_ <= kFree) return absl::ZeroDuration();
    return std::min(kFirst * (1 << std::min(failures_ - kFree - 1, 20)), kLongest);
  }

  // In a row.
  int failures() const { return failures_; }
  // So many that nobody should wait for the next attempt.
  bool broken() const { return failures_ > kFree; }

 private:
  static constexpr int kFree = 2;
  static constexpr absl::Duration kFirst = absl::Milliseconds(50);
  static constexpr absl::Duration kLongest = absl::Seconds(10);

  int failures_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_BACK_OFF_H_
