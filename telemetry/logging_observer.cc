#include "telemetry/logging_observer.h"

#include <cstdint>

#include "absl/time/time.h"

namespace isobridge::telemetry {

void LoggingObserver::ExecutionStarted(std::string_view execution_id) {
  log_->Write(Severity::kDebug, "execution_started", {{"execution_id", execution_id}});
}

void LoggingObserver::ExecutionFinished(std::string_view execution_id, const ExecutionSummary& summary) {
  log_->Write(Severity::kDebug, "execution_finished",
              {{"execution_id", execution_id},
               {"outcome", summary.outcome},
               {"wall_ms", absl::ToDoubleMilliseconds(summary.wall_time)},
               {"cpu_ms", absl::ToDoubleMilliseconds(summary.cpu_time)},
               {"queue_ms", absl::ToDoubleMilliseconds(summary.queue_time)},
               {"compile_ms", absl::ToDoubleMilliseconds(summary.compile_time)},
               {"calls", uint64_t{summary.calls}}});
}

void LoggingObserver::WorkerLost(std::string_view execution_id, std::string_view reason) {
  log_->Write(Severity::kWarning, "worker_lost", {{"execution_id", execution_id}, {"reason", reason}});
}

void LoggingObserver::LockdownTested(uint32_t attempts, uint32_t stopped) {
  log_->Write(stopped == attempts ? Severity::kInfo : Severity::kError, "lockdown_tested",
              {{"attempts", uint64_t{attempts}}, {"stopped", uint64_t{stopped}}});
}

void LoggingObserver::ZygoteLost(std::string_view role, std::string_view reason) {
  log_->Write(Severity::kWarning, "zygote_lost", {{"role", role}, {"reason", reason}});
}

}  // namespace isobridge::telemetry
