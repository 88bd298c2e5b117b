#ifndef ISOBRIDGE_TELEMETRY_LOGGING_OBSERVER_H_
#define ISOBRIDGE_TELEMETRY_LOGGING_OBSERVER_H_

#include <cstdint>
#include <string_view>

#include "telemetry/log.h"
#include "telemetry/observer.h"

namespace isobridge::telemetry {

// Writes what it hears to a log: lost processes as warnings, the lockdown's test, executions at debug level.
//
// Thread-safe.
class LoggingObserver final : public Observer {
 public:
  // `log` outlives it.
  explicit LoggingObserver(Log* log) : log_(log) {}

  void ExecutionStarted(std::string_view execution_id) override;
  void ExecutionFinished(std::string_view execution_id, const ExecutionSummary& summary) override;
  void WorkerLost(std::string_view execution_id, std::string_view reason) override;
  void LockdownTested(uint32_t attempts, uint32_t stopped) override;
  void ZygoteLost(std::string_view role, std::string_view reason) override;

 private:
  Log* const log_;
};

}  // namespace isobridge::telemetry

#endif  // ISOBRIDGE_TELEMETRY_LOGGING_OBSERVER_H_
