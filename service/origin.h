#ifndef ISOBRIDGE_SERVICE_ORIGIN_H_
#define ISOBRIDGE_SERVICE_ORIGIN_H_

#include "bridge/execution.h"
#include "grpcpp/server_context.h"

namespace isobridge::service {

// Who sent an RPC and under what terms: the tenant is the identity in the client's certificate (its first subject alternative
// name, else its common name), or "default" where clients have none; the deadline and `traceparent` are the RPC's own.
// A `traceparent` that is not of the form of W3C Trace Context is dropped.
bridge::ExecutionOrigin OriginOf(const grpc::ServerContextBase& context);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_ORIGIN_H_
