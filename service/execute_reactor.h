#ifndef ISOBRIDGE_SERVICE_EXECUTE_REACTOR_H_
#define ISOBRIDGE_SERVICE_EXECUTE_REACTOR_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

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
#include "service/live_streams.h"
#include "service/stream_environment.h"

namespace isobridge::service {

// One `Execute` stream: hands the client's messages to an Execution, and the execution's to the client.
//
// Owned by gRPC: made for an RPC, deletes itself in OnDone. Reactions and ExecutionClient's calls come from any thread. Neither
// gRPC nor the execution is called under mu_, and nothing here blocks.
//
// Back-pressure: after an answer the next message is read once the execution asks for it; at most one write is outstanding, and
// what waits behind it is bounded by Congested. Once the execution is over, what the client sends is read and dropped, so that
// one that writes before it reads comes to read its end.
class ExecuteReactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                             public bridge::ExecutionClient,
                             public LiveStream {
 public:
  // Both outlive the reactor.
  ExecuteReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context, std::string tenant);

  // grpc::ServerBidiReactor
  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mu_);
  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mu_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mu_);
  void OnDone() override ABSL_LOCKS_EXCLUDED(mu_);

  // bridge::ExecutionClient
  void Send(isobridge::v1::ExecuteResponse message) override ABSL_LOCKS_EXCLUDED(mu_);
  bool Congested() const override ABSL_LOCKS_EXCLUDED(mu_);
  void ReadOn() override ABSL_LOCKS_EXCLUDED(mu_);
  uint64_t QueuedBytes() const override ABSL_LOCKS_EXCLUDED(mu_);
  void Close(absl::Status status) override ABSL_LOCKS_EXCLUDED(mu_);

  // LiveStream
  void EndIfStalled(absl::Time since) override ABSL_LOCKS_EXCLUDED(mu_);
  std::shared_ptr<bridge::Execution> ClaimDrain() override ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Queued {
    grpc::ByteBuffer message;
    size_t bytes;
    bool is_finished;
  };
  // What to ask of gRPC once mu_ is released; at most one is outstanding.
  struct Action {
    enum { kNone, kWrite, kWriteAndFinish, kFinish } what = kNone;
    const grpc::ByteBuffer* message = nullptr;
    // More is queued behind the message, so that it need not be flushed.
    bool more = false;
    absl::Status status;
  };

  ~ExecuteReactor() override = default;

  // Whether the next message is to be read at once.
  bool Dispatch(const grpc::ByteBuffer& bytes) ABSL_LOCKS_EXCLUDED(mu_);
  bool Dispatch(isobridge::v1::ExecuteRequest& request) ABSL_LOCKS_EXCLUDED(mu_);
  bool Begin(isobridge::v1::Start start) ABSL_LOCKS_EXCLUDED(mu_);
  // Ends the stream with `status`, whatever the execution says of it later.
  void Refuse(absl::Status status) ABSL_LOCKS_EXCLUDED(mu_);

  // Reads the next message, unless one is being read or none can come.
  void ReadNext() ABSL_LOCKS_EXCLUDED(mu_);

  Action NextAction() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // The last thing that a function does: after it the reactor may be gone.
  void Perform(Action action) ABSL_LOCKS_EXCLUDED(mu_);
  // Drops what need not be written any more.
  void DropQueue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void PopFront() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  // Constant after construction.
  const StreamEnvironment* const environment_;
  grpc::CallbackServerContext* const context_;
  const std::string tenant_;
  const absl::Time opened_;

  // Only touched by reads, of which one at a time is under way.
  grpc::ByteBuffer request_;
  bool cancel_came_ = false;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  // Whether `start` has come; from then on only the execution ends the stream.
  bool begun_ ABSL_GUARDED_BY(mu_) = false;
  std::shared_ptr<bridge::Execution> execution_ ABSL_GUARDED_BY(mu_);
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  bool drain_claimed_ ABSL_GUARDED_BY(mu_) = false;

  // A read is outstanding.
  bool reading_ ABSL_GUARDED_BY(mu_) = false;
  bool read_ended_ ABSL_GUARDED_BY(mu_) = false;
  // The execution is over: what comes is dropped.
  bool discarding_ ABSL_GUARDED_BY(mu_) = false;

  // The front is being written if writing_; it stays where it is until it is popped.
  std::deque<Queued> queue_ ABSL_GUARDED_BY(mu_);
  size_t queued_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  bool congested_ ABSL_GUARDED_BY(mu_) = false;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  // When the outstanding write, or the end, began to wait for the client; InfiniteFuture if there is none.
  absl::Time write_began_ ABSL_GUARDED_BY(mu_) = absl::InfiniteFuture();
  // It was cancelled for the client's stalling.
  bool stalled_ ABSL_GUARDED_BY(mu_) = false;

  // How the stream ends; the first cause wins.
  std::optional<absl::Status> verdict_ ABSL_GUARDED_BY(mu_);
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  bool finishing_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_EXECUTE_REACTOR_H_
