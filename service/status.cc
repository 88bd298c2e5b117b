#include "service/status.h"

#include <sys/random.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "bridge/error_reason.h"
#include "bridge/field_error.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"
#include "google/rpc/error_details.pb.h"
#include "telemetry/log.h"

namespace isobridge::service {
namespace {

// Where nobody knows better.
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

// absl::StatusCode and grpc::StatusCode share the canonical numbers.
grpc::StatusCode CodeOf(const absl::Status& status) { return static_cast<grpc::StatusCode>(status.code()); }

void AddBadRequest(const bridge::FieldViolation& violation, google::rpc::Status* rich) {
  google::rpc::BadRequest details;
  auto* entry = details.add_field_violations();
  entry->set_field(violation.field);
  entry->set_description(violation.description);
  rich->add_details()->PackFrom(details);
}

google::rpc::ErrorInfo InfoOf(std::string_view reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("isobridge.dev");
  return info;
}

void AddPassedLimit(const bridge::PassedLimit& passed, google::rpc::Status* rich) {
  google::rpc::ErrorInfo info = InfoOf(passed.reason);
  (*info.mutable_metadata())["name"] = passed.name;
  (*info.mutable_metadata())["limit"] = absl::StrCat(passed.limit);
  (*info.mutable_metadata())["used"] = absl::StrCat(passed.used);
  rich->add_details()->PackFrom(info);
}

void AddQuotaFailure(const bridge::QuotaViolation& violation, google::rpc::Status* rich) {
  google::rpc::QuotaFailure details;
  auto* entry = details.add_violations();
  entry->set_subject(violation.subject);
  entry->set_description(absl::StrCat(violation.quota, ": ", violation.description));
  rich->add_details()->PackFrom(details);
  google::rpc::ErrorInfo info = InfoOf("QUOTA_EXHAUSTED");
  (*info.mutable_metadata())["quota"] = violation.quota;
  rich->add_details()->PackFrom(info);
}

void AddRetryInfo(absl::Duration delay, google::rpc::Status* rich) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(absl::IDivDuration(delay, absl::Seconds(1), &delay));
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(delay)));
  rich->add_details()->PackFrom(retry);
}

std::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  if (const auto delay = bridge::RetryAfterOf(status)) return delay;
  return status.code() == absl::StatusCode::kUnavailable ? std::optional(kRetryDelay) : std::nullopt;
}

grpc::Status Encode(const google::rpc::Status& rich) {
  return grpc::Status(static_cast<grpc::StatusCode>(rich.code()), rich.message(), rich.SerializeAsString());
}

bool IsServiceFault(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown ||
         status.code() == absl::StatusCode::kDataLoss;
}

std::string NewCorrelationId() {
  uint64_t random = 0;
  // Up to 256 bytes come whole, or the kernel has no entropy yet: then the id is 0.
  if (getrandom(&random, sizeof(random), 0) != sizeof(random)) random = 0;
  return absl::StrFormat("%016x", random);
}

grpc::Status ServiceFault(std::string_view correlation_id) {
  google::rpc::Status rich;
  rich.set_code(grpc::StatusCode::INTERNAL);
  rich.set_message(absl::StrCat("the service failed; its log has the cause under ", correlation_id));
  google::rpc::ErrorInfo info = InfoOf("INTERNAL_FAULT");
  (*info.mutable_metadata())["correlation_id"] = std::string(correlation_id);
  rich.add_details()->PackFrom(info);
  return Encode(rich);
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status, telemetry::Log& log) {
  if (status.ok()) return grpc::Status::OK;
  if (IsServiceFault(status)) {
    const std::string correlation_id = NewCorrelationId();
    log.Write(telemetry::Severity::kError, "rpc_failed",
              {{"correlation_id", std::string_view(correlation_id)}, {"status", std::string_view(status.message())}});
    return ServiceFault(correlation_id);
  }

  google::rpc::Status rich;
  rich.set_code(CodeOf(status));
  rich.set_message(std::string(status.message()));
  if (const auto violation = bridge::ViolationOf(status)) {
    AddBadRequest(*violation, &rich);
    if (violation->passed.has_value()) AddPassedLimit(*violation->passed, &rich);
  }
  if (const auto reason = bridge::ReasonOf(status)) rich.add_details()->PackFrom(InfoOf(*reason));
  if (const auto violation = bridge::QuotaViolationOf(status)) AddQuotaFailure(*violation, &rich);
  if (const auto delay = RetryDelayOf(status)) AddRetryInfo(*delay, &rich);
  return Encode(rich);
}

}  // namespace isobridge::service
