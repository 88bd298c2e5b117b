#ifndef ISOBRIDGE_BRIDGE_EXECUTION_CLIENT_H_
#define ISOBRIDGE_BRIDGE_EXECUTION_CLIENT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Where an execution's messages go: a stream, or the collector of a unary call.
//
// Called by one execution, one call at a time, in order. Implementations are thread-safe, don't block and don't call back into
// the execution from inside a call.
class ExecutionClient {
 public:
  virtual ~ExecutionClient() = default;

  // Queues a message. The execution asks Congested afterwards and stops reading its worker while it is true.
  virtual void Send(isobridge::v1::ExecuteResponse message) = 0;

  // Too much is queued; Execution::OnClientDrained will be called when there is room.
  virtual bool Congested() const = 0;

  // An answer of the client's is dealt with, and there is room for the next. Once for each that Execution was told of, before
  // Close; after Close there is always room.
  virtual void ReadOn() = 0;

  // Bytes of what is queued.
  virtual uint64_t QueuedBytes() const = 0;

  // Last. OK after `finished` was sent; otherwise the request, or the service, failed.
  virtual void Close(absl::Status status) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_EXECUTION_CLIENT_H_
