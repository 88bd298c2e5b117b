#ifndef ISOBRIDGE_BRIDGE_FIELD_ERROR_H_
#define ISOBRIDGE_BRIDGE_FIELD_ERROR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace isobridge::bridge {

// INVALID_ARGUMENT for one field of a request. The message is "<field>: <description>"; the field also travels apart from it,
// so that the service can make a google.rpc.BadRequest. `field` is a path from the request: "start.tools[3].name".
absl::Status FieldError(std::string_view field, std::string_view description);

// A limit that a field is over: what a client may branch on, beside the text for people.
struct PassedLimit {
  // Stable: "SOURCE_TOO_LARGE".
  std::string reason;
  // As isobridge.v1.LimitFired has them.
  std::string name;
  uint64_t limit = 0;
  uint64_t used = 0;
};

// A FieldError for a field that is over `passed`; without spaces in its texts.
absl::Status FieldOverLimit(std::string_view field, std::string_view description, const PassedLimit& passed);

// What a FieldError says; none for any other status.
struct FieldViolation {
  std::string field;
  std::string description;
  std::optional<PassedLimit> passed;
};
std::optional<FieldViolation> ViolationOf(const absl::Status& status);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FIELD_ERROR_H_
