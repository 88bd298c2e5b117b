#include "bridge/deadlines.h"

#include <algorithm>

namespace isobridge::bridge {
namespace {

// From asking V8 to stop, which names the line in the error, to the kill.
constexpr absl::Duration kGrace = absl::Milliseconds(200);
// Kept of the RPC's time for telling the client.
constexpr absl::Duration kMinMargin = absl::Milliseconds(20);
constexpr absl::Duration kMaxMargin = absl::Milliseconds(500);
constexpr int kMarginShare = 20;
// A program that waits just below its CPU limit is not asked more often than this.
constexpr absl::Duration kMinCpuInterval = absl::Milliseconds(10);

absl::Duration Margin(absl::Duration rest) { return std::clamp(rest / kMarginShare, kMinMargin, kMaxMargin); }

}  // namespace

void Deadlines::Start(absl::Time now, absl::Duration wall_time, absl::Duration cpu_time) {
  started_ = now;
  wall_ = now + wall_time;
  grace_ = kGrace;
  if (rpc_ != absl::InfiniteFuture()) {
    const absl::Duration margin = Margin(rpc_ - now);
    const absl::Time end = std::max(now, rpc_ - margin);
    if (end < wall_) {
      wall_ = end;
      by_rpc_ = true;
      grace_ = std::min(kGrace, margin / 2);
    }
  }
  cpu_limit_ = cpu_time;
  cpu_check_ = now + cpu_time;
}

void Deadlines::Stopping(absl::Time now) {
  wall_ = absl::InfiniteFuture();
  cpu_check_ = absl::InfiniteFuture();
  drain_ = absl::InfiniteFuture();
  kill_ = now + grace_;
}

Deadlines::Due Deadlines::Check(absl::Time now, absl::FunctionRef<absl::Duration()> cpu_time) {
  if (now >= kill_) return Due::kKill;
  if (now >= drain_) return Due::kDrained;
  if (now >= wall_) return Due::kWallTime;
  if (now < cpu_check_) return Due::kNothing;
  const absl::Duration rest = cpu_limit_ - cpu_time();
  if (rest <= absl::ZeroDuration()) return Due::kCpuTime;
  cpu_check_ = now + std::max(rest, kMinCpuInterval);
  return Due::kNothing;
}

absl::Time Deadlines::Next() const { return std::min({kill_, drain_, wall_, cpu_check_}); }

}  // namespace isobridge::bridge
