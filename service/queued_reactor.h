#ifndef ISOBRIDGE_SERVICE_QUEUED_REACTOR_H_
#define ISOBRIDGE_SERVICE_QUEUED_REACTOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "bridge/memory_budget.h"
#include "bridge/request_queue.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "service/stream_environment.h"
#include "service/unary_reactor.h"
#include "service/wire.h"

namespace isobridge::service {

// One unary RPC that runs nothing but may take long: its work waits for its tenant's turn.
//
// Owned by gRPC: made for an RPC, deletes itself in OnDone. Calls come from any thread; neither gRPC nor the queue is called
// under mu_.
class QueuedReactor final : public UnaryReactor {
 public:
  // Comes to call Begin or Answer.
  using Take = std::function<void(const grpc::ByteBuffer& request, QueuedReactor* reactor)>;

  // Both outlive the reactor.
  QueuedReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context, std::string tenant, Take take)
      : UnaryReactor(environment, context), tenant_(std::move(tenant)), take_(std::move(take)) {}

  // `work` comes to call Answer; while it waits, the RPC holds `bytes` of its tenant's memory. A cancelled RPC's work is not
  // begun.
  void Begin(uint64_t bytes, bridge::RequestQueue::Work work) ABSL_LOCKS_EXCLUDED(mu_);
  // For work that could not go on at once: the rest of it, in the background, too.
  void Continue(bridge::RequestQueue::Work work) { environment().requests->Continue(tenant_, std::move(work)); }

  // Once.
  template <typename Response>
  void Answer(const absl::StatusOr<Response>& response) {
    if (!response.ok()) return Fail(response.status());
    Respond(ToBytes(*response));
  }

  // UnaryReactor
  void OnRequest(const grpc::ByteBuffer& request) override { take_(request, this); }
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mu_);

  const std::string& tenant() const { return tenant_; }

 private:
  ~QueuedReactor() override = default;

  void Withdraw(bridge::RequestQueue::Id turn);

  // Constant after construction.
  const std::string tenant_;
  const Take take_;

  // Begin's, then the work's.
  std::unique_ptr<bridge::MemoryBudget::Account> memory_;

  // Guarded by mu_.
  absl::Mutex mu_;
  // 0: none yet.
  bridge::RequestQueue::Id turn_ ABSL_GUARDED_BY(mu_) = 0;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_QUEUED_REACTOR_H_
