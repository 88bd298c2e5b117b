#include "service/health_service.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "bridge/field_error.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/stalled_client.h"
#include "service/status.h"
#include "service/wire.h"

namespace isobridge::service {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// One Check or Watch. Owned by gRPC: made for an RPC, deletes itself in OnDone. gRPC is not called under mu_.
class HealthService::Reactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>, public LiveStream {
 public:
  // Both outlive it.
  Reactor(HealthService* service, grpc::CallbackServerContext* context, Kind kind)
      : service_(service), context_(context), kind_(kind), opened_(environment().timers->Now()), waits_since_(opened_) {}

  // Once, when nothing else is to be done with a new reactor.
  void Read() {
    if (absl::Status admitted = environment().streams->Add(this); !admitted.ok()) return Fail(admitted);
    service_->Add(this);
    StartRead(&request_);
  }

  // Of a Watch: writes it, once what is being written has left.
  void Tell(Status status) ABSL_LOCKS_EXCLUDED(mu_) {
    {
      absl::MutexLock lock(mu_);
      told_ = status;
      if (!PrepareWrite()) return;
    }
    StartWrite(&response_);
  }

  void Cancel() { context_->TryCancel(); }
  absl::Time opened() const { return opened_; }

  // grpc::ServerBidiReactor
  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mu_);
  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mu_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mu_);
  void OnDone() override;

  // LiveStream
  void EndIfStalled(absl::Time since) override ABSL_LOCKS_EXCLUDED(mu_);
  std::shared_ptr<bridge::Execution> ClaimDrain() override { return nullptr; }

 private:
  ~Reactor() override = default;

  const HealthEnvironment& environment() const { return service_->environment_; }

  void Answer(const std::string& service) ABSL_LOCKS_EXCLUDED(mu_);
  // The last thing that a function does, like every end: after it the reactor may be gone.
  void Fail(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mu_);
  // Whether there is something to write now.
  bool PrepareWrite() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void WaitSince(absl::Time since) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    waits_since_ = since;
  }

  // Constant after construction.
  HealthService* const service_;
  grpc::CallbackServerContext* const context_;
  const Kind kind_;
  const absl::Time opened_;

  // gRPC's, while it reads and writes.
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;

  // Guarded by mu_.
  absl::Mutex mu_;
  // Since when the client is waited for; InfiniteFuture if it isn't.
  absl::Time waits_since_ ABSL_GUARDED_BY(mu_);
  bool stalled_ ABSL_GUARDED_BY(mu_) = false;
  // Of a Watch.
  Status told_ ABSL_GUARDED_BY(mu_) = HealthCheckResponse::UNKNOWN;
  std::optional<Status> written_ ABSL_GUARDED_BY(mu_);
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
};

// ---- one RPC --------------------------------------------------------------------------------------------------------

void HealthService::Reactor::OnReadDone(bool ok) {
  service_->NoteRead(this);
  WaitSince(absl::InfiniteFuture());
  if (!ok) return Fail(bridge::FieldError("request", "the RPC ended before it"));
  if (request_.Length() > kMaxRequestBytes) {
    return Fail(
        bridge::FieldError("message", absl::StrCat("it has ", request_.Length(), " bytes; the limit is ", kMaxRequestBytes)));
  }
  HealthCheckRequest request;
  if (absl::Status parsed = ParseRequest(request_, &request); !parsed.ok()) return Fail(parsed);
  if (kind_ == Kind::kWatch) {
    service_->Watch(this, request.service());
  } else {
    Answer(request.service());
  }
}

void HealthService::Reactor::OnWriteDone(bool ok) {
  bool ends = false;
  {
    absl::MutexLock lock(mu_);
    writing_ = false;
    waits_since_ = absl::InfiniteFuture();
    ends = ended_ = !ok || cancelled_;
    if (!ends && !PrepareWrite()) return;
  }
  if (ends) return Fail(absl::CancelledError("the RPC was cancelled"));
  StartWrite(&response_);
}

