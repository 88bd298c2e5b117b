// Clients that take what everybody needs: descriptors, requests that are never sent, the threads in the background, and time at
// the end.

#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/tokens.h"

namespace isobridge::e2e {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(30);

// `number` tells its tools from those of others.
isobridge::v1::Start WithManyTools(int number, int tools) {
  isobridge::v1::Start start = Program("return 1");
  std::string properties;
  for (int i = 0; i < 20; ++i)
    absl::StrAppend(&properties, i == 0 ? "" : ",", "\"p", i, R"(":{"type":"string","description":"one of many"})");
  for (int i = 0; i < tools; ++i) {
    isobridge::v1::Tool* tool = start.add_tools();
    tool->set_name(absl::StrCat("t", number, "_", i));
    tool->set_description("a tool like many others, which reads something from somewhere and gives it back");
    tool->set_input_schema_json(absl::StrCat(R"({"type":"object","properties":{)", properties, "}}"));
  }
  return start;
}

// A server with the tenants a and b.
class OverloadTest : public ::testing::Test {
 protected:
  ~OverloadTest() override {
    server_.reset();
    std::filesystem::remove(path_);
  }

  void Serve(std::vector<std::string> flags, std::vector<std::string> listen = {}) {
    std::ofstream(path_) << TenantsAAndB();
    flags.insert(flags.end(), {"--auth=token", "--tenants_file=" + path_, "--warm_workers=1", "--max_workers=8"});
    server_ = std::make_unique<ServerProcess>(ServerProcess::Options{.flags = std::move(flags), .listen = std::move(listen)});
  }
  static std::unique_ptr<Conversation> Open(const std::shared_ptr<grpc::Channel>& channel, const char* token,
                                            const isobridge::v1::Start& start) {
    auto conversation = std::make_unique<Conversation>(channel);
    conversation->AddMetadata("authorization", absl::StrCat("Bearer ", token));
    conversation->Start(start);
    return conversation;
  }
  // How a unary RPC ends of which no byte of the request is sent.
  static grpc::Status SendNothing(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const char* token) {
    grpc::CompletionQueue queue;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    if (token != nullptr) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    grpc::GenericStub stub(channel);
    auto rpc = stub.PrepareCall(&context, absl::StrCat("/isobridge.v1.Sandbox/", method), &queue);
    void* tag = nullptr;
    bool ok = false;
    rpc->StartCall(nullptr);
    queue.Next(&tag, &ok);
    grpc::Status status;
    rpc->Finish(&status, nullptr);
    queue.Next(&tag, &ok);
    return status;
  }

  const std::string path_ = ::testing::TempDir() + "/overload_test.yaml";
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(OverloadTest, RequestsThatStayAwayEndAndThoseOfNobodyAreNotWaitedFor) {
  Serve({"--stall_timeout=1s"});
  const auto channel = server_->Connect();
  for (const char* method : {"Run", "Check", "Describe", "Search", "RegisterCatalog", "GetCapabilities"}) {
    const grpc::Status status = SendNothing(channel, method, kTokenA);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << method;
    EXPECT_THAT(status.error_message(), HasSubstr("stall_timeout")) << method;
    EXPECT_EQ(SendNothing(channel, method, nullptr).error_code(), grpc::StatusCode::UNAUTHENTICATED) << method;
  }
}

TEST_F(OverloadTest, ConnectionsLeaveDescriptorsToWorkersAndTheListenerLives) {
  Serve({}, {"127.0.0.1:0"});
  const auto channel = server_->Connect();
  EXPECT_EQ(Open(channel, kTokenA, Program("return 1"))->Finish().json(), "1");
  constexpr rlim_t kDescriptors = 240;
  const rlimit few = {kDescriptors, kDescriptors};
  ASSERT_EQ(prlimit(server_->pid(), RLIMIT_NOFILE, &few, nullptr), 0);

  const std::string& address = server_->addresses().front();
  int port = 0;
  ASSERT_TRUE(absl::SimpleAtoi(address.substr(address.rfind(':') + 1), &port)) << address;
  sockaddr_in service = {.sin_family = AF_INET,
                         .sin_port = htons(static_cast<uint16_t>(port)),
                         .sin_addr = {htonl(INADDR_LOOPBACK)},
                         .sin_zero = {}};
  std::vector<int> silent;
  for (rlim_t i = 0; i < 2 * kDescriptors; ++i) {
    silent.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(connect(silent.back(), reinterpret_cast<sockaddr*>(&service), sizeof(service)), 0);
  }
  EXPECT_TRUE(Eventually(kPatience, [this] { return server_->Log().find("connections are refused") != std::string::npos; }));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Open(channel, kTokenA, Program("return 2"))->Finish().json(), "2");

  for (const int connection : silent) close(connection);
  EXPECT_TRUE(
      Eventually(kPatience, [this] { return Open(server_->Connect(), kTokenA, Program("return 3"))->Finish().json() == "3"; }));
}

TEST_F(OverloadTest, ATenantsHeavyRequestsLeaveTheBackgroundToOthers) {
  Serve({});
  constexpr int kHeavy = 8;
  std::atomic<int> begun = 0;
  std::vector<std::thread> heavy;
  for (int i = 0; i < kHeavy; ++i) {
    heavy.emplace_back([&, i] {
      const auto conversation = Open(server_->Connect(), kTokenA, WithManyTools(i, 300));
      if (conversation->Next().has_value()) ++begun;
      EXPECT_EQ(conversation->Finish().json(), "1");
    });
  }
  // For the first of them to be worked on and the others to wait, which nothing announces.
  absl::SleepFor(absl::Milliseconds(500));
  isobridge::v1::Start asking = Program("return (await codemode.search('mail')).total", {"mail.send"});
  EXPECT_EQ(Open(server_->Connect(), kTokenB, asking)->Finish().json(), "1");
  // Who waits for all that came before is told after most of them have begun.
  EXPECT_LT(begun, kHeavy / 2);
  for (std::thread& thread : heavy) thread.join();
}

TEST_F(OverloadTest, WorkForAClientThatIsGoneDoesNotHoldUpTheEnd) {
  Serve({"--drain_grace=1s"});
  const auto stub = isobridge::v1::Sandbox::NewStub(server_->Connect());
  isobridge::v1::DescribeRequest request;
  *request.mutable_tools() = WithManyTools(0, 5'000).tools();
  grpc::ClientContext context;
  context.AddMetadata("authorization", absl::StrCat("Bearer ", kTokenA));
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(2)));
  isobridge::v1::DescribeResponse response;
  EXPECT_EQ(stub->Describe(&context, request, &response).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);

  server_->Signal(SIGTERM);
  const auto exit = server_->AwaitExit(absl::Seconds(15));
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->status, 0);
}

}  // namespace
}  // namespace isobridge::e2e
