#ifndef ISOBRIDGE_BRIDGE_ERROR_REASON_H_
#define ISOBRIDGE_BRIDGE_ERROR_REASON_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace isobridge::bridge {

// Gives an error a stable reason, on which a client may branch: the service makes a google.rpc.ErrorInfo of it. In capitals.
absl::Status WithReason(absl::Status status, std::string_view reason);

// The reason that a status was given.
std::optional<std::string> ReasonOf(const absl::Status& status);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_ERROR_REASON_H_
