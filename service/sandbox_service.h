#ifndef ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_
#define ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_

#include "absl/status/status.h"
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
class SandboxService final
    : public isobridge::v1::Sandbox::WithRawCallbackMethod_Execute<isobridge::v1::Sandbox::WithRawCallbackMethod_Run<
          isobridge::v1::Sandbox::WithRawCallbackMethod_RegisterCatalog<isobridge::v1::Sandbox::WithRawCallbackMethod_Describe<
              isobridge::v1::Sandbox::WithRawCallbackMethod_Search<isobridge::v1::Sandbox::WithRawCallbackMethod_Check<
                  isobridge::v1::Sandbox::WithRawCallbackMethod_GetCapabilities<isobridge::v1::Sandbox::Service>>>>>>> {
 public:
  SandboxService(StreamEnvironment environment, isobridge::v1::GetCapabilitiesResponse capabilities);

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Execute(grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* RegisterCatalog(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                            grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Describe(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Search(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                  grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetCapabilities(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                            grpc::ByteBuffer* response) override;

 private:
  // An RPC that runs nothing, but may take long: in its tenant's turn `answer(request, reactor, done)` comes to call `done` once,
  // on any thread, with the response or why there is none.
  template <typename Request, typename Response, typename Answer>
  grpc::ServerUnaryReactor* Queued(grpc::CallbackServerContext* context, const grpc::ByteBuffer& request,
                                   grpc::ByteBuffer* response, Answer answer) const;
  grpc::ServerUnaryReactor* End(grpc::CallbackServerContext* context, const absl::Status& status) const;

  // Constant after construction.
  const StreamEnvironment environment_;
  const isobridge::v1::GetCapabilitiesResponse capabilities_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_SANDBOX_SERVICE_H_
