#include "service/sandbox_service.h"

#include <utility>

#include "grpcpp/server_context.h"
#include "service/execute_reactor.h"
#include "service/run_reactor.h"

namespace isobridge::service {

SandboxService::SandboxService(StreamEnvironment environment, isobridge::v1::GetCapabilitiesResponse capabilities)
    : environment_(std::move(environment)), capabilities_(std::move(capabilities)) {}

grpc::ServerBidiReactor<isobridge::v1::ExecuteRequest, isobridge::v1::ExecuteResponse>* SandboxService::Execute(
    grpc::CallbackServerContext* context) {
  return new ExecuteReactor(&environment_, context);
}

grpc::ServerUnaryReactor* SandboxService::Run(grpc::CallbackServerContext* context, const isobridge::v1::RunRequest* request,
                                              isobridge::v1::RunResponse* response) {
  auto* reactor = new RunReactor(&environment_, context, response);
  reactor->Begin(*request);
  return reactor;
}

grpc::ServerUnaryReactor* SandboxService::GetCapabilities(grpc::CallbackServerContext* context,
                                                          const isobridge::v1::GetCapabilitiesRequest* /*request*/,
                                                          isobridge::v1::GetCapabilitiesResponse* response) {
  *response = capabilities_;
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

}  // namespace isobridge::service
