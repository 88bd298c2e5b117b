#include "service/sandbox_service.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "bridge/tool_description.h"
#include "bridge/tool_search.h"
#include "grpcpp/server_context.h"
#include "service/check_reactor.h"
#include "service/execute_reactor.h"
#include "service/refusal.h"
#include "service/run_reactor.h"
#include "service/status.h"
#include "service/wire.h"

namespace isobridge::service {

using isobridge::v1::GetCapabilitiesResponse;
using isobridge::v1::RegisterCatalogRequest;

SandboxService::SandboxService(StreamEnvironment environment, GetCapabilitiesResponse capabilities)
    : environment_(std::move(environment)), capabilities_(std::move(capabilities)) {}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SandboxService::Execute(grpc::CallbackServerContext* context) {
  absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return new Refusal<grpc::ByteBuffer, grpc::ByteBuffer>(ToGrpcStatus(tenant.status(), *environment_.log));
  return new ExecuteReactor(&environment_, context, *std::move(tenant));
}

grpc::ServerUnaryReactor* SandboxService::Run(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                              grpc::ByteBuffer* response) {
  absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return End(context, tenant.status());
  isobridge::v1::RunRequest run;
  if (absl::Status status = ParseRequest(*request, &run); !status.ok()) return End(context, status);
  auto* reactor = new RunReactor(&environment_, context, response);
  reactor->Begin(std::move(run), *std::move(tenant));
  return reactor;
}

grpc::ServerUnaryReactor* SandboxService::RegisterCatalog(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                          grpc::ByteBuffer* response) {
  return AtOnce<RegisterCatalogRequest>(
      context, *request, response,
      [this](const auto& named, const auto& tenant) -> absl::StatusOr<isobridge::v1::RegisterCatalogResponse> {
        const auto catalog = environment_.catalogs->Register(tenant, named.tools());
        if (!catalog.ok()) return catalog.status();
        isobridge::v1::RegisterCatalogResponse registered;
        registered.set_digest((*catalog)->digest());
        return registered;
      });
}

grpc::ServerUnaryReactor* SandboxService::Describe(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                   grpc::ByteBuffer* response) {
  return AtOnce<isobridge::v1::DescribeRequest>(context, *request, response, [this](const auto& tools, const auto& tenant) {
    return bridge::DescribeTools(tools, tenant, environment_.catalogs);
  });
}

grpc::ServerUnaryReactor* SandboxService::Search(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  return AtOnce<isobridge::v1::SearchRequest>(context, *request, response, [this](const auto& query, const auto& tenant) {
    return bridge::SearchForTools(query, tenant, environment_.catalogs);
  });
}

grpc::ServerUnaryReactor* SandboxService::Check(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                grpc::ByteBuffer* response) {
  absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return End(context, tenant.status());
  isobridge::v1::CheckRequest check;
  if (absl::Status status = ParseRequest(*request, &check); !status.ok()) return End(context, status);
  auto* reactor = new CheckReactor(&environment_, context, response);
  reactor->Begin(std::move(check), *std::move(tenant));
  return reactor;
}

grpc::ServerUnaryReactor* SandboxService::GetCapabilities(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                          grpc::ByteBuffer* response) {
  return AtOnce<isobridge::v1::GetCapabilitiesRequest>(
      context, *request, response,
      [this](const auto& /*request*/, const auto& /*tenant*/) { return absl::StatusOr<GetCapabilitiesResponse>(capabilities_); });
}

template <typename Request, typename Answer>
grpc::ServerUnaryReactor* SandboxService::AtOnce(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                                 grpc::ByteBuffer* response, Answer answer) const {
  const absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return End(context, tenant.status());
  Request parsed;
  if (absl::Status status = ParseRequest(request, &parsed); !status.ok()) return End(context, status);
  const auto answered = answer(parsed, *tenant);
  if (answered.ok()) *response = ToBytes(*answered);
  return End(context, answered.status());
}

grpc::ServerUnaryReactor* SandboxService::End(grpc::CallbackServerContext* context, const absl::Status& status) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status, *environment_.log));
  return reactor;
}

}  // namespace isobridge::service
