#include "service/run_reactor.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "grpcpp/server_context.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/origin.h"
#include "service/wire.h"

namespace isobridge::service {

using isobridge::v1::ExecuteResponse;
using isobridge::v1::RunRequest;

void RunReactor::OnRequest(const grpc::ByteBuffer& request) {
  RunRequest run;
  if (absl::Status status = ParseRequest(request, &run); !status.ok()) return Fail(status);
  Begin(std::move(run));
}

void RunReactor::Begin(RunRequest request) {
  auto execution = environment().begin(OriginOf(context(), tenant_), std::move(*request.mutable_start()), this);
  bool stopped = false;
  {
    absl::MutexLock lock(mu_);
    execution_ = execution;
    stopped = stopped_;
  }
  if (stopped) execution->OnDisconnect();
  const absl::Time drain_deadline = environment().streams->drain_deadline();
  if (drain_deadline != absl::InfiniteFuture()) {
    if (auto claimed = ClaimDrain()) claimed->OnDrain(drain_deadline);
  }
  for (RunRequest::Answer& answer : *request.mutable_answers()) {
    if (answer.has_result()) execution->OnCallResult(std::move(*answer.mutable_result()));
    if (answer.has_error()) execution->OnCallError(std::move(*answer.mutable_error()));
  }
  execution->OnHalfClose();
}

void RunReactor::OnCancel() {
  std::shared_ptr<bridge::Execution> execution;
  {
    absl::MutexLock lock(mu_);
    stopped_ = true;
    if (!verdict_.has_value()) verdict_ = absl::CancelledError("the RPC was cancelled");
    execution = execution_;
  }
  if (execution != nullptr) execution->OnDisconnect();
}

void RunReactor::Send(ExecuteResponse message) {
  std::weak_ptr<bridge::Execution> overflowing;
  {
    absl::MutexLock lock(mu_);
    if (verdict_.has_value()) return;
    response_bytes_ += message.ByteSizeLong();
    if (response_bytes_ <= environment().limits.run_response_bytes) {
      Collect(std::move(message));
      return;
    }
    verdict_ = absl::ResourceExhaustedError(
        absl::StrCat("the response of Run is over ", environment().limits.run_response_bytes,
                     " bytes with the calls and console lines it collects; use Execute, which streams them"));
    stopped_ = true;
    overflowing = execution_;
  }
  // Not from here: the execution is in the middle of sending.
  bridge::Timers* timers = environment().timers;
  timers->At(timers->Now(), [overflowing] {
    if (auto execution = overflowing.lock()) execution->OnDisconnect();
  });
}

void RunReactor::Collect(ExecuteResponse message) {
  switch (message.message_case()) {
    case ExecuteResponse::kStarted:
      *collected_.mutable_started() = std::move(*message.mutable_started());
      return;
    case ExecuteResponse::kCall:
      *collected_.add_calls() = std::move(*message.mutable_call());
      return;
    case ExecuteResponse::kConsole:
      *collected_.add_console() = std::move(*message.mutable_console());
      return;
    case ExecuteResponse::kFinished:
      *collected_.mutable_finished() = std::move(*message.mutable_finished());
      return;
    case ExecuteResponse::kCallCancelled:
    case ExecuteResponse::kTimerFired:
    case ExecuteResponse::kDraining:
    case ExecuteResponse::kAnswerRefused:
    case ExecuteResponse::kCallSettled:
    case ExecuteResponse::MESSAGE_NOT_SET:
      return;  // Of no use once everything is over.
  }
}

bool RunReactor::Congested() const { return false; }

uint64_t RunReactor::QueuedBytes() const {
  absl::MutexLock lock(mu_);
  return response_bytes_;
}

void RunReactor::Close(absl::Status status) {
  absl::Status verdict;
  grpc::ByteBuffer response;
  {
    absl::MutexLock lock(mu_);
    if (!verdict_.has_value()) verdict_ = std::move(status);
    verdict = *verdict_;
    if (verdict.ok()) response = ToBytes(collected_);
  }
  if (!verdict.ok()) return Fail(verdict);
  Respond(std::move(response));
}

std::shared_ptr<bridge::Execution> RunReactor::ClaimDrain() {
  absl::MutexLock lock(mu_);
  if (execution_ == nullptr || std::exchange(drain_claimed_, true)) return nullptr;
  return execution_;
}

}  // namespace isobridge::service
