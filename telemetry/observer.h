#ifndef ISOBRIDGE_TELEMETRY_OBSERVER_H_
#define ISOBRIDGE_TELEMETRY_OBSERVER_H_

#include <cstdint>
#include <string_view>

#include "absl/time/time.h"

namespace isobridge::telemetry {

// What an execution ended as, for counting.
struct ExecutionSummary {
  // "returned", or the name of the isobridge.v1.ExecutionError.Code, or of the gRPC status.
  std::string_view outcome;
  absl::Duration wall_time;
  absl::Duration cpu_time;
  absl::Duration queue_time;
  absl::Duration compile_time;
  uint32_t calls = 0;
};

// Hears what happens in the service. The default of each method does nothing.
//
// Implementations are thread-safe and don't block.
class Observer {
 public:
  virtual ~Observer() = default;

  virtual void ExecutionStarted(std::string_view /*execution_id*/) {}
  virtual void ExecutionFinished(std::string_view /*execution_id*/, const ExecutionSummary& /*summary*/) {}
  // A worker died without being asked to, or was killed for breaking the protocol.
  virtual void WorkerLost(std::string_view /*execution_id*/, std::string_view /*reason*/) {}
  // At the service's start `attempts` forbidden operations were tried in processes under the lockdown; `stopped` of them were
  // stopped. Unless all were, the service doesn't get ready.
  virtual void LockdownTested(uint32_t /*attempts*/, uint32_t /*stopped*/) {}
  // A zygote made a process for `role`, "worker" or "compiler".
  virtual void ProcessForked(std::string_view /*role*/) {}
  // Such a process was reaped; `signal` ended it, 0 if it exited by itself. Workers are killed once nobody needs them any more.
  virtual void ProcessEnded(std::string_view /*role*/, int /*signal*/) {}
  // A zygote ended unasked; `reason` says how. It is replaced.
  virtual void ZygoteLost(std::string_view /*role*/, std::string_view /*reason*/) {}
};

}  // namespace isobridge::telemetry

#endif  // ISOBRIDGE_TELEMETRY_OBSERVER_H_
