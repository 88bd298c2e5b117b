#ifndef ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_
#define ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/stream_environment.h"

namespace isobridge::service {

// The RPCs of isobridge.v1.Sandbox, each handed to its reactor once it is known whose it is.
//
// Thread-safe.
class SandboxService final : public isobridge::v1::Sandbox::CallbackService {
 public:
  SandboxService(StreamEnvironment environment, isobridge::v1::GetCapabilitiesResponse capabilities);

  grpc::ServerBidiReactor<isobridge::v1::ExecuteRequest, isobridge::v1::ExecuteResponse>* Execute(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const isobridge::v1::RunRequest* request,
                                isobridge::v1::RunResponse* response) override;
  grpc::ServerUnaryReactor* Describe(grpc::CallbackServerContext* context, const isobridge::v1::DescribeRequest* request,
                                     isobridge::v1::DescribeResponse* response) override;
  grpc::ServerUnaryReactor* GetCapabilities(grpc::CallbackServerContext* context,
                                            const isobridge::v1::GetCapabilitiesRequest* request,
                                            isobridge::v1::GetCapabilitiesResponse* response) override;

 private:
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const absl::Status& status) const;

  // Constant after construction.
  const StreamEnvironment environment_;
  const isobridge::v1::GetCapabilitiesResponse capabilities_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_
