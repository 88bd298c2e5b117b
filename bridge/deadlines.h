#ifndef ISOBRIDGE_BRIDGE_DEADLINES_H_
#define ISOBRIDGE_BRIDGE_DEADLINES_H_

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "bridge/limits.h"
#include "bridge/tool_clock.h"

namespace isobridge::bridge {

// When an execution must be stopped, and when a stop must become a kill.
//
// The CPU limit is looked at when it could be reached at the earliest, that is when the rest of it has passed on the wall, and
// again after what then is the rest: a program that mostly waits costs next to nothing.
//
// Thread-compatible.
class Deadlines {
 public:
  enum class Due { kNothing, kKill, kDrained, kRpcDeadline, kWallTime, kToolTime, kCpuTime };

  // `rpc` is the RPC's deadline; the program ends a margin before it, so that the client still hears why.
  explicit Deadlines(absl::Time rpc) : rpc_(rpc) {}

  // The program is about to run, with these limits; `tools` runs while a call waits, and outlives this.
  void Start(absl::Time now, const Limits& limits, const ToolClock* tools);
  // The service ends then.
  void Drain(absl::Time when) { drain_ = std::min(drain_, when); }
  // The program was asked to stop; only the kill is still due.
  void Stopping(absl::Time now);

  // What is due, the most urgent first. `cpu_time` is asked only if it could matter.
  Due Check(absl::Time now, absl::FunctionRef<absl::Duration()> cpu_time);
  // When Check will have something to do, or earlier.
  absl::Time Next() const;

  // The time that the RPC's deadline leaves to the program.
  absl::Duration rpc_time() const { return rpc_end_ - started_; }
  // When a call that waits from `now` on is given up at the latest.
  absl::Time CallEnd(absl::Time now) const;

 private:
  absl::Time WallEnd() const { return excludes_tools_ ? tools_->PutOff(wall_) : wall_; }

  const absl::Time rpc_;
  absl::Duration margin_;
  absl::Time rpc_end_ = absl::InfiniteFuture();
  absl::Time started_;
  // Less what tools may add.
  absl::Time wall_ = absl::InfiniteFuture();
  bool excludes_tools_ = false;
  absl::Duration tool_limit_ = absl::InfiniteDuration();
  // Stands until Start.
  ToolClock no_tools_;
  const ToolClock* tools_ = &no_tools_;
  absl::Duration cpu_limit_ = absl::InfiniteDuration();
  absl::Time cpu_check_ = absl::InfiniteFuture();
  absl::Time drain_ = absl::InfiniteFuture();
  absl::Time kill_ = absl::InfiniteFuture();
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_DEADLINES_H_
