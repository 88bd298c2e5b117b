#include "service/sandbox_service.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/admission.h"
#include "bridge/background_threads.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/check/catalog_types.h"
#include "bridge/field_error.h"
#include "bridge/memory_budget.h"
#include "bridge/program_checker.h"
#include "bridge/request_queue.h"
#include "bridge/timers.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"
#include "gtest/gtest.h"
#include "service/fake_execution.h"
#include "service/wire.h"

namespace isobridge::service {
namespace {

using isobridge::v1::ExecuteRequest;
using isobridge::v1::ExecuteResponse;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Fires what is due when the test says that time has passed.
class FakeTimers final : public bridge::Timers {
 public:
  absl::Time Now() override {
    absl::MutexLock lock(mu_);
    return now_;
  }
  Id At(absl::Time when, std::function<void()> fire) override {
    absl::MutexLock lock(mu_);
    due_.emplace(when, std::move(fire));
    return 1;
  }
  void Cancel(Id /*id*/) override {}

  void Pass(absl::Duration duration) {
    std::vector<std::function<void()>> fired;
    {
      absl::MutexLock lock(mu_);
      now_ += duration;
      while (!due_.empty() && due_.begin()->first <= now_) fired.push_back(due_.extract(due_.begin()).mapped());
    }
    for (const auto& fire : fired) fire();
  }

 private:
  absl::Mutex mu_;
  absl::Time now_ ABSL_GUARDED_BY(mu_) = absl::UnixEpoch();
  std::multimap<absl::Time, std::function<void()>> due_ ABSL_GUARDED_BY(mu_);
};

// Answers when the test says so.
class HeldChecker final : public bridge::ProgramChecker {
 public:
  void Check(const std::string& /*tenant*/, const std::string& /*program*/,
             std::shared_ptr<const bridge::CheckedDeclarations> /*declarations*/, absl::Time /*asked*/, Callback done) override {
    Hold(std::move(done));
  }
  void CheckDeclarations(const std::string& /*tenant*/, std::shared_ptr<const bridge::CheckedDeclarations> /*declarations*/,
                         Callback done) override {
    Hold(std::move(done));
  }

  // Who was the first to ask.
  Callback AwaitAsked() {
    absl::MutexLock lock(mu_);
    mu_.Await(absl::Condition(+[](std::vector<Callback>* held) { return !held->empty(); }, &held_));
    return held_.front();
  }

 private:
  void Hold(Callback done) {
    absl::MutexLock lock(mu_);
    held_.push_back(std::move(done));
  }

  absl::Mutex mu_;
  std::vector<Callback> held_ ABSL_GUARDED_BY(mu_);
};

// The service in this process, over real gRPC, with executions that the test plays.
class SandboxServiceTest : public ::testing::Test {
 protected:
  SandboxServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = isobridge::v1::Sandbox::NewStub(server_->InProcessChannel({}));
  }
  ~SandboxServiceTest() override { server_->Shutdown(absl::ToChronoTime(absl::Now())); }

  std::shared_ptr<FakeExecution> execution() {
    absl::MutexLock lock(mu_);
    mu_.Await(absl::Condition(+[](std::shared_ptr<FakeExecution>* e) { return *e != nullptr; }, &execution_));
    return execution_;
  }

  std::shared_ptr<bridge::Execution> Begin(bridge::ExecutionOrigin origin, isobridge::v1::Start start,
                                           bridge::ExecutionClient* client) {
    auto execution = std::make_shared<FakeExecution>(std::move(origin), std::move(start), client);
    if (execution->start.code().empty()) execution->Close(bridge::FieldError("start.code", "it is empty"));
    absl::MutexLock lock(mu_);
    execution_ = execution;
    return execution;
  }

  static constexpr absl::Duration kStall = absl::Seconds(10);

