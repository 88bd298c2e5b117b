#ifndef ISOBRIDGE_BRIDGE_DEADLINES_H_
#define ISOBRIDGE_BRIDGE_DEADLINES_H_

#include <algorithm>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace isobridge::bridge {

// When an execution must be stopped, and when a stop must become a kill.
//
// The CPU limit is looked at when it could be reached at the earliest, that is when the rest of it has passed on the wall, and
// again after what then is the rest: a program that mostly waits costs next to nothing.
//
// Thread-compatible.
class Deadlines {
 public:
  enum class Due { kNothing, kKill, kDrained, kWallTime, kCpuTime };

  // `rpc` is the RPC's deadline; the program ends a margin before it, so that the client still hears why.
  explicit Deadlines(absl::Time rpc) : rpc_(rpc) {}

  // The program is about to run, with these limits.
  void Start(absl::Time now, absl::Duration wall_time, absl::Duration cpu_time);
  // The service ends then.
  void Drain(absl::Time when) { drain_ = std::min(drain_, when); }
  // The program was asked to stop; only the kill is still due.
  void Stopping(absl::Time now);

  // What is due, the most urgent first. `cpu_time` is asked only if it could matter.
  Due Check(absl::Time now, absl::FunctionRef<absl::Duration()> cpu_time);
  // When Check will have something to do, or earlier.
  absl::Time Next() const;

  // The wall time that the program has, and what set it: "wall_time" or "deadline".
  absl::Duration wall_time() const { return wall_ - started_; }
  std::string_view wall_limit_name() const { return by_rpc_ ? "deadline" : "wall_time"; }

 private:
  absl::Time rpc_;
  absl::Time started_;
  absl::Time wall_ = absl::InfiniteFuture();
  bool by_rpc_ = false;
  absl::Duration cpu_limit_ = absl::InfiniteDuration();
  absl::Time cpu_check_ = absl::InfiniteFuture();
  absl::Time drain_ = absl::InfiniteFuture();
  absl::Duration grace_;
  absl::Time kill_ = absl::InfiniteFuture();
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_DEADLINES_H_
