#include "service/execute_reactor.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "bridge/field_error.h"
#include "grpcpp/server_context.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/origin.h"
#include "service/stalled_client.h"
#include "service/status.h"
#include "service/wire.h"

namespace isobridge::service {
namespace {

using isobridge::v1::ExecuteRequest;
using isobridge::v1::ExecuteResponse;

// A congested queue counts as drained when half of it is free, so that worker and client don't take turns message by message.
constexpr size_t kDrainedShare = 2;

}  // namespace

ExecuteReactor::ExecuteReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context, std::string tenant)
    : environment_(environment), context_(context), tenant_(std::move(tenant)), opened_(environment->timers->Now()) {
  if (absl::Status admitted = environment_->streams->Add(this); !admitted.ok()) {
    Refuse(std::move(admitted));
    return;
  }
  ReadNext();
}

// ---- reactions ------------------------------------------------------------------------------------------------------

void ExecuteReactor::OnReadDone(bool ok) {
  // From here on the next message may be read, by whoever asks for it first.
  grpc::ByteBuffer request;
  request.Swap(&request_);
  bool discard = false;
  {
    absl::MutexLock lock(mu_);
    reading_ = false;
    read_ended_ = !ok;
    discard = discarding_;
  }
  if (ok) {
    if (discard || Dispatch(request)) ReadNext();
    return;
  }
  // A read that fails because the RPC ended is OnCancel's business.
  if (context_->IsCancelled()) return;
  std::shared_ptr<bridge::Execution> execution;
  {
    absl::MutexLock lock(mu_);
    execution = execution_;
  }
  if (execution != nullptr) {
    execution->OnHalfClose();
  } else {
    Refuse(bridge::FieldError("start", "the stream ended before it; `start` is the first message"));
  }
}

void ExecuteReactor::OnWriteDone(bool ok) {
  std::shared_ptr<bridge::Execution> drained;
  Action action;
  {
    absl::MutexLock lock(mu_);
    writing_ = false;
    write_began_ = absl::InfiniteFuture();
    PopFront();
    if (!ok) DropQueue();
    const StreamLimits& limits = environment_->limits;
    if (congested_ && queued_bytes_ <= limits.queue_bytes / kDrainedShare &&
        queue_.size() <= limits.queue_messages / kDrainedShare) {
      congested_ = false;
      if (!closed_) drained = execution_;
    }
    action = NextAction();
  }
  // Before the next write, for that may be the last: this reaction keeps the reactor alive only until it returns.
  if (drained != nullptr) drained->OnClientDrained();
  Perform(std::move(action));
}

void ExecuteReactor::OnCancel() {
  std::shared_ptr<bridge::Execution> execution;
  Action action;
  {
    absl::MutexLock lock(mu_);
    cancelled_ = true;
    if (!verdict_.has_value()) verdict_ = absl::CancelledError("the RPC was cancelled");
    execution = execution_;
    if (!begun_) {
      closed_ = true;
      action = NextAction();
    }
  }
  if (execution != nullptr) execution->OnDisconnect();
  Perform(std::move(action));
}

void ExecuteReactor::OnDone() {
  environment_->streams->Remove(this);
  delete this;
}

// ---- the client's messages ------------------------------------------------------------------------------------------

bool ExecuteReactor::Dispatch(const grpc::ByteBuffer& bytes) {
  ExecuteRequest request;
  absl::Status parsed = ParseRequest(bytes, &request);
  if (parsed.ok()) return Dispatch(request);
  Refuse(std::move(parsed));
  return false;
}

bool ExecuteReactor::Dispatch(ExecuteRequest& request) {
  if (request.message_case() == ExecuteRequest::kStart) return Begin(std::move(*request.mutable_start()));
  std::shared_ptr<bridge::Execution> execution;
  {
    absl::MutexLock lock(mu_);
    if (closed_) return false;
    execution = execution_;
  }
  if (execution == nullptr) {
    Refuse(bridge::FieldError("start", "it is missing; `start` is the first message"));
    return false;
  }
  switch (request.message_case()) {
    case ExecuteRequest::kCallResult:
      execution->OnCallResult(std::move(*request.mutable_call_result()));
      return false;
    case ExecuteRequest::kCallError:
      execution->OnCallError(std::move(*request.mutable_call_error()));
      return false;
    case ExecuteRequest::kCancel:
      execution->OnCancel(std::move(*request.mutable_cancel()));
      // The first cause counts; further ones would only pile up.
      return !std::exchange(cancel_came_, true);
    case ExecuteRequest::kStart:
    case ExecuteRequest::MESSAGE_NOT_SET:
      break;
  }
  Refuse(bridge::FieldError("message", "it is empty, or of a kind that this server doesn't know"));
  return false;
}

bool ExecuteReactor::Begin(isobridge::v1::Start start) {
  bool second = false;
  {
    absl::MutexLock lock(mu_);
    if (closed_ || cancelled_) return false;
    second = std::exchange(begun_, true);
  }
  if (second) {
    Refuse(bridge::FieldError("start", "it came a second time; one stream is one execution"));
    return false;
  }

  auto execution = environment_->begin(OriginOf(*context_, tenant_), std::move(start), this);
  bool cancelled = false;
  {
    absl::MutexLock lock(mu_);
    execution_ = execution;
    cancelled = cancelled_;
  }
  if (cancelled) execution->OnDisconnect();
  // The drain may have begun before there was anything to tell of it.
  const absl::Time drain_deadline = environment_->streams->drain_deadline();
  if (drain_deadline != absl::InfiniteFuture()) {
    if (auto claimed = ClaimDrain()) claimed->OnDrain(drain_deadline);
  }
  return true;
}

