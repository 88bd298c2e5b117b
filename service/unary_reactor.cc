#include "service/unary_reactor.h"

#include <utility>

#include "bridge/field_error.h"
#include "service/status.h"

namespace isobridge::service {

void UnaryReactor::Read() {
  if (absl::Status admitted = environment_->streams->Add(this); !admitted.ok()) return Fail(admitted);
  StartRead(&request_);
}

void UnaryReactor::OnReadDone(bool ok) {
  {
    absl::MutexLock lock(read_mu_);
    if (std::exchange(read_, true)) return;
  }
  if (!ok) return Fail(bridge::FieldError("request", "the RPC ended before it"));
  grpc::ByteBuffer request;
  request.Swap(&request_);
  OnRequest(request);
}

void UnaryReactor::EndIfStalled(absl::Time since) {
  {
    absl::MutexLock lock(read_mu_);
    if (opened_ >= since || std::exchange(read_, true)) return;
  }
  Fail(bridge::FieldError("request", "it did not come within the server's stall_timeout"));
}

void UnaryReactor::OnDone() {
  environment_->streams->Remove(this);
  delete this;
}

void UnaryReactor::Respond(grpc::ByteBuffer response) {
  response_ = std::move(response);
  StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
}

void UnaryReactor::Fail(const absl::Status& status) { Finish(ToGrpcStatus(status, *environment_->log)); }

}  // namespace isobridge::service
