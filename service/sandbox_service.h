#ifndef ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_
#define ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_

#include <string>

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"
#include "service/stream_environment.h"

namespace isobridge::service {

// The RPCs of isobridge.v1.Sandbox, each handed to its reactor once it is known whose it is. Requests come as bytes: see wire.h.
//
// Thread-safe.
class SandboxService final : public isobridge::v1::Sandbox::WithRawCallbackMethod_Execute<isobridge::v1::Sandbox::Service> {
 public:
  SandboxService(StreamEnvironment environment, isobridge::v1::GetCapabilitiesResponse capabilities);

  using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

  Reactor* Execute(grpc::CallbackServerContext* context) override;

 private:
  // What `make(tenant)` makes, or the refusal of who is no tenant.
  template <typename Make>
  Reactor* ForTenant(grpc::CallbackServerContext* context, const Make& make) const;
  // Serves the unary RPC of that name by what `make(context, tenant)` makes, a UnaryReactor.
  template <typename Make>
  void Serve(const std::string& name, Make make);
  // One that runs nothing, but may take long: in its tenant's turn `answer(request, reactor, done)` comes to call `done` once, on
  // any thread, with the response or why there is none.
  template <typename Request, typename Response, typename Answer>
  void ServeInTurn(const std::string& name, Answer answer);

  // Constant after construction.
  const StreamEnvironment environment_;
  const isobridge::v1::GetCapabilitiesResponse capabilities_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_
