#include "bridge/error_reason.h"

#include "absl/strings/cord.h"

namespace isobridge::bridge {
namespace {

constexpr std::string_view kReasonPayload = "isobridge.dev/reason";

}  // namespace

absl::Status WithReason(absl::Status status, std::string_view reason) {
  status.SetPayload(kReasonPayload, absl::Cord(reason));
  return status;
}

std::optional<std::string> ReasonOf(const absl::Status& status) {
  const std::optional<absl::Cord> reason = status.GetPayload(kReasonPayload);
  if (!reason.has_value()) return std::nullopt;
  return std::string(*reason);
}

}  // namespace isobridge::bridge
