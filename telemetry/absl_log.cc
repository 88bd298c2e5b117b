#include "telemetry/absl_log.h"

#include <string>
#include <string_view>

#include "absl/log/globals.h"
#include "absl/log/initialize.h"
#include "absl/log/log_sink_registry.h"
#include "absl/strings/str_cat.h"

namespace isobridge::telemetry {
namespace {

Severity SeverityOf(absl::LogSeverity severity) {
  switch (severity) {
    case absl::LogSeverity::kInfo:
      return Severity::kInfo;
    case absl::LogSeverity::kWarning:
      return Severity::kWarning;
    case absl::LogSeverity::kError:
    case absl::LogSeverity::kFatal:
      return Severity::kError;
  }
  return Severity::kError;
}

// Until then Abseil writes to standard error whatever the threshold is. Only once in a process.
void InitializeOnce() {
  static const bool initialized = [] {
    absl::InitializeLog();
    return true;
  }();
  (void)initialized;
}

}  // namespace

AbslLog::AbslLog(Log* log) : log_(log), threshold_before_(absl::StderrThreshold()) {
  InitializeOnce();
  absl::SetStderrThreshold(absl::LogSeverityAtLeast::kInfinity);
  absl::AddLogSink(this);
}

AbslLog::~AbslLog() {
  absl::RemoveLogSink(this);
  absl::SetStderrThreshold(threshold_before_);
}

void AbslLog::Send(const absl::LogEntry& entry) {
  const std::string source = absl::StrCat(entry.source_basename(), ":", entry.source_line());
  // A fatal message comes twice, the second time with where it happened.
  const std::string_view text = entry.stacktrace().empty() ? entry.text_message() : entry.stacktrace();
  log_->Write(SeverityOf(entry.log_severity()), "message", {{"text", text}, {"source", std::string_view(source)}});
}

}  // namespace isobridge::telemetry
