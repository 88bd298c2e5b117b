#ifndef ISOBRIDGE_BRIDGE_FIELD_ERROR_H_
#define ISOBRIDGE_BRIDGE_FIELD_ERROR_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace isobridge::bridge {

// INVALID_ARGUMENT for one field of a request. The message is "<field>: <description>"; the field also travels apart from it,
// so that the service can make a google.rpc.BadRequest. `field` is a path from the request: "start.tools[3].name".
absl::Status FieldError(std::string_view field, std::string_view description);

// What a FieldError says; none for any other status.
struct FieldViolation {
  std::string field;
  std::string description;
};
std::optional<FieldViolation> ViolationOf(const absl::Status& status);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FIELD_ERROR_H_
