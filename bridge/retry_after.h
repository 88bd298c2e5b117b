#ifndef ISOBRIDGE_BRIDGE_RETRY_AFTER_H_
#define ISOBRIDGE_BRIDGE_RETRY_AFTER_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace isobridge::bridge {

// Adds to an error when a retry is worth while, as far as whoever failed knows: at least 1 ms. It travels apart from the message,
// so that the service can make a google.rpc.RetryInfo.
absl::Status WithRetryAfter(absl::Status status, absl::Duration delay);

// None: nobody knew.
std::optional<absl::Duration> RetryAfterOf(const absl::Status& status);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_RETRY_AFTER_H_
