#include "service/sandbox_service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "bridge/tool_description.h"
#include "bridge/tool_registration.h"
#include "bridge/tool_search.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/server_context.h"
#include "service/check_reactor.h"
#include "service/execute_reactor.h"
#include "service/queued_reactor.h"
#include "service/refusal.h"
#include "service/run_reactor.h"
#include "service/status.h"
#include "service/unary_reactor.h"
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

namespace {

class CapabilitiesReactor final : public UnaryReactor {
 public:
  // All outlive it.
  CapabilitiesReactor(const StreamEnvironment* environment, grpc::CallbackServerContext* context,
                      const GetCapabilitiesResponse* capabilities)
      : UnaryReactor(environment, context), capabilities_(capabilities) {}

  void OnRequest(const grpc::ByteBuffer& bytes) override {
    GetCapabilitiesRequest request;
    if (absl::Status status = ParseRequest(bytes, &request); !status.ok()) return Fail(status);
    Respond(ToBytes(*capabilities_));
  }

 private:
  const GetCapabilitiesResponse* const capabilities_;
};

}  // namespace

SandboxService::SandboxService(StreamEnvironment environment, GetCapabilitiesResponse capabilities)
    : environment_(std::move(environment)), capabilities_(std::move(capabilities)) {
  Serve("Run", [this](auto* context, auto tenant) { return new RunReactor(&environment_, context, std::move(tenant)); });
  Serve("Check", [this](auto* context, auto tenant) { return new CheckReactor(&environment_, context, std::move(tenant)); });
  Serve("GetCapabilities", [this](auto* context, const auto& /*tenant*/) {
    return new CapabilitiesReactor(&environment_, context, &capabilities_);
  });
  ServeInTurn<RegisterCatalogRequest, RegisterCatalogResponse>(
      "RegisterCatalog", [this](auto tools, QueuedReactor* reactor, auto done) {
        bridge::RegisterTools(std::move(tools), reactor->tenant(), environment_.catalogs, environment_.types, std::move(done));
      });
  ServeInTurn<DescribeRequest, DescribeResponse>("Describe", [this](auto tools, QueuedReactor* reactor, auto done) {
    bridge::DescribeTools(
        std::move(tools), reactor->tenant(), environment_.catalogs, environment_.types,
        [reactor](auto work) { reactor->Continue(std::move(work)); }, std::move(done));
  });
  ServeInTurn<SearchRequest, SearchResponse>("Search", [this](auto query, QueuedReactor* reactor, auto done) {
    bridge::SearchForTools(
        std::move(query), reactor->tenant(), environment_.catalogs, [reactor](auto work) { reactor->Continue(std::move(work)); },
        std::move(done));
  });
}

SandboxService::Reactor* SandboxService::Execute(grpc::CallbackServerContext* context) {
  return ForTenant(context, [&](std::string tenant) { return new ExecuteReactor(&environment_, context, std::move(tenant)); });
}

template <typename Make>
SandboxService::Reactor* SandboxService::ForTenant(grpc::CallbackServerContext* context, const Make& make) const {
  absl::StatusOr<std::string> tenant = environment_.authenticator->TenantOf(*context);
  if (!tenant.ok()) return new Refusal<grpc::ByteBuffer, grpc::ByteBuffer>(ToGrpcStatus(tenant.status(), *environment_.log));
  return make(*std::move(tenant));
}

template <typename Make>
void SandboxService::Serve(const std::string& name, Make make) {
  const auto* const service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(isobridge::v1::Sandbox::service_full_name());
  const int index = service->FindMethodByName(name)->index();
  const auto begin = [this, make](grpc::CallbackServerContext* context) {
    return ForTenant(context, [&](std::string tenant) {
      UnaryReactor* const reactor = make(context, std::move(tenant));
      reactor->Read();
      return reactor;
    });
  };
  // Both are what gRPC's generated code calls: a stream to the server, while clients see what the proto says.
  MarkMethodStreamed(index, nullptr);
  MarkMethodRawCallback(index, new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(begin));
}

template <typename Request, typename Response, typename Answer>
void SandboxService::ServeInTurn(const std::string& name, Answer answer) {
  const auto take = [answer](const grpc::ByteBuffer& bytes, QueuedReactor* reactor) {
    auto request = std::make_shared<Request>();
    if (absl::Status status = ParseRequest(bytes, request.get()); !status.ok()) return reactor->Answer<Response>(status);
    reactor->Begin(request->ByteSizeLong(), [reactor, request, answer] {
      answer(std::move(*request), reactor, [reactor](const absl::StatusOr<Response>& answered) { reactor->Answer(answered); });
    });
  };
  Serve(name,
        [this, take](auto* context, auto tenant) { return new QueuedReactor(&environment_, context, std::move(tenant), take); });
}

}  // namespace isobridge::service
