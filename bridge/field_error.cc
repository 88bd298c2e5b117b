#include "bridge/field_error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace isobridge::bridge {
namespace {

constexpr std::string_view kFieldPayload = "isobridge.dev/field";
constexpr std::string_view kSeparator = ": ";

}  // namespace

absl::Status FieldError(std::string_view field, std::string_view description) {
  absl::Status status = absl::InvalidArgumentError(absl::StrCat(field, kSeparator, description));
  status.SetPayload(kFieldPayload, absl::Cord(field));
  return status;
}

std::optional<FieldViolation> ViolationOf(const absl::Status& status) {
  const std::optional<absl::Cord> field = status.GetPayload(kFieldPayload);
  if (!field.has_value()) return std::nullopt;
  FieldViolation violation{.field = std::string(*field), .description = {}};
  const size_t prefix = violation.field.size() + kSeparator.size();
  if (status.message().size() >= prefix) violation.description = std::string(status.message().substr(prefix));
  return violation;
}

}  // namespace isobridge::bridge
