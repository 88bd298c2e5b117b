#ifndef ISOBRIDGE_BRIDGE_QUOTA_ERROR_H_
#define ISOBRIDGE_BRIDGE_QUOTA_ERROR_H_

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace isobridge::bridge {

// What was asked for is more than an operator grants: which setting says so, and to whom.
struct QuotaViolation {
  // "tenant:research", or "service" for what all tenants share. Without line breaks.
  std::string subject;
  // The setting: "tenant_executions".
  std::string quota;
  // "tenant research runs 8 executions, its quota". For people; what to do belongs into it only if retrying is of no use.
  std::string description;
};

// RESOURCE_EXHAUSTED. The message is "<description> (<quota>)"; subject and quota also travel apart from it, so that the service
// can make a google.rpc.QuotaFailure.
absl::Status QuotaError(const QuotaViolation& violation);

// What a QuotaError says; none for any other status.
std::optional<QuotaViolation> QuotaViolationOf(const absl::Status& status);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_QUOTA_ERROR_H_