void ExecuteReactor::ReadNext() {
  {
    absl::MutexLock lock(mu_);
    if (reading_ || read_ended_) return;
    reading_ = true;
  }
  StartRead(&request_);
}

void ExecuteReactor::Refuse(absl::Status status) {
  std::shared_ptr<bridge::Execution> execution;
  Action action;
  {
    absl::MutexLock lock(mu_);
    if (!verdict_.has_value()) verdict_ = std::move(status);
    execution = execution_;
    if (execution == nullptr) {
      closed_ = true;
      action = NextAction();
    }
  }
  if (execution != nullptr) execution->OnDisconnect();
  Perform(std::move(action));
}

// ---- the execution's messages ---------------------------------------------------------------------------------------

void ExecuteReactor::Send(ExecuteResponse message) {
  grpc::ByteBuffer bytes = ToBytes(message);
  const size_t size = bytes.Length();
  Action action;
  {
    absl::MutexLock lock(mu_);
    if (closed_ || verdict_.has_value()) return;
    queue_.push_back({.message = std::move(bytes), .bytes = size, .is_finished = message.has_finished()});
    queued_bytes_ += size;
    const StreamLimits& limits = environment_->limits;
    if (queued_bytes_ > limits.queue_bytes || queue_.size() > limits.queue_messages) congested_ = true;
    action = NextAction();
  }
  Perform(std::move(action));
}

bool ExecuteReactor::Congested() const {
  absl::MutexLock lock(mu_);
  return congested_;
}

void ExecuteReactor::ReadOn() { ReadNext(); }

uint64_t ExecuteReactor::QueuedBytes() const {
  absl::MutexLock lock(mu_);
  return queued_bytes_;
}

void ExecuteReactor::Close(absl::Status status) {
  {
    absl::MutexLock lock(mu_);
    discarding_ = true;
    // Before a read finds the stream's end, which is no cause any more.
    if (!verdict_.has_value()) verdict_ = std::move(status);
  }
  // Before the stream may end: after that the reactor may be gone.
  ReadNext();
  Action action;
  {
    absl::MutexLock lock(mu_);
    closed_ = true;
    if (!verdict_->ok()) DropQueue();
    action = NextAction();
  }
  Perform(std::move(action));
}

// ---- writing --------------------------------------------------------------------------------------------------------

ExecuteReactor::Action ExecuteReactor::NextAction() {
  if (writing_ || finishing_) return {};
  if (queue_.empty()) {
    if (!closed_) return {};
    finishing_ = true;
    write_began_ = environment_->timers->Now();
    return {.what = Action::kFinish, .status = *verdict_};
  }
  const Queued& front = queue_.front();
  const bool last = queue_.size() == 1;
  if (last && !closed_ && front.is_finished) return {};  // Close follows: both leave in one write.
  write_began_ = environment_->timers->Now();
  if (last && closed_) {
    finishing_ = true;
    return {.what = Action::kWriteAndFinish, .message = &front.message, .status = *verdict_};
  }
  writing_ = true;
  return {.what = Action::kWrite, .message = &front.message, .more = !last, .status = {}};
}

void ExecuteReactor::Perform(Action action) {
  grpc::WriteOptions options;
  switch (action.what) {
    case Action::kNone:
      return;
    case Action::kWrite:
      if (action.more) options.set_buffer_hint();
      StartWrite(action.message, options);
      return;
    case Action::kWriteAndFinish:
      StartWriteAndFinish(action.message, options, ToGrpcStatus(action.status, *environment_->log));
      return;
    case Action::kFinish:
      Finish(ToGrpcStatus(action.status, *environment_->log));
      return;
  }
}

void ExecuteReactor::DropQueue() {
  while (queue_.size() > (writing_ ? 1u : 0u)) {
    queued_bytes_ -= queue_.back().bytes;
    queue_.pop_back();
  }
}

void ExecuteReactor::PopFront() {
  queued_bytes_ -= queue_.front().bytes;
  queue_.pop_front();
}

// ---- the service at large -------------------------------------------------------------------------------------------

void ExecuteReactor::EndIfStalled(absl::Time since) {
  bool begun = true;
  {
    absl::MutexLock lock(mu_);
    begun = begun_ || opened_ >= since;
    if (begun && (write_began_ >= since || std::exchange(stalled_, true))) return;
  }
  if (!begun) {
    Refuse(bridge::FieldError("start", "it did not come within the server's stall_timeout"));
    return;
  }
  CancelStalled(context_, environment_->log);  // Still there: OnDone waits for the registry, which holds its lock.
}

std::shared_ptr<bridge::Execution> ExecuteReactor::ClaimDrain() {
  absl::MutexLock lock(mu_);
  if (execution_ == nullptr || std::exchange(drain_claimed_, true)) return nullptr;
  return execution_;
}

}  // namespace isobridge::service
