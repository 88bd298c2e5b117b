#ifndef ISOBRIDGE_SERVICE_STREAM_ENVIRONMENT_H_
#define ISOBRIDGE_SERVICE_STREAM_ENVIRONMENT_H_

#include <cstddef>
#include <functional>
#include <memory>

#include "bridge/catalog/catalog_cache.h"
#include "bridge/check/catalog_types.h"
#include "bridge/execution.h"
#include "bridge/execution_client.h"
#include "bridge/inspection.h"
#include "bridge/memory_budget.h"
#include "bridge/request_queue.h"
#include "bridge/timers.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/authenticator.h"
#include "service/live_streams.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Bounds of what a stream holds for its client. Each open stream may cost `queue_bytes`, and one message more.
struct StreamLimits {
  // Beyond either the execution stops reading its worker, so that the program waits.
  size_t queue_bytes = 8u << 20;
  uint32_t queue_messages = 1'024;
  // What `Run` collects for its one response; beyond it the RPC fails with RESOURCE_EXHAUSTED.
  size_t run_response_bytes = 128u << 20;
};

// Begins an execution; bridge::Execution::Create with everything that executions share, or a fake.
using BeginExecution = std::function<std::shared_ptr<bridge::Execution>(
    bridge::ExecutionOrigin origin, isobridge::v1::Start start, bridge::ExecutionClient* client)>;

// Begins an inspection; bridge::Inspection::Create with everything that executions share.
using BeginInspection = std::function<std::shared_ptr<bridge::Inspection>(
    bridge::ExecutionOrigin origin, isobridge::v1::Start start, bridge::Inspection::Done done)>;

// What every RPC shares. All outlive the RPCs.
struct StreamEnvironment {
  BeginExecution begin;
  BeginInspection inspect;
  bridge::Timers* timers;
  LiveStreams* streams;
  bridge::CatalogCache* catalogs;
  bridge::CatalogTypes* types;
  bridge::MemoryBudget* memory;
  bridge::RequestQueue* requests;
  const Authenticator* authenticator;
  telemetry::Log* log;
  StreamLimits limits;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_STREAM_ENVIRONMENT_H_
