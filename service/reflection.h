#ifndef ISOBRIDGE_SERVICE_REFLECTION_H_
#define ISOBRIDGE_SERVICE_REFLECTION_H_

#include <string>
#include <utility>
#include <vector>

#include "bridge/timers.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "service/authenticator.h"
#include "service/live_streams.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Answers one question about what the server serves. `services` are their full names; everything else comes from the descriptors
// that are linked into the program.
grpc::reflection::v1::ServerReflectionResponse Reflect(const std::vector<std::string>& services,
                                                       const grpc::reflection::v1::ServerReflectionRequest& request);

struct ReflectionEnvironment {
  // Full names of what is served.
  std::vector<std::string> services;
  // All outlive the RPCs.
  const Authenticator* authenticator;
  bridge::Timers* timers;
  LiveStreams* streams;
  telemetry::Log* log;
};

// gRPC server reflection, by the callback API. Questions come as bytes, are of 4 KiB at most, and are answered one after the
// other; a stream whose next question doesn't come, or whose answer isn't taken, within the stall_timeout of `streams` is
// cancelled.
//
// Thread-safe. Constant after construction.
class ReflectionService final : public grpc::reflection::v1::ServerReflection::WithRawCallbackMethod_ServerReflectionInfo<
                                    grpc::reflection::v1::ServerReflection::Service> {
 public:
  explicit ReflectionService(ReflectionEnvironment environment) : environment_(std::move(environment)) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ServerReflectionInfo(
      grpc::CallbackServerContext* context) override;

 private:
  const ReflectionEnvironment environment_;
};

// The same, by its older name.
class AlphaReflectionService final
    : public grpc::reflection::v1alpha::ServerReflection::WithRawCallbackMethod_ServerReflectionInfo<
          grpc::reflection::v1alpha::ServerReflection::Service> {
 public:
  explicit AlphaReflectionService(ReflectionEnvironment environment) : environment_(std::move(environment)) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ServerReflectionInfo(
      grpc::CallbackServerContext* context) override;

 private:
  const ReflectionEnvironment environment_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_REFLECTION_H_
