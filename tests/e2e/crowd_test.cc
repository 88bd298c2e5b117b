// Many clients, and clients that behave badly.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/process_table.h"
#include "tests/e2e/resident_peak.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

// Says more than any buffer on the way holds.
constexpr char kEndlessConsole[] = "const line = 'x'.repeat(10000); for (;;) console.log(line)";

isobridge::v1::Start EndlessConsole() {
  isobridge::v1::Start start = Program(kEndlessConsole);
  start.mutable_limits()->set_console_bytes(128u << 20);
  start.mutable_limits()->set_console_lines(4'000'000'000);
  start.mutable_limits()->mutable_cpu_time()->set_seconds(60);
  start.mutable_limits()->mutable_wall_time()->set_seconds(60);
  return start;
}

ServerProcess::Options WithoutConsoleLimit(std::vector<std::string> flags) {
  flags.insert(flags.end(), {"--max_console_bytes=128MiB", "--max_console_lines=4000000000"});
  return {.flags = std::move(flags), .listen = {}};
}

TEST(CrowdTest, TwoHundredStreamsAtOnce) {
  constexpr int kStreams = 200;
  const ServerProcess server({.flags = {absl::StrCat("--max_workers=", kStreams)}});
  const auto channel = server.Connect();
  std::vector<std::unique_ptr<Conversation>> conversations;
  for (int i = 0; i < kStreams; ++i) {
    conversations.push_back(std::make_unique<Conversation>(channel));
    conversations.back()->Start(Program("return await external_t()", {"t"}));
  }
  // All wait in their program at the same time before any is answered.
  for (auto& conversation : conversations) conversation->NextCall();
  for (int i = 0; i < kStreams; ++i) conversations[i]->Answer(1, absl::StrCat(i));
  for (int i = 0; i < kStreams; ++i) EXPECT_EQ(conversations[i]->Finish().json(), absl::StrCat(i));
}

TEST(CrowdTest, StreamsBeyondTheWorkersWaitTheirTurn) {
  const ServerProcess server({.flags = {"--max_workers=2", "--warm_workers=1"}});
  const auto channel = server.Connect();
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back([&] { right += Execute(channel, "1 + 1").json() == "2"; });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, 20);
}

TEST(CrowdTest, StreamsBeyondTheQueueAreTurnedAway) {
  const ServerProcess server({.flags = {"--max_workers=1", "--warm_workers=1", "--max_waiting=0"}});
  const auto channel = server.Connect();
  Conversation running(channel);
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();
  const grpc::Status refused = Execute(channel, "1").status;
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(RetryDelay(refused).has_value());
  running.Answer(1, "1");
  EXPECT_EQ(running.Finish().json(), "1");
}

TEST(CrowdTest, ClientThatDoesNotReadIsBoundedAndSlowsOnlyItself) {
  const ServerProcess server(WithoutConsoleLimit({"--queue_bytes=1MiB", "--stall_timeout=1h"}));
  const auto neighbour = server.Connect();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(Execute(neighbour, "1 + 1").json(), "2");
  ResidentPeak peak(server.pid());
  Conversation deaf(server.Connect());
  deaf.Start(EndlessConsole());
  ASSERT_TRUE(deaf.Next()->has_started());

  for (int i = 0; i < 200; ++i) ASSERT_EQ(Execute(neighbour, "1 + 1").json(), "2");

  // What is queued, and what gRPC and the socket hold.
  EXPECT_LT(peak.growth(), 16u << 20);
  // The program waits for its client, rather than computing on.
  const uint64_t before = ProcessTable::BusiestWorkerOf(server.pid()).ticks;
  for (int i = 0; i < 50; ++i) ASSERT_EQ(Execute(neighbour, "1 + 1").json(), "2");
  EXPECT_LE(ProcessTable::BusiestWorkerOf(server.pid()).ticks, before + 2);
}

TEST(CrowdTest, ClientThatStallsIsCancelled) {
  const ServerProcess server(WithoutConsoleLimit({"--stall_timeout=500ms"}));
  Conversation deaf(server.Connect());
  deaf.Start(EndlessConsole());
  ASSERT_TRUE(deaf.Next()->has_started());
  // Only the server's own log can tell, for reading would end the stall.
  EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return absl::StrContains(server.Log(), "client_stalled"); }));
  EXPECT_EQ(deaf.Finish().status.error_code(), grpc::StatusCode::CANCELLED);
}

TEST(CrowdTest, SlowReaderGetsEverything) {
  const ServerProcess server({.flags = {"--queue_bytes=64KiB", "--max_console_bytes=64MiB"}});
  isobridge::v1::Start start = Program("for (let i = 0; i < 3000; i++) console.log(i + 'x'.repeat(5000)); return 'end'");
  start.mutable_limits()->set_console_bytes(64 << 20);
  Conversation slow(server.Connect());
  slow.Start(start);
  slow.Next();
  const auto neighbour = server.Connect();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(Execute(neighbour, "1").json(), "1");  // Meanwhile nothing is read.
  const Transcript transcript = slow.Finish();
  EXPECT_EQ(transcript.json(), "\"end\"");
  ASSERT_EQ(transcript.console().size(), 3000);
  EXPECT_EQ(transcript.console()[2999].substr(0, 5), "2999x");
}

}  // namespace
}  // namespace isobridge::e2e
