#ifndef ISOBRIDGE_BRIDGE_EXECUTION_H_
#define ISOBRIDGE_BRIDGE_EXECUTION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/execution_client.h"
#include "bridge/execution_environment.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// One execution as the supervisor sees it: takes a program from `start` to `finished`, pairing the program's calls with the
// client's answers, ordering events, recording the journal and enforcing the limits.
//
// Thread-safe: what comes in is put on a strand and handled one at a time, on the thread that brought it when that is free. It
// keeps itself alive until it is done. It knows neither gRPC nor V8.
class Execution : public std::enable_shared_from_this<Execution> {
 public:
  // Checks `start`, and compiles and runs it once it has a place. `client` outlives the execution, that is: until Close was
  // called on it. A bad `start` is told through Close(INVALID_ARGUMENT).
  static std::shared_ptr<Execution> Create(const ExecutionEnvironment& environment, ExecutionOrigin origin,
                                           isobridge::v1::Start start, ExecutionClient* client);

  virtual ~Execution() = default;

  // The client's messages, in the order in which they came; after an answer, no further message before ExecutionClient::ReadOn.
  virtual void OnCallResult(isobridge::v1::CallResult result) = 0;
  virtual void OnCallError(isobridge::v1::CallError error) = 0;
  virtual void OnCancel(isobridge::v1::Cancel cancel) = 0;
  // The client will send nothing more; it still listens.
  virtual void OnHalfClose() = 0;
  // The client is gone (cancel, deadline, disconnect): stop at once, send nothing, Close(CANCELLED).
  virtual void OnDisconnect() = 0;
  // The client's queue has room again.
  virtual void OnClientDrained() = 0;

  // The service ends at `deadline`: tells the client, and ends the execution then with CODE_DRAINED.
  virtual void OnDrain(absl::Time deadline) = 0;
};

// All that telemetry::ExecutionSummary::outcome may be.
std::vector<std::string> OutcomeNames();

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_EXECUTION_H_
