#ifndef ISOBRIDGE_BRIDGE_EXECUTION_ACCOUNT_H_
#define ISOBRIDGE_BRIDGE_EXECUTION_ACCOUNT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "bridge/worker.h"
#include "isobridge/v1/sandbox.pb.h"
#include "telemetry/observer.h"

namespace isobridge::bridge {

// The times of one execution, and the memory of its process: for `usage` and for the observer.
//
// Thread-compatible.
class ExecutionAccount {
 public:
  explicit ExecutionAccount(absl::Time created) : created_(created) {}

  // It has a place.
  void Admitted(absl::Time now);
  // No place came; what it waited is told to operators.
  void Refused(absl::Time now) { queue_time_ = now - created_; }
  // After Admitted.
  void Compiled(absl::Time now, bool cached);
  // The first worker came, after Compiled. Both waits are time in the queue.
  void Queued(absl::Time now) { queue_time_ += now - compiled_; }
  // The types were checked. After Compiled.
  void Checked(absl::Time now, bool cached);
  // `started` is sent.
  void Started(absl::Time now) { started_ = now; }
  // Processor time until now: asked of a worker before it is killed.
  void SetCpuTime(absl::Duration cpu_time) { cpu_time_ = cpu_time; }
  void WorkerGone(const WorkerExit& exit);

  // After Started.
  absl::Time started() const { return *started_; }
  absl::Duration cpu_time() const { return cpu_time_; }

  // After Started.
  void AddUsage(absl::Time now, isobridge::v1::Usage* usage) const;
  // `outcome` is kept by reference.
  telemetry::ExecutionSummary Summary(std::string_view outcome, uint32_t calls, absl::Time now) const;

 private:
  const absl::Time created_;
  absl::Time admitted_;
  absl::Time compiled_;
  std::optional<absl::Time> started_;
  bool compile_cached_ = false;
  std::optional<absl::Duration> check_time_;
  bool check_cached_ = false;
  absl::Duration compile_time_;
  absl::Duration queue_time_;
  absl::Duration cpu_time_;
  // Of a process that is gone; the others tell themselves.
  uint64_t resident_peak_bytes_ = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_EXECUTION_ACCOUNT_H_
