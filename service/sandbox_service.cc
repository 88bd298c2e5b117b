#include "service/sandbox_service.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "bridge/tool_description.h"
#include "grpcpp/server_context.h"
#include "service/execute_reactor.h"
#include "service/refusal.h"
#include "service/run_reactor.h"
#include "service/status.h"

namespace isobridge::service {

using isobridge::v1::ExecuteRequest;
using isobridge::v1::ExecuteResponse;

SandboxService::SandboxService(StreamEnvironment environment, isobridge::v1::GetCapabilitiesResponse capabilities)
    : environment_(std::move(environment)), capabilities_(std::move(capabilities)) {}

grpc::ServerBidiReactor<ExecuteRequest, ExecuteResponse>* SandboxService::Execute(grpc::CallbackServerContext* context) {
  absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return new Refusal<ExecuteRequest, ExecuteResponse>(ToGrpcStatus(tenant.status(), *environment_.log));
  return new ExecuteReactor(&environment_, context, *std::move(tenant));
}

grpc::ServerUnaryReactor* SandboxService::Run(grpc::CallbackServerContext* context, const isobridge::v1::RunRequest* request,
                                              isobridge::v1::RunResponse* response) {
  absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return Answer(context, tenant.status());
  auto* reactor = new RunReactor(&environment_, context, response);
  reactor->Begin(*request, *std::move(tenant));
  return reactor;
}

grpc::ServerUnaryReactor* SandboxService::Describe(grpc::CallbackServerContext* context,
                                                   const isobridge::v1::DescribeRequest* request,
                                                   isobridge::v1::DescribeResponse* response) {
  const absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return Answer(context, tenant.status());
  absl::StatusOr<isobridge::v1::DescribeResponse> description = bridge::DescribeTools(*request, capabilities_.max_tools());
  if (!description.ok()) return Answer(context, description.status());
  *response = *std::move(description);
  return Answer(context, absl::OkStatus());
}

grpc::ServerUnaryReactor* SandboxService::GetCapabilities(grpc::CallbackServerContext* context,
                                                          const isobridge::v1::GetCapabilitiesRequest* /*request*/,
                                                          isobridge::v1::GetCapabilitiesResponse* response) {
  const absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (tenant.ok()) *response = capabilities_;
  return Answer(context, tenant.status());
}

grpc::ServerUnaryReactor* SandboxService::Answer(grpc::CallbackServerContext* context, const absl::Status& status) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status, *environment_.log));
  return reactor;
}

}  // namespace isobridge::service
