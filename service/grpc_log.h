#ifndef ISOBRIDGE_SERVICE_GRPC_LOG_H_
#define ISOBRIDGE_SERVICE_GRPC_LOG_H_

#include "telemetry/log.h"

namespace isobridge::service {

// As long as it lives, what gRPC itself logs (errors, unless GRPC_VERBOSITY says otherwise) goes to a log as events named "grpc",
// and not to standard error.
//
// One at a time in a process: gRPC knows one function. Constructed and destroyed while no gRPC object lives.
class GrpcLog {
 public:
  // `log` outlives it.
  explicit GrpcLog(telemetry::Log* log);
  ~GrpcLog();
  GrpcLog(const GrpcLog&) = delete;
  GrpcLog& operator=(const GrpcLog&) = delete;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_GRPC_LOG_H_
