#ifndef ISOBRIDGE_TELEMETRY_ABSL_LOG_H_
#define ISOBRIDGE_TELEMETRY_ABSL_LOG_H_

#include "absl/base/log_severity.h"
#include "absl/log/log_entry.h"
#include "absl/log/log_sink.h"
#include "telemetry/log.h"

namespace isobridge::telemetry {

// As long as it lives, what LOG and CHECK say goes to a log as events named "message", and not to standard error by itself.
//
// Thread-safe. One at a time in a process.
class AbslLog final : public absl::LogSink {
 public:
  // `log` outlives it.
  explicit AbslLog(Log* log);
  ~AbslLog() override;
  AbslLog(const AbslLog&) = delete;
  AbslLog& operator=(const AbslLog&) = delete;

 private:
  void Send(const absl::LogEntry& entry) override;

  Log* const log_;
  const absl::LogSeverityAtLeast threshold_before_;
};

}  // namespace isobridge::telemetry

#endif  // ISOBRIDGE_TELEMETRY_ABSL_LOG_H_