// Before anything is written the read's end ends it, and while something is written the write's.
void HealthService::Reactor::OnCancel() {
  {
    absl::MutexLock lock(mu_);
    cancelled_ = true;
    if (!written_.has_value() || writing_ || std::exchange(ended_, true)) return;
  }
  Fail(absl::CancelledError("the RPC was cancelled"));
}

void HealthService::Reactor::OnDone() {
  service_->Remove(this);
  environment().streams->Remove(this);
  delete this;
}

void HealthService::Reactor::EndIfStalled(absl::Time since) {
  service_->EndExcess();
  {
    absl::MutexLock lock(mu_);
    if (waits_since_ >= since || std::exchange(stalled_, true)) return;
  }
  CancelStalled(context_, environment().log);  // Still there: OnDone waits for the registry, which holds its lock.
}

void HealthService::Reactor::Answer(const std::string& service) {
  const std::optional<Status> status = service_->StatusOf(service);
  if (!status.has_value()) return Fail(absl::NotFoundError(absl::StrCat("there is no service ", service)));
  HealthCheckResponse response;
  response.set_status(*status);
  response_ = ToBytes(response);
  WaitSince(environment().timers->Now());
  StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
}

void HealthService::Reactor::Fail(const absl::Status& status) {
  WaitSince(environment().timers->Now());
  Finish(ToGrpcStatus(status, *environment().log));
}

bool HealthService::Reactor::PrepareWrite() {
  if (writing_ || ended_ || written_ == told_) return false;
  HealthCheckResponse response;
  response.set_status(told_);
  response_ = ToBytes(response);
  written_ = told_;
  writing_ = true;
  waits_since_ = environment().timers->Now();
  return true;
}

// ---- the service ----------------------------------------------------------------------------------------------------

HealthService::HealthService(HealthEnvironment environment) : environment_(std::move(environment)) {
  // In the order of the proto.
  Serve(0, Kind::kCheck);
  Serve(1, Kind::kWatch);
}

void HealthService::Serve(int method, Kind kind) {
  const auto begin = [this, kind](grpc::CallbackServerContext* context) {
    auto* const reactor = new Reactor(this, context, kind);
    reactor->Read();
    return reactor;
  };
  // Both are what gRPC's generated code calls: a stream to the server, so that its request is not read before.
  MarkMethodStreamed(method, nullptr);
  MarkMethodRawCallback(method, new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(begin));
}

void HealthService::Set(Status status) {
  absl::MutexLock lock(mu_);
  status_ = status;
  for (Reactor* watcher : watchers_) watcher->Tell(status);
}

void HealthService::Add(Reactor* reactor) {
  {
    absl::MutexLock lock(mu_);
    unread_.push_back(reactor);
  }
  EndExcess();
}

void HealthService::EndExcess() {
  absl::MutexLock lock(mu_);
  const absl::Time before = environment_.timers->Now() - kGrace;
  while (unread_.size() > kMaxUnread && unread_.front()->opened() <= before) {
    unread_.front()->Cancel();
    unread_.pop_front();
  }
}

void HealthService::NoteRead(Reactor* reactor) {
  absl::MutexLock lock(mu_);
  unread_.remove(reactor);
}

void HealthService::Remove(Reactor* reactor) {
  absl::MutexLock lock(mu_);
  unread_.remove(reactor);
  watchers_.erase(reactor);
}

std::optional<HealthService::Status> HealthService::StatusOf(const std::string& service) const {
  if (std::ranges::find(environment_.services, service) == environment_.services.end()) return std::nullopt;
  absl::MutexLock lock(mu_);
  return status_;
}

void HealthService::Watch(Reactor* reactor, const std::string& service) {
  const bool served = StatusOf(service).has_value();
  absl::MutexLock lock(mu_);
  if (served) watchers_.insert(reactor);
  reactor->Tell(served ? status_ : HealthCheckResponse::SERVICE_UNKNOWN);
}

}  // namespace isobridge::service
