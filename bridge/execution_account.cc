#include "bridge/execution_account.h"

#include "bridge/proto_time.h"

namespace isobridge::bridge {

void ExecutionAccount::Admitted(absl::Time now) {
  admitted_ = now;
  queue_time_ = now - created_;
}

void ExecutionAccount::Compiled(absl::Time now, bool cached) {
  compiled_ = now;
  compile_time_ = now - admitted_;
  compile_cached_ = cached;
}

void ExecutionAccount::Checked(absl::Time now, bool cached) {
  check_time_ = now - compiled_;
  check_cached_ = cached;
  compiled_ = now;
}

void ExecutionAccount::WorkerGone(const WorkerExit& exit) {
  cpu_time_ = exit.cpu_time;
  resident_peak_bytes_ = exit.peak_resident_bytes;
}

void ExecutionAccount::AddUsage(absl::Time now, isobridge::v1::Usage* usage) const {
  SetDuration(now - started(), usage->mutable_wall_time());
  SetDuration(cpu_time_, usage->mutable_cpu_time());
  SetDuration(queue_time_, usage->mutable_queue_time());
  SetDuration(compile_time_, usage->mutable_compile_time());
  usage->set_compile_cached(compile_cached_);
  if (check_time_.has_value()) SetDuration(*check_time_, usage->mutable_check_time());
  usage->set_check_cached(check_cached_);
  if (resident_peak_bytes_ != 0) usage->set_memory_peak_bytes(resident_peak_bytes_);
}

telemetry::ExecutionSummary ExecutionAccount::Summary(std::string_view outcome, uint32_t calls, absl::Time now) const {
  return {.outcome = outcome,
          .wall_time = started_.has_value() ? now - *started_ : absl::ZeroDuration(),
          .cpu_time = cpu_time_,
          .queue_time = queue_time_,
          .compile_time = compile_time_,
          .calls = calls};
}

}  // namespace isobridge::bridge
