#ifndef ISOBRIDGE_SERVICE_CHECK_REACTOR_H_
#define ISOBRIDGE_SERVICE_CHECK_REACTOR_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/inspection.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/live_streams.h"
#include "service/stream_environment.h"

namespace isobridge::service {

// One unary `Check`.
//
// Owned by gRPC: made for an RPC, deletes itself in OnDone. Calls come from any thread; neither gRPC nor the inspection is called
// under mu_.
class CheckReactor final : public grpc::ServerUnaryReactor, public LiveStream {
 public:
  // All outlive the reactor. The inspection begins with Begin, once the caller can hand the reactor to gRPC.
  CheckReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context, grpc::ByteBuffer* response)
      : environment_(environment), context_(context), response_(response) {}

  void Begin(isobridge::v1::CheckRequest request, std::string tenant) ABSL_LOCKS_EXCLUDED(mu_);

  // grpc::ServerUnaryReactor
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mu_);
  void OnDone() override;

  // LiveStream. Nothing streams, and nothing is to be drained: it is over within seconds.
  void EndIfStalled(absl::Time /*since*/) override {}
  std::shared_ptr<bridge::Execution> ClaimDrain() override { return nullptr; }

 private:
  ~CheckReactor() override = default;

  void Answer(const absl::StatusOr<isobridge::v1::CheckResponse>& response);

  // Constant after construction.
  const StreamEnvironment* const environment_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer* const response_;

  // Guarded by mu_.
  absl::Mutex mu_;
  std::shared_ptr<bridge::Inspection> inspection_ ABSL_GUARDED_BY(mu_);
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CHECK_REACTOR_H_
