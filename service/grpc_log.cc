#include "service/grpc_log.h"

#include <atomic>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "grpc/support/log.h"

namespace isobridge::service {
namespace {

// gRPC's function takes no argument of ours.
std::atomic<telemetry::Log*> target{nullptr};

telemetry::Severity SeverityOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      return telemetry::Severity::kDebug;
    case GPR_LOG_SEVERITY_INFO:
      return telemetry::Severity::kInfo;
    case GPR_LOG_SEVERITY_ERROR:
      return telemetry::Severity::kError;
  }
  return telemetry::Severity::kError;
}

void Write(gpr_log_func_args* message) {
  telemetry::Log* const log = target.load();
  if (log == nullptr) return;
  const std::string_view file = message->file;
  const std::string source = absl::StrCat(file.substr(file.rfind('/') + 1), ":", message->line);
  log->Write(SeverityOf(message->severity), "grpc",
             {{"text", std::string_view(message->message)}, {"source", std::string_view(source)}});
}

}  // namespace

GrpcLog::GrpcLog(telemetry::Log* log) {
  target = log;
  gpr_set_log_function(Write);
}

GrpcLog::~GrpcLog() {
  gpr_set_log_function(nullptr);
  target = nullptr;
}

}  // namespace isobridge::service
