#include "service/unary_reactor.h"

#include <utility>

#include "bridge/field_error.h"
#include "service/stalled_client.h"
#include "service/status.h"

namespace isobridge::service {

void UnaryReactor::Read() {
  if (absl::Status admitted = environment_->streams->Add(this); !admitted.ok()) return Fail(admitted);
  StartRead(&request_);
}

void UnaryReactor::OnReadDone(bool ok) {
  {
    absl::MutexLock lock(stall_mu_);
    if (std::exchange(read_, true)) return;
  }
  if (!ok) return Fail(bridge::FieldError("request", "the RPC ended before it"));
  grpc::ByteBuffer request;
  request.Swap(&request_);
  OnRequest(request);
}

void UnaryReactor::EndIfStalled(absl::Time since) {
  bool unread = false;
  {
    absl::MutexLock lock(stall_mu_);
    unread = opened_ < since && !std::exchange(read_, true);
    if (!unread && (answered_ >= since || std::exchange(stalled_, true))) return;
  }
  if (unread) return Fail(bridge::FieldError("request", "it did not come within the server's stall_timeout"));
  CancelStalled(context_, environment_->log);  // Still there: OnDone waits for the registry, which holds its lock.
}

void UnaryReactor::OnDone() {
  environment_->streams->Remove(this);
  delete this;
}

void UnaryReactor::Respond(grpc::ByteBuffer response) {
  response_ = std::move(response);
  NoteAnswer();
  StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
}

void UnaryReactor::Fail(const absl::Status& status) {
  NoteAnswer();
  Finish(ToGrpcStatus(status, *environment_->log));
}

void UnaryReactor::NoteAnswer() {
  absl::MutexLock lock(stall_mu_);
  answered_ = environment_->timers->Now();
}

}  // namespace isobridge::service
