#ifndef ISOBRIDGE_SERVICE_REFUSAL_H_
#define ISOBRIDGE_SERVICE_REFUSAL_H_

#include <utility>

#include "grpcpp/support/server_callback.h"
#include "grpcpp/support/status.h"

namespace isobridge::service {

// A stream that is ended before anything of it is read. Deletes itself.
template <typename Request, typename Response>
class Refusal final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  explicit Refusal(grpc::Status status) { this->Finish(std::move(status)); }

  void OnDone() override { delete this; }

 private:
  ~Refusal() override = default;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_REFUSAL_H_
