#ifndef ISOBRIDGE_SERVICE_CHECK_REACTOR_H_
#define ISOBRIDGE_SERVICE_CHECK_REACTOR_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "bridge/inspection.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/stream_environment.h"
#include "service/unary_reactor.h"

namespace isobridge::service {

// One unary `Check`.
//
// Owned by gRPC: made for an RPC, deletes itself in OnDone. Calls come from any thread; neither gRPC nor the inspection is called
// under mu_.
class CheckReactor final : public UnaryReactor {
 public:
  // Both outlive the reactor.
  CheckReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context, std::string tenant)
      : UnaryReactor(environment, context), tenant_(std::move(tenant)) {}

  // UnaryReactor
  void OnRequest(const grpc::ByteBuffer& request) override ABSL_LOCKS_EXCLUDED(mu_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mu_);

 private:
  ~CheckReactor() override = default;

  void Answer(const absl::StatusOr<isobridge::v1::CheckResponse>& response);

  const std::string tenant_;

  // Guarded by mu_.
  absl::Mutex mu_;
  std::shared_ptr<bridge::Inspection> inspection_ ABSL_GUARDED_BY(mu_);
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CHECK_REACTOR_H_
