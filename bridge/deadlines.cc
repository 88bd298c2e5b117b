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

void Deadlines::Start(absl::Time now, const Limits& limits, const ToolClock* tools) {
  started_ = now;
  if (rpc_ != absl::InfiniteFuture()) {
    margin_ = Margin(rpc_ - now);
    rpc_end_ = std::max(now, rpc_ - margin_);
  }
  wall_ = now + limits.wall_time;
  excludes_tools_ = limits.wall_time_excludes_tools;
  tool_limit_ = limits.tool_time;
  tools_ = tools;
  cpu_limit_ = limits.cpu_time;
  cpu_check_ = now + limits.cpu_time;
}

void Deadlines::Stopping(absl::Time now) {
  kill_ = now + kGrace;
  if (rpc_end_ != absl::InfiniteFuture()) kill_ = std::min(kill_, std::max(now, rpc_end_ + margin_ / 2));
  rpc_end_ = absl::InfiniteFuture();
  wall_ = absl::InfiniteFuture();
  tool_limit_ = absl::InfiniteDuration();
  cpu_check_ = absl::InfiniteFuture();
  drain_ = absl::InfiniteFuture();
}

Deadlines::Due Deadlines::Check(absl::Time now, absl::FunctionRef<absl::Duration()> cpu_time) {
  if (now >= kill_) return Due::kKill;
  if (now >= drain_) return Due::kDrained;
  const absl::Time wall_end = WallEnd();
  if (now >= rpc_end_ && rpc_end_ < wall_end) return Due::kRpcDeadline;
  if (now >= wall_end) return Due::kWallTime;
  if (now >= tools_->EndOf(tool_limit_)) return Due::kToolTime;
  if (now < cpu_check_) return Due::kNothing;
  const absl::Duration rest = cpu_limit_ - cpu_time();
  if (rest <= absl::ZeroDuration()) return Due::kCpuTime;
  cpu_check_ = now + std::max(rest, kMinCpuInterval);
  return Due::kNothing;
}

absl::Time Deadlines::Next() const {
  return std::min({kill_, drain_, rpc_end_, WallEnd(), tools_->EndOf(tool_limit_), cpu_check_});
}

absl::Time Deadlines::CallEnd(absl::Time now) const {
  const absl::Time tool_end = now + (tool_limit_ - tools_->Used(now));
  return std::min({rpc_end_, tool_end, excludes_tools_ ? absl::InfiniteFuture() : wall_});
}

}  // namespace isobridge::bridge
