#include "tests/e2e/health.h"

#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"

namespace isobridge::e2e {
namespace {

// HealthCheckRequest{service = 1} and HealthCheckResponse{status = 1} by hand: what clients send doesn't follow the service's own
// proto.
constexpr char kServiceField = 0x0a;
constexpr char kStatusField = 0x08;

grpc::ByteBuffer Request(const std::string& service) {
  const std::string bytes = std::string{kServiceField, static_cast<char>(service.size())} + service;
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string Bytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

}  // namespace

Health HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  const grpc::ByteBuffer request = Request(service);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response, [&](grpc::Status s) {
    status = std::move(s);
    done.Notify();
  });
  done.WaitForNotification();
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) return Health::kUnknownService;
  if (!status.ok()) return Health::kUnreachable;
  const std::string bytes = Bytes(response);
  const int answer = bytes.size() == 2 && bytes[0] == kStatusField ? bytes[1] : 0;
  EXPECT_TRUE(answer == 1 || answer == 2) << "no status of health: " << answer;
  return answer == 1 ? Health::kServing : Health::kNotServing;
}

}  // namespace isobridge::e2e
