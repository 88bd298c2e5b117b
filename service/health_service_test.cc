#include "service/health_service.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/fake_timers.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"
#include "gtest/gtest.h"

namespace isobridge::service {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr absl::Duration kStall = absl::Seconds(2);
constexpr absl::Duration kPatience = absl::Seconds(20);

// A Check whose client never sends its request.
class UnsentCheck : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit UnsentCheck(const std::shared_ptr<grpc::Channel>& channel) : stub_(channel) {
    stub_.PrepareBidiStreamingCall(&context_, "/grpc.health.v1.Health/Check", {}, this);
    StartCall();
  }
  ~UnsentCheck() override {
    context_.TryCancel();
    done_.WaitForNotification();
  }

  void OnDone(const grpc::Status& /*status*/) override { done_.Notify(); }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  absl::Notification done_;
};

// The service in this process, over real gRPC.
class HealthServiceTest : public ::testing::Test {
 protected:
  HealthServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = Health::NewStub(server_->InProcessChannel({}));
  }
  ~HealthServiceTest() override { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

  grpc::Status Check(const std::string& name, HealthCheckResponse* response) {
    HealthCheckRequest request;
    request.set_service(name);
    grpc::ClientContext context;
    return stub_->Check(&context, request, response);
  }
  // Checks that are never sent.
  void Leave(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      unsent_.push_back(std::make_unique<UnsentCheck>(server_->InProcessChannel({})));
      AwaitStreams(i + 1);
    }
  }
  void AwaitStreams(size_t count) {
    while (streams_->size() != count) absl::SleepFor(absl::Milliseconds(1));
  }

  bridge::FakeTimers timers_{absl::UnixEpoch()};
  telemetry::Log log_;
  std::shared_ptr<LiveStreams> streams_ = LiveStreams::Create(&timers_, kStall);
  HealthService service_{{.services = {"", "a.B"}, .timers = &timers_, .streams = streams_.get(), .log = &log_}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
  std::vector<std::unique_ptr<UnsentCheck>> unsent_;
};

TEST_F(HealthServiceTest, CheckTellsTheStatusOfWhatIsServed) {
  HealthCheckResponse response;
  EXPECT_TRUE(Check("", &response).ok());
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  service_.Set(HealthCheckResponse::SERVING);
  EXPECT_TRUE(Check("a.B", &response).ok());
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("c.D", &response).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Check(std::string(HealthService::kMaxRequestBytes, 'a'), &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(HealthServiceTest, WatchTellsTheStatusAndItsChanges) {
  HealthCheckRequest request;
  HealthCheckResponse response;
  grpc::ClientContext context;
  const auto stream = stub_->Watch(&context, request);
  for (const auto status : {HealthCheckResponse::NOT_SERVING, HealthCheckResponse::SERVING, HealthCheckResponse::NOT_SERVING}) {
    service_.Set(status);
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.status(), status);
  }
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(streams_->AwaitEmpty(absl::Now() + kPatience));
}

TEST_F(HealthServiceTest, WatchOfWhatIsNotServedStaysAndSaysSo) {
  HealthCheckRequest request;
  request.set_service("c.D");
  HealthCheckResponse response;
  grpc::ClientContext context;
  const auto stream = stub_->Watch(&context, request);
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVICE_UNKNOWN);
  EXPECT_EQ(streams_->size(), 1u);
}

TEST_F(HealthServiceTest, WatcherThatTakesNothingIsCancelled) {
  HealthCheckRequest request;
  grpc::ClientContext context;
  const auto stream = stub_->Watch(&context, request);
  HealthCheckResponse response;
  ASSERT_TRUE(stream->Read(&response));
  service_.Set(HealthCheckResponse::SERVING);
  // In one process, a write waits until it is read.
  for (int i = 0; i < 10'000 && streams_->size() > 0; ++i) {
    timers_.Advance(kStall / 2);
    absl::SleepFor(absl::Milliseconds(1));
  }
  EXPECT_EQ(streams_->size(), 0u);
}

TEST_F(HealthServiceTest, RequestThatDoesNotComeIsNotWaitedForLong) {
  UnsentCheck check(server_->InProcessChannel({}));
  AwaitStreams(1);
  timers_.Advance(2 * kStall);
  EXPECT_TRUE(streams_->AwaitEmpty(absl::Now() + kPatience));
}

TEST_F(HealthServiceTest, FurtherRequestEndsTheOldestThatTakesLong) {
  Leave(HealthService::kMaxUnread);
  timers_.Advance(HealthService::kGrace);
  HealthCheckResponse response;
  EXPECT_TRUE(Check("", &response).ok());
  AwaitStreams(HealthService::kMaxUnread - 1);
}

TEST_F(HealthServiceTest, ManyAtOnceHaveTheirTimeAndNoMore) {
  constexpr size_t kMany = 10 * HealthService::kMaxUnread;
  Leave(kMany);
  EXPECT_EQ(streams_->size(), kMany);
  timers_.Advance(kStall / 2);
  AwaitStreams(HealthService::kMaxUnread);
}

}  // namespace
}  // namespace isobridge::service
