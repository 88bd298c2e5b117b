#include "bridge/field_error.h"

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace isobridge::bridge {
namespace {

constexpr std::string_view kFieldPayload = "isobridge.dev/field";
// "<reason> <name> <limit> <used>"
constexpr std::string_view kLimitPayload = "isobridge.dev/limit";
constexpr std::string_view kSeparator = ": ";

std::optional<PassedLimit> PassedLimitOf(const absl::Status& status) {
  const std::optional<absl::Cord> payload = status.GetPayload(kLimitPayload);
  if (!payload.has_value()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(std::string(*payload), ' ');
  PassedLimit passed;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[2], &passed.limit) || !absl::SimpleAtoi(parts[3], &passed.used))
    return std::nullopt;
  passed.reason = parts[0];
  passed.name = parts[1];
  return passed;
}

}  // namespace

absl::Status FieldError(std::string_view field, std::string_view description) {
  absl::Status status = absl::InvalidArgumentError(absl::StrCat(field, kSeparator, description));
  status.SetPayload(kFieldPayload, absl::Cord(field));
  return status;
}

absl::Status FieldOverLimit(std::string_view field, std::string_view description, const PassedLimit& passed) {
  absl::Status status = FieldError(field, description);
  status.SetPayload(kLimitPayload,
                    absl::Cord(absl::StrCat(passed.reason, " ", passed.name, " ", passed.limit, " ", passed.used)));
  return status;
}

std::optional<FieldViolation> ViolationOf(const absl::Status& status) {
  const std::optional<absl::Cord> field = status.GetPayload(kFieldPayload);
  if (!field.has_value()) return std::nullopt;
  FieldViolation violation{.field = std::string(*field), .description = {}, .passed = PassedLimitOf(status)};
  const size_t prefix = violation.field.size() + kSeparator.size();
  if (status.message().size() >= prefix) violation.description = std::string(status.message().substr(prefix));
  return violation;
}

}  // namespace isobridge::bridge