  FakeTimers timers_;
  telemetry::Log log_;
  std::shared_ptr<LiveStreams> streams_ = LiveStreams::Create(&timers_, kStall);
  const Authenticator authenticator_;
  bridge::CatalogCache catalogs_{{}};
  HeldChecker checker_;
  bridge::CatalogTypes types_{&checker_, 1u << 20};
  const std::shared_ptr<bridge::MemoryBudget> memory_ = bridge::MemoryBudget::Create({});
  const std::shared_ptr<bridge::Admission> admission_ = bridge::Admission::Create({}, &timers_);
  bridge::BackgroundThreads background_{2};
  bridge::RequestQueue requests_{{}, admission_.get(), &background_};
  SandboxService service_{
      {.begin = [this](bridge::ExecutionOrigin origin, isobridge::v1::Start start,
                       bridge::ExecutionClient* client) { return Begin(std::move(origin), std::move(start), client); },
       .timers = &timers_,
       .streams = streams_.get(),
       .catalogs = &catalogs_,
       .types = &types_,
       .memory = memory_.get(),
       .requests = &requests_,
       .authenticator = &authenticator_,
       .log = &log_,
       .limits = {.queue_bytes = 4'000, .queue_messages = 100, .run_response_bytes = 10'000}},
      isobridge::v1::GetCapabilitiesResponse()};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<isobridge::v1::Sandbox::Stub> stub_;
  absl::Mutex mu_;
  std::shared_ptr<FakeExecution> execution_ ABSL_GUARDED_BY(mu_);
};

// One stream of the client.
struct Stream {
  explicit Stream(isobridge::v1::Sandbox::Stub& stub) : rpc(stub.Execute(&context)) {}

