#ifndef ISOBRIDGE_CLIENTS_CLI_RUN_SESSION_H_
#define ISOBRIDGE_CLIENTS_CLI_RUN_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "clients/cli/run_observer.h"
#include "clients/cli/tool_calls.h"
#include "clients/cli/tools_file.h"
#include "grpcpp/client_context.h"
#include "isobridge/v1/sandbox.grpc.pb.h"

namespace isobridge::cli {

// How a stream ended.
struct RunOutcome {
  grpc::Status status;
  // Set with an OK status, unless the service broke the protocol.
  std::optional<isobridge::v1::Finished> finished;
};

// One program on one stream, with its calls answered from a tools file.
class RunSession : private ToolListener {
 public:
  struct Options {
    // Commands of the tools file that run at once.
    size_t tool_processes = 16;
    // Says who calls: bytes that metadata can carry; empty: nothing is said.
    std::string token;
  };

  // All outlive it.
  RunSession(isobridge::v1::Sandbox::StubInterface* stub, const ToolsFile& tools, Options options, RunObserver* observer);

  // Once. Sends `start` with the tools of the tools file, and returns when the stream has ended and no tool runs any more. If it
  // names a catalog, the tools are sent only when the service doesn't know that; without any, its refusal is the outcome.
  RunOutcome Run(isobridge::v1::Start start);

  // Asks the service to stop the program; Run then returns with what it says. Thread-safe, also before and after Run; never
  // blocks.
  void Cancel(std::string_view reason);

  // Ends the stream without waiting for the service. Likewise.
  void Abandon();

 private:
  using Stream = grpc::ClientReaderWriterInterface<isobridge::v1::ExecuteRequest, isobridge::v1::ExecuteResponse>;

  void OnAnswer(uint32_t id, ToolAnswer answer) override;
  void OnToolLog(std::string_view tool, std::string_view text) override;

  RunOutcome RunOnce(isobridge::v1::Start start);
  void Send(isobridge::v1::ExecuteRequest request);
  void WriteLoop(Stream* stream);
  std::optional<isobridge::v1::Finished> ReadLoop(Stream* stream);

  isobridge::v1::Sandbox::StubInterface* const stub_;
  const ToolsFile& tools_;
  const Options options_;
  RunObserver* const observer_;

  absl::Mutex mu_;
  // Of the stream; null before it.
  std::unique_ptr<grpc::ClientContext> context_ ABSL_GUARDED_BY(mu_);
  bool abandoned_ ABSL_GUARDED_BY(mu_) = false;
  std::deque<isobridge::v1::ExecuteRequest> outgoing_ ABSL_GUARDED_BY(mu_);
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_RUN_SESSION_H_
