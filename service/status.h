#ifndef ISOBRIDGE_SERVICE_STATUS_H_
#define ISOBRIDGE_SERVICE_STATUS_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "telemetry/log.h"

namespace isobridge::service {

// The one place where a status of ours becomes one of gRPC, with google.rpc details:
//   * a bridge::FieldError gets a BadRequest that names its field, and an ErrorInfo if it is over a limit;
//   * a bridge::QuotaError gets a QuotaFailure and an ErrorInfo (reason QUOTA_EXHAUSTED) that name its quota;
//   * what says when a retry is worth while (bridge::WithRetryAfter) gets a RetryInfo, and any other UNAVAILABLE one of a second;
//   * INTERNAL, UNKNOWN and DATA_LOSS become INTERNAL with an ErrorInfo that has a fresh correlation id. Their message may tell
//     of our inside: it goes to `log` under the same id, and not to the client.
grpc::Status ToGrpcStatus(const absl::Status& status, telemetry::Log& log);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_STATUS_H_
