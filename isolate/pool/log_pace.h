#ifndef ISOBRIDGE_ISOLATE_POOL_LOG_PACE_H_
#define ISOBRIDGE_ISOLATE_POOL_LOG_PACE_H_

#include <cstdint>
#include <utility>

#include "absl/time/time.h"

namespace isobridge::isolate {

// How many lines of another process reach our log: 30 a minute. The rest is counted.
//
// Thread-compatible value.
class LogPace {
 public:
  static constexpr int kLines = 30;
  static constexpr absl::Duration kWindow = absl::Minutes(1);

  // Whether to log a line now.
  bool Admit(absl::Time now) {
    if (now - window_ >= kWindow) {
      window_ = now;
      lines_ = 0;
    }
    if (lines_ < kLines) {
      ++lines_;
      return true;
    }
    ++skipped_;
    return false;
  }

  // Lines that were not logged since this was last asked.
  uint64_t TakeSkipped() { return std::exchange(skipped_, 0); }

 private:
  absl::Time window_ = absl::InfinitePast();
  int lines_ = 0;
  uint64_t skipped_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_LOG_PACE_H_
