#include "bridge/quota_error.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace isobridge::bridge {
namespace {

// "<quota>\n<subject>"
constexpr std::string_view kPayload = "isobridge.dev/quota";

std::string Suffix(std::string_view quota) { return absl::StrCat(" (", quota, ")"); }

}  // namespace

absl::Status QuotaError(const QuotaViolation& violation) {
  absl::Status status = absl::ResourceExhaustedError(absl::StrCat(violation.description, Suffix(violation.quota)));
  status.SetPayload(kPayload, absl::Cord(absl::StrCat(violation.quota, "\n", violation.subject)));
  return status;
}

std::optional<QuotaViolation> QuotaViolationOf(const absl::Status& status) {
  const std::optional<absl::Cord> payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return std::nullopt;
  const std::pair<std::string, std::string> parts = absl::StrSplit(std::string(*payload), absl::MaxSplits('\n', 1));
  return QuotaViolation{.subject = parts.second,
                        .quota = parts.first,
                        .description = std::string(absl::StripSuffix(status.message(), Suffix(parts.first)))};
}

}  // namespace isobridge::bridge