  void Start(const std::string& code) {
    ExecuteRequest request;
    request.mutable_start()->set_code(code);
    rpc->Write(request);
  }
  void Answer(uint32_t id, const std::string& json = "") {
    ExecuteRequest request;
    request.mutable_call_result()->set_id(id);
    request.mutable_call_result()->set_result_json(json);
    rpc->Write(request);
  }
  // To the end; the texts of the console, then the result.
  std::vector<std::string> ReadAll() {
    std::vector<std::string> texts;
    for (ExecuteResponse message; rpc->Read(&message);) {
      texts.push_back(message.has_finished() ? message.finished().value().json() : message.console().text());
    }
    return texts;
  }

  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReaderWriter<ExecuteRequest, ExecuteResponse>> rpc;
};

TEST_F(SandboxServiceTest, MessagesComeInOrderAndFinishedLast) {
  Stream stream(*stub_);
  stream.Start("1");
  execution()->Say("a");
  execution()->Say("b");
  execution()->End("2");
  EXPECT_THAT(stream.ReadAll(), ElementsAre("a", "b", "2"));
  EXPECT_TRUE(stream.rpc->Finish().ok());
}

TEST_F(SandboxServiceTest, ClientsMessagesReachTheExecutionInOrder) {
  Stream stream(*stub_);
  stream.Start("1");
  for (uint32_t id = 1; id <= 3; ++id) stream.Answer(id);
  stream.rpc->WritesDone();
  execution()->Await("half_close");
  EXPECT_THAT(execution()->notes(), ElementsAre("result 1", "result 2", "result 3", "half_close"));
  execution()->End("0");
  stream.ReadAll();
  EXPECT_TRUE(stream.rpc->Finish().ok());
}

TEST_F(SandboxServiceTest, ExecutionThatClosesBeforeItIsHandedOutIsReported) {
  Stream stream(*stub_);
  stream.Start("");
  stream.ReadAll();
  EXPECT_EQ(stream.rpc->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(SandboxServiceTest, SecondStartWinsOverTheCancellationThatFollowsIt) {
  Stream stream(*stub_);
  stream.Start("1");
  stream.Start("2");
  execution()->Await("disconnect");
  stream.ReadAll();
  EXPECT_EQ(stream.rpc->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(SandboxServiceTest, CancelledRpcDisconnectsTheExecutionOnce) {
  Stream stream(*stub_);
  stream.Start("1");
  execution();
  stream.context.TryCancel();
  EXPECT_EQ(stream.rpc->Finish().error_code(), grpc::StatusCode::CANCELLED);
  execution()->Await("disconnect");
  EXPECT_TRUE(streams_->AwaitEmpty(absl::InfiniteFuture()));
  EXPECT_THAT(execution()->notes(), ElementsAre("disconnect"));
}

TEST_F(SandboxServiceTest, QueueOverItsBoundIsCongestedUntilItHasDrained) {
  Stream stream(*stub_);
  stream.Start("1");
  const auto running = execution();
  int said = 0;
  while (!running->client->Congested()) {
    running->Say(std::string(1'000, 'x'));
    ++said;
  }
  std::thread reader([&] { EXPECT_EQ(stream.ReadAll().size(), said + 1); });
  running->Await("drained");
  EXPECT_FALSE(running->client->Congested());
  running->End("0");
  reader.join();
  EXPECT_TRUE(stream.rpc->Finish().ok());
}

TEST_F(SandboxServiceTest, ClientThatTakesNothingIsCancelled) {
  Stream stream(*stub_);
  stream.Start("1");
  const auto running = execution();
  while (!running->client->Congested()) running->Say(std::string(1'000, 'x'));
  timers_.Pass(kStall / 2);
  EXPECT_THAT(running->notes(), Not(Contains("disconnect")));
  timers_.Pass(kStall);
  running->Await("disconnect");
  EXPECT_TRUE(streams_->AwaitEmpty(absl::InfiniteFuture()));
}

TEST_F(SandboxServiceTest, StreamWithoutStartIsEndedWithAReason) {
  Stream stream(*stub_);
  while (streams_->size() == 0) std::this_thread::yield();
  timers_.Pass(kStall / 2);
  EXPECT_EQ(streams_->size(), 1u);
  timers_.Pass(kStall);
  EXPECT_THAT(stream.ReadAll(), ElementsAre());
  const grpc::Status status = stream.rpc->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("stall_timeout"));
}

TEST_F(SandboxServiceTest, AnswersAreReadOneByOneAsTheExecutionAsks) {
  Stream stream(*stub_);
  stream.Start("1");
  const auto running = execution();
  running->HoldBack();
  // In one process, a write waits until it is read.
  std::thread writer([&] {
    for (uint32_t id = 1; id <= 3; ++id) stream.Answer(id);
  });
  running->Await("result 1");
  EXPECT_THAT(running->notes(), ElementsAre("result 1"));
  running->ReadOn();
  running->Await("result 2");
  EXPECT_THAT(running->notes(), ElementsAre("result 1", "result 2"));
  running->End("0");
  writer.join();
  stream.ReadAll();
}

TEST_F(SandboxServiceTest, ClientThatWritesBeforeItReadsComesToReadTheEnd) {
  Stream stream(*stub_);
  stream.Start("1");
  const auto running = execution();
  running->HoldBack();
  stream.Answer(1);
  running->Await("result 1");
  while (!running->client->Congested()) running->Say(std::string(1'000, 'x'));
  running->End("0");
  // More than any window holds: each returns only if the service reads.
  for (int i = 0; i < 50; ++i) stream.Answer(2, std::string(100'000, 'x'));
  EXPECT_EQ(stream.ReadAll().back(), "0");
  EXPECT_THAT(running->notes(), Not(Contains("result 2")));
}

TEST_F(SandboxServiceTest, WaitingForAToolIsNoStall) {
  Stream stream(*stub_);
  stream.Start("1");
  const auto running = execution();
  for (int i = 0; i < 20; ++i) timers_.Pass(kStall);
  running->End("\"late\"");
  EXPECT_THAT(stream.ReadAll(), ElementsAre("\"late\""));
}

TEST_F(SandboxServiceTest, DrainIsToldOnceAndNewStreamsAreTurnedAway) {
  Stream stream(*stub_);
  stream.Start("1");
  const auto running = execution();
  // The stream must have taken note of its execution.
  stream.Answer(1);
  running->Await("result 1");
  streams_->Drain(absl::Now() + absl::Seconds(5));
  EXPECT_THAT(running->notes(), ElementsAre("result 1", "drain"));

  Stream late(*stub_);
  late.Start("1");
  late.ReadAll();
  EXPECT_EQ(late.rpc->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  running->End("1");
  EXPECT_THAT(stream.ReadAll(), ElementsAre("1"));
}

TEST_F(SandboxServiceTest, FaultOfTheExecutionKeepsItsSecret) {
  Stream stream(*stub_);
  stream.Start("1");
  execution()->Close(absl::InternalError("secret"));
  stream.ReadAll();
  const grpc::Status status = stream.rpc->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(::testing::HasSubstr("secret")));
}

TEST_F(SandboxServiceTest, RunCollectsWhatExecuteStreams) {
  std::thread program([&] {
    execution()->Await("half_close");
    execution()->Say("hello");
    execution()->End("3");
  });
  isobridge::v1::RunRequest request;
  request.mutable_start()->set_code("1");
  request.add_answers()->mutable_result()->set_id(1);
  request.add_answers()->mutable_error()->set_id(2);
  isobridge::v1::RunResponse response;
  grpc::ClientContext context;
  EXPECT_TRUE(stub_->Run(&context, request, &response).ok());
  program.join();
  EXPECT_EQ(response.console(0).text(), "hello");
  EXPECT_EQ(response.finished().value().json(), "3");
  EXPECT_THAT(execution()->notes(), ElementsAre("result 1", "error 2", "half_close"));
}

TEST_F(SandboxServiceTest, RunOverItsBoundIsExhausted) {
  std::thread program([&] {
    execution()->Await("half_close");
    for (int i = 0; i < 20; ++i) execution()->Say(std::string(1'000, 'x'));
    timers_.Pass(absl::ZeroDuration());
    execution()->Await("disconnect");
  });
  isobridge::v1::RunRequest request;
  request.mutable_start()->set_code("1");
  isobridge::v1::RunResponse response;
  grpc::ClientContext context;
  EXPECT_EQ(stub_->Run(&context, request, &response).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  program.join();
}

// A unary RPC whose client sends its request, and takes nothing of what is answered.
class UnreadRpc : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  UnreadRpc(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const google::protobuf::Message& request)
      : stub_(channel), request_(ToBytes(request)) {
    stub_.PrepareBidiStreamingCall(&context_, method, {}, this);
    StartWriteLast(&request_, {});
    StartCall();
  }
  ~UnreadRpc() override {
    context_.TryCancel();
    done_.WaitForNotification();
  }

  void OnDone(const grpc::Status& /*status*/) override { done_.Notify(); }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  const grpc::ByteBuffer request_;
  absl::Notification done_;
};

TEST_F(SandboxServiceTest, AnswerOfRunThatNobodyTakesIsCancelled) {
  isobridge::v1::RunRequest request;
  request.mutable_start()->set_code("1");
  const UnreadRpc rpc(server_->InProcessChannel({}), "/isobridge.v1.Sandbox/Run", request);
  execution()->Await("half_close");
  // That a program takes its time is no stall.
  timers_.Pass(2 * kStall);
  execution()->End("1");
  timers_.Pass(kStall / 2);
  EXPECT_EQ(streams_->size(), 1u);
  timers_.Pass(kStall);
  EXPECT_TRUE(streams_->AwaitEmpty(absl::Now() + absl::Seconds(20)));
}

// A RegisterCatalog of one tool, under way.
struct Registration {
  explicit Registration(isobridge::v1::Sandbox::Stub& stub) {
    request.add_tools()->set_name("a");
    stub.async()->RegisterCatalog(&context, &request, &response, [this](const grpc::Status& answer) {
      status = answer;
      answered.Notify();
    });
  }

  grpc::ClientContext context;
  isobridge::v1::RegisterCatalogRequest request;
  isobridge::v1::RegisterCatalogResponse response;
  grpc::Status status;
  absl::Notification answered;
};

TEST_F(SandboxServiceTest, RegistrationIsAnsweredByTheTypeCheckersThread) {
  Registration registration(*stub_);
  const bridge::ProgramChecker::Callback checked = checker_.AwaitAsked();
  EXPECT_FALSE(registration.answered.HasBeenNotified());
  checked(absl::UnavailableError("no checker"));
  registration.answered.WaitForNotification();
  EXPECT_TRUE(registration.status.ok());
  EXPECT_EQ(registration.response.digest().size(), 64u);
  EXPECT_EQ(registration.response.unproven(), "no checker");
}

// The threads of the requests, taken by others until it is notified.
std::shared_ptr<absl::Notification> TakeThreads(bridge::RequestQueue& requests) {
  auto released = std::make_shared<absl::Notification>();
  for (const char* tenant : {"other", "another"}) {
    EXPECT_TRUE(requests.Add(tenant, [released] { released->WaitForNotification(); }).ok());
  }
  return released;
}

TEST_F(SandboxServiceTest, ToolsAreMadeInTheirTurnAndOthersAreAnsweredMeanwhile) {
  const auto released = TakeThreads(requests_);
  isobridge::v1::SearchRequest request;
  request.set_query("tool");
  isobridge::v1::SearchResponse response;
  grpc::ClientContext context;
  absl::Notification answered;
  stub_->async()->Search(&context, &request, &response, [&](const grpc::Status&) { answered.Notify(); });
  while (requests_.waiting() == 0) std::this_thread::yield();
  EXPECT_GT(memory_->held(), 0u);

  isobridge::v1::GetCapabilitiesResponse capabilities;
  grpc::ClientContext second;
  EXPECT_TRUE(stub_->GetCapabilities(&second, {}, &capabilities).ok());
  EXPECT_FALSE(answered.HasBeenNotified());
  released->Notify();
  answered.WaitForNotification();
}

TEST_F(SandboxServiceTest, WhatIsCancelledBeforeItsTurnIsNotBegun) {
  const auto released = TakeThreads(requests_);
  Registration registration(*stub_);
  while (requests_.waiting() == 0) std::this_thread::yield();
  registration.context.TryCancel();
  registration.answered.WaitForNotification();
  EXPECT_EQ(registration.status.error_code(), grpc::StatusCode::CANCELLED);
  while (requests_.waiting() > 0) std::this_thread::yield();
  released->Notify();
  // Everything that was begun is done.
  background_.End();
  EXPECT_EQ(catalogs_.size(), 0u);
}

}  // namespace
}  // namespace isobridge::service
