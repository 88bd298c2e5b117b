#ifndef ISOBRIDGE_SERVICE_ORIGIN_H_
#define ISOBRIDGE_SERVICE_ORIGIN_H_

#include <string>

#include "bridge/execution.h"
#include "grpcpp/server_context.h"

namespace isobridge::service {

// Under what terms a tenant's RPC runs: the deadline and `traceparent` are the RPC's own.
// A `traceparent` that is not of the form of W3C Trace Context is dropped.
bridge::ExecutionOrigin OriginOf(const grpc::ServerContextBase& context, std::string tenant);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_ORIGIN_H_
