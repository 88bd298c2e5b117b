#include "service/sandbox_service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "bridge/tool_description.h"
#include "bridge/tool_registration.h"
#include "bridge/tool_search.h"
#include "grpcpp/server_context.h"
#include "service/check_reactor.h"
#include "service/execute_reactor.h"
#include "service/queued_reactor.h"
#include "service/refusal.h"
#include "service/run_reactor.h"
#include "service/status.h"
#include "service/wire.h"

namespace isobridge::service {

using isobridge::v1::DescribeRequest;
using isobridge::v1::DescribeResponse;
using isobridge::v1::GetCapabilitiesRequest;
using isobridge::v1::GetCapabilitiesResponse;
using isobridge::v1::RegisterCatalogRequest;
using isobridge::v1::RegisterCatalogResponse;
using isobridge::v1::SearchRequest;
using isobridge::v1::SearchResponse;

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
  return Queued<RegisterCatalogRequest, RegisterCatalogResponse>(
      context, *request, response, [this](auto tools, QueuedReactor* reactor, auto done) {
        bridge::RegisterTools(std::move(tools), reactor->tenant(), environment_.catalogs, environment_.types, std::move(done));
      });
}

grpc::ServerUnaryReactor* SandboxService::Describe(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                   grpc::ByteBuffer* response) {
  return Queued<DescribeRequest, DescribeResponse>(
      context, *request, response, [this](auto tools, QueuedReactor* reactor, auto done) {
        bridge::DescribeTools(
            std::move(tools), reactor->tenant(), environment_.catalogs, environment_.types,
            [reactor](auto work) { reactor->Continue(std::move(work)); }, std::move(done));
      });
}

grpc::ServerUnaryReactor* SandboxService::Search(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  return Queued<SearchRequest, SearchResponse>(
      context, *request, response, [this](auto query, QueuedReactor* reactor, const auto& done) {
        done(bridge::SearchForTools(std::move(query), reactor->tenant(), environment_.catalogs));
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
  if (const auto tenant = environment_.authenticator->TenantOf(*context); !tenant.ok()) return End(context, tenant.status());
  GetCapabilitiesRequest parsed;
  if (absl::Status status = ParseRequest(*request, &parsed); !status.ok()) return End(context, status);
  *response = ToBytes(capabilities_);
  return End(context, absl::OkStatus());
}

template <typename Request, typename Response, typename Answer>
grpc::ServerUnaryReactor* SandboxService::Queued(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                                 grpc::ByteBuffer* response, Answer answer) const {
  absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return End(context, tenant.status());
  auto parsed = std::make_shared<Request>();
  if (absl::Status status = ParseRequest(request, parsed.get()); !status.ok()) return End(context, status);
  auto* reactor = new QueuedReactor(&environment_, *std::move(tenant), response);
  reactor->Begin(parsed->ByteSizeLong(), [reactor, parsed, answer] {
    answer(std::move(*parsed), reactor, [reactor](const absl::StatusOr<Response>& answered) { reactor->Answer(answered); });
  });
  return reactor;
}

grpc::ServerUnaryReactor* SandboxService::End(grpc::CallbackServerContext* context, const absl::Status& status) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status, *environment_.log));
  return reactor;
}

}  // namespace isobridge::service
