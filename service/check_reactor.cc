#include "service/check_reactor.h"

#include <utility>

#include "service/origin.h"
#include "service/status.h"
#include "service/wire.h"

namespace isobridge::service {

void CheckReactor::Begin(isobridge::v1::CheckRequest request, std::string tenant) {
  if (absl::Status admitted = environment_->streams->Add(this); !admitted.ok()) return Answer(admitted);
  // gRPC is not done with this reactor before the caller has handed it over.
  auto inspection = environment_->inspect(OriginOf(*context_, std::move(tenant)), std::move(*request.mutable_start()),
                                          [this](const auto& response) { Answer(response); });
  bool cancelled = false;
  {
    absl::MutexLock lock(mu_);
    inspection_ = inspection;
    cancelled = cancelled_;
  }
  if (cancelled) inspection->OnDisconnect();
}

void CheckReactor::OnCancel() {
  std::shared_ptr<bridge::Inspection> inspection;
  {
    absl::MutexLock lock(mu_);
    cancelled_ = true;
    inspection = inspection_;
  }
  if (inspection != nullptr) inspection->OnDisconnect();
}

void CheckReactor::OnDone() {
  environment_->streams->Remove(this);
  delete this;
}

void CheckReactor::Answer(const absl::StatusOr<isobridge::v1::CheckResponse>& response) {
  if (response.ok()) *response_ = ToBytes(*response);
  Finish(ToGrpcStatus(response.status(), *environment_->log));
}

}  // namespace isobridge::service
