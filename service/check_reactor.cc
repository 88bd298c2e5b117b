#include "service/check_reactor.h"

#include <utility>

#include "service/origin.h"
#include "service/wire.h"

namespace isobridge::service {

void CheckReactor::OnRequest(const grpc::ByteBuffer& request) {
  isobridge::v1::CheckRequest check;
  if (absl::Status status = ParseRequest(request, &check); !status.ok()) return Fail(status);
  auto inspection = environment().inspect(OriginOf(context(), tenant_), std::move(*check.mutable_start()),
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

void CheckReactor::Answer(const absl::StatusOr<isobridge::v1::CheckResponse>& response) {
  if (!response.ok()) return Fail(response.status());
  Respond(ToBytes(*response));
}

}  // namespace isobridge::service
