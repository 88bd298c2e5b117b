#ifndef ISOBRIDGE_SERVICE_RUN_REACTOR_H_
#define ISOBRIDGE_SERVICE_RUN_REACTOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "bridge/execution_client.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/stream_environment.h"
#include "service/unary_reactor.h"

namespace isobridge::service {

// One unary `Run`: what `Execute` would have streamed, collected into one response of bounded size.
//
// Owned by gRPC: made for an RPC, deletes itself in OnDone. Calls come from any thread; neither gRPC nor the execution is
// called under mu_.
class RunReactor final : public UnaryReactor, public bridge::ExecutionClient {
 public:
  // Both outlive the reactor.
  RunReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context, std::string tenant)
      : UnaryReactor(environment, context), tenant_(std::move(tenant)) {}

  // UnaryReactor
  void OnRequest(const grpc::ByteBuffer& request) override ABSL_LOCKS_EXCLUDED(mu_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mu_);

  // bridge::ExecutionClient
  void Send(isobridge::v1::ExecuteResponse message) override ABSL_LOCKS_EXCLUDED(mu_);
  uint64_t QueuedBytes() const override ABSL_LOCKS_EXCLUDED(mu_);
  bool Congested() const override ABSL_LOCKS_EXCLUDED(mu_);
  // Everything came with the request.
  void ReadOn() override {}
  void Close(absl::Status status) override ABSL_LOCKS_EXCLUDED(mu_);

  // LiveStream
  std::shared_ptr<bridge::Execution> ClaimDrain() override ABSL_LOCKS_EXCLUDED(mu_);

 private:
  ~RunReactor() override = default;

  void Begin(isobridge::v1::RunRequest request) ABSL_LOCKS_EXCLUDED(mu_);
  void Collect(isobridge::v1::ExecuteResponse message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const std::string tenant_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  isobridge::v1::RunResponse collected_ ABSL_GUARDED_BY(mu_);
  size_t response_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  std::shared_ptr<bridge::Execution> execution_ ABSL_GUARDED_BY(mu_);
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
  bool drain_claimed_ ABSL_GUARDED_BY(mu_) = false;
  // How the RPC ends; the first cause wins.
  std::optional<absl::Status> verdict_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_RUN_REACTOR_H_
