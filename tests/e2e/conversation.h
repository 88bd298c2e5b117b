#ifndef ISOBRIDGE_TESTS_E2E_CONVERSATION_H_
#define ISOBRIDGE_TESTS_E2E_CONVERSATION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/sync_stream.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::e2e {

// Everything that a stream brought.
struct Transcript {
  std::vector<isobridge::v1::ExecuteResponse> messages;
  grpc::Status status;

  // The last message's; empty if there was none.
  isobridge::v1::Finished finished() const;
  std::string json() const { return finished().value().json(); }
  isobridge::v1::ExecutionError::Code code() const { return finished().error().code(); }
  std::vector<isobridge::v1::Call> calls() const;
  // Texts of the console.
  std::vector<std::string> console() const;
  // "started", "call 1", "console hello", "timer 1", "finished" …, in order.
  std::vector<std::string> outline() const;
  std::vector<isobridge::v1::Warning::Code> warnings() const;
};

// What gRPC's error details say.
std::string ViolatedField(const grpc::Status& status);
// "SOURCE_TOO_LARGE limit=10 name=source_bytes used=12": reason and metadata of the ErrorInfo; empty without one.
std::string ErrorReason(const grpc::Status& status);
// "tenant_executions of tenant:a": the quota, and whose it is; empty if none is named.
std::string ViolatedQuota(const grpc::Status& status);
std::optional<absl::Duration> RetryDelay(const grpc::Status& status);

// One `Execute` stream, by hand.
//
// Thread-compatible; reading and writing may go on in two threads.
class Conversation {
 public:
  // A whole test lasts less; what hangs fails.
  static constexpr absl::Duration kDeadline = absl::Seconds(60);

  explicit Conversation(const std::shared_ptr<grpc::Channel>& channel, absl::Duration deadline = kDeadline);
  ~Conversation();

  // Before the first message.
  void AddMetadata(const std::string& name, const std::string& value) { context_.AddMetadata(name, value); }

  bool Send(const isobridge::v1::ExecuteRequest& request);
  bool Start(const isobridge::v1::Start& start);
  bool Answer(uint32_t id, const std::string& result_json);
  bool Fail(uint32_t id, const std::string& message, const std::string& code = "");
  bool CancelProgram(const std::string& reason);
  void HalfClose();
  // Of the RPC.
  void TryCancel() { context_.TryCancel(); }

  // The next message; none at the end of the stream. All are kept for the transcript.
  std::optional<isobridge::v1::ExecuteResponse> Next();
  // Skips to the next call; fails the test if the stream ends before.
  isobridge::v1::Call NextCall();
  // Reads to the end.
  Transcript Finish();

 private:
  void Open();

  std::unique_ptr<isobridge::v1::Sandbox::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<isobridge::v1::ExecuteRequest, isobridge::v1::ExecuteResponse>> stream_;
  Transcript transcript_;
  bool finished_ = false;
};

// Code that computes long enough for its worker to be the busiest (process_table.h), then calls `t`.
inline constexpr char kComputeThenWait[] = "let x = 0; for (let i = 0; i < 3e8; i++) x += i; return await external_t()";

// A start message for `code` with `tools`, which is not checked before it runs.
isobridge::v1::Start Program(const std::string& code, const std::vector<std::string>& tools = {});

// Runs a program whose every call is answered with what `tool` returns (JSON).
using Tool = std::function<std::string(const isobridge::v1::Call& call)>;
Transcript Execute(const std::shared_ptr<grpc::Channel>& channel, const isobridge::v1::Start& start, const Tool& tool = nullptr);
Transcript Execute(const std::shared_ptr<grpc::Channel>& channel, const std::string& code);

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_CONVERSATION_H_
