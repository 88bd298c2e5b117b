#ifndef ISOBRIDGE_SERVICE_REFLECTION_H_
#define ISOBRIDGE_SERVICE_REFLECTION_H_

#include <string>
#include <utility>
#include <vector>

#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "service/authenticator.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Answers one question about what the server serves. `services` are their full names; everything else comes from the descriptors
// that are linked into the program.
grpc::reflection::v1::ServerReflectionResponse Reflect(const std::vector<std::string>& services,
                                                       const grpc::reflection::v1::ServerReflectionRequest& request);

struct ReflectionEnvironment {
  // Full names of what is served.
  std::vector<std::string> services;
  // Both outlive the RPCs.
  const Authenticator* authenticator;
  telemetry::Log* log;
};

// gRPC server reflection, by the callback API.
//
// Thread-safe. Constant after construction.
class ReflectionService final : public grpc::reflection::v1::ServerReflection::CallbackService {
 public:
  explicit ReflectionService(ReflectionEnvironment environment) : environment_(std::move(environment)) {}

  grpc::ServerBidiReactor<grpc::reflection::v1::ServerReflectionRequest, grpc::reflection::v1::ServerReflectionResponse>*
  ServerReflectionInfo(grpc::CallbackServerContext* context) override;

 private:
  const ReflectionEnvironment environment_;
};

// The same, by its older name.
class AlphaReflectionService final : public grpc::reflection::v1alpha::ServerReflection::CallbackService {
 public:
  explicit AlphaReflectionService(ReflectionEnvironment environment) : environment_(std::move(environment)) {}

  grpc::ServerBidiReactor<grpc::reflection::v1::ServerReflectionRequest, grpc::reflection::v1::ServerReflectionResponse>*
  ServerReflectionInfo(grpc::CallbackServerContext* context) override;

 private:
  const ReflectionEnvironment environment_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_REFLECTION_H_
