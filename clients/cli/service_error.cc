#include "clients/cli/service_error.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/printable.h"
#include "google/rpc/error_details.pb.h"

namespace isobridge::cli {
namespace {

std::string_view CodeName(grpc::StatusCode code) {
  static constexpr std::string_view kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return code >= 0 && static_cast<size_t>(code) < std::size(kNames) ? kNames[code] : "UNKNOWN";
}

// What the message does not say already.
std::string DescribeDetail(const google::protobuf::Any& any, const std::string& message) {
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry;
  google::rpc::ErrorInfo info;
  std::string text;
  if (any.UnpackTo(&bad_request)) {
    for (const auto& field : bad_request.field_violations()) {
      const std::string line = absl::StrCat(field.field(), ": ", field.description());
      if (!absl::StrContains(message, line)) absl::StrAppend(&text, "\n  ", line);
    }
  } else if (any.UnpackTo(&retry)) {
    const absl::Duration delay = absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
    absl::StrAppend(&text, "\n  try again in ", absl::FormatDuration(delay));
  } else if (any.UnpackTo(&info)) {
    absl::StrAppend(&text, "\n  ", info.reason());
    for (const auto& [key, value] : info.metadata()) absl::StrAppend(&text, ", ", key, " ", value);
  }
  return text;
}

}  // namespace

std::string DescribeServiceError(const grpc::Status& status) {
  std::string text = absl::StrCat(CodeName(status.error_code()), ": ", status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : details.details()) text += DescribeDetail(any, status.error_message());
  }
  return Printable(text, LineBreaks::kKept);
}

bool IsCatalogUnknown(const grpc::Status& status) {
  if (status.error_code() != grpc::StatusCode::FAILED_PRECONDITION) return false;
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return false;
  return std::ranges::any_of(details.details(), [](const google::protobuf::Any& any) {
    google::rpc::ErrorInfo info;
    return any.UnpackTo(&info) && info.reason() == "CATALOG_UNKNOWN";
  });
}

}  // namespace isobridge::cli
