#ifndef ISOBRIDGE_SERVICE_STREAM_ENVIRONMENT_H_
#define ISOBRIDGE_SERVICE_STREAM_ENVIRONMENT_H_

#include <cstddef>

#include "bridge/execution.h"
#include "service/live_streams.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Bounds of what a stream holds for its client. Each open stream may cost `queue_bytes`, and one message more.
struct StreamLimits {
  // Beyond either the execution stops reading its worker, so that the program waits.
  size_t queue_bytes = 8u << 20;
  size_t queue_messages = 1'024;
  // What `Run` collects for its one response; beyond it the RPC fails with RESOURCE_EXHAUSTED.
  size_t run_response_bytes = 128u << 20;
};

// What every RPC that runs a program shares. All outlive the RPCs.
struct StreamEnvironment {
  const bridge::ExecutionEnvironment* executions;
  LiveStreams* streams;
  telemetry::Log* log;
  StreamLimits limits;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_STREAM_ENVIRONMENT_H_
