#ifndef ISOBRIDGE_SERVICE_STALLED_CLIENT_H_
#define ISOBRIDGE_SERVICE_STALLED_CLIENT_H_

#include "grpcpp/server_context.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Ends an RPC whose client leaves a message untaken, and logs whose it is. The RPC is not done before this returns.
void CancelStalled(grpc::CallbackServerContext* context, telemetry::Log* log);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_STALLED_CLIENT_H_
