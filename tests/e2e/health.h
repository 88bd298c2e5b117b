#ifndef ISOBRIDGE_TESTS_E2E_HEALTH_H_
#define ISOBRIDGE_TESTS_E2E_HEALTH_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace isobridge::e2e {

enum class Health { kServing, kNotServing, kUnknownService, kUnreachable };

// What grpc.health.v1.Health/Check answers for `service`.
Health HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& service);

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_HEALTH_H_
