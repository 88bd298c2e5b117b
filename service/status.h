#ifndef ISOBRIDGE_SERVICE_STATUS_H_
#define ISOBRIDGE_SERVICE_STATUS_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "telemetry/log.h"

namespace isobridge::service {

// The one place where a status of ours becomes one of gRPC, with google.rpc details:
//   * a bridge::FieldError gets a BadRequest that names its field, and an ErrorInfo if it is over a limit;
//   * RESOURCE_EXHAUSTED and UNAVAILABLE get a RetryInfo;
//   * INTERNAL, UNKNOWN and DATA_LOSS become INTERNAL with an ErrorInfo that has a fresh correlation id. Their message may tell
//     of our inside: it goes to `log` under the same id, and not to the client.
grpc::Status ToGrpcStatus(const absl::Status& status, telemetry::Log& log);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_STATUS_H_
