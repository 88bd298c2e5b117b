#ifndef ISOBRIDGE_SERVICE_UNARY_REACTOR_H_
#define ISOBRIDGE_SERVICE_UNARY_REACTOR_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/live_streams.h"
#include "service/stream_environment.h"

namespace isobridge::service {

// A unary RPC, served as a stream of one message each way: so it is known whose it is before anything of its request is read, and
// one whose request doesn't come, or whose answer isn't taken, within stall_timeout ends. (gRPC would take a whole request of
// anybody before it says that there is one, and wait for it for ever.)
//
// Owned by gRPC: made for an RPC, deletes itself in OnDone. Calls come from any thread; gRPC is not called under stall_mu_.
class UnaryReactor : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>, public LiveStream {
 public:
  // Reads the request. Once, when nothing else is to be done with a new reactor.
  void Read();

  // grpc::ServerBidiReactor
  void OnReadDone(bool ok) final ABSL_LOCKS_EXCLUDED(stall_mu_);
  void OnDone() final;

  // LiveStream
  void EndIfStalled(absl::Time since) final ABSL_LOCKS_EXCLUDED(stall_mu_);
  std::shared_ptr<bridge::Execution> ClaimDrain() override { return nullptr; }

 protected:
  // Both outlive the reactor.
  UnaryReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context)
      : environment_(environment), context_(context), opened_(environment->timers->Now()) {}
  ~UnaryReactor() override = default;

  // The request has come; once at most. Comes to call Respond or Fail.
  virtual void OnRequest(const grpc::ByteBuffer& request) = 0;

  // Once, either of them; the reactor may be gone afterwards.
  void Respond(grpc::ByteBuffer response);
  void Fail(const absl::Status& status);

  const StreamEnvironment& environment() const { return *environment_; }
  const grpc::CallbackServerContext& context() const { return *context_; }

 private:
  void NoteAnswer() ABSL_LOCKS_EXCLUDED(stall_mu_);

  const StreamEnvironment* const environment_;
  grpc::CallbackServerContext* const context_;
  const absl::Time opened_;

  // gRPC's, while it reads and writes.
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;

  absl::Mutex stall_mu_;
  // The request has come, or is not waited for any more.
  bool read_ ABSL_GUARDED_BY(stall_mu_) = false;
  // When the answer began to wait for the client; InfiniteFuture before there is one.
  absl::Time answered_ ABSL_GUARDED_BY(stall_mu_) = absl::InfiniteFuture();
  // It was cancelled for the client's stalling.
  bool stalled_ ABSL_GUARDED_BY(stall_mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_UNARY_REACTOR_H_
