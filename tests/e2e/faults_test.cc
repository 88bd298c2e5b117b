// Processes that die, and the service's own end.

#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/health.h"
#include "tests/e2e/process_table.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::ExecutionError;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kPatience = absl::Seconds(20);

TEST(FaultsTest, KilledWorkerIsTypedWithinATenthOfASecondAndHarmsNobodyElse) {
  const ServerProcess server;
  const auto channel = server.Connect();
  Conversation neighbour(channel), victim(channel);
  neighbour.Start(Program("return await external_t()", {"t"}));
  neighbour.NextCall();
  victim.Start(Program(kComputeThenWait, {"t"}));
  victim.NextCall();
  const Process worker = ProcessTable::BusiestWorkerOf(server.pid());
  ASSERT_NE(worker.pid, 0);

  const absl::Time killed = absl::Now();
  kill(worker.pid, SIGKILL);
  const Transcript lost = victim.Finish();
  const absl::Duration noticed = absl::Now() - killed;

  EXPECT_TRUE(lost.status.ok());
  EXPECT_EQ(lost.code(), ExecutionError::CODE_WORKER_CRASHED);
  EXPECT_LT(noticed, absl::Milliseconds(100));
  neighbour.Answer(1, "\"unharmed\"");
  EXPECT_EQ(neighbour.Finish().json(), "\"unharmed\"");
}

TEST(FaultsTest, KilledZygotesAreReplaced) {
  const ServerProcess server;
  const auto channel = server.Connect();
  for (const char* role : {"worker", "compiler"}) {
    const std::vector<Process> before = ProcessTable::ZygotesOf(server.pid(), role);
    ASSERT_FALSE(before.empty()) << role;
    for (const Process& zygote : before) kill(zygote.pid, SIGKILL);
    ASSERT_TRUE(Eventually(kPatience, [&] {
      const std::vector<Process> now = ProcessTable::ZygotesOf(server.pid(), role);
      return !now.empty() && now.front().pid != before.front().pid;
    })) << role;
    ASSERT_TRUE(Eventually(kPatience, [&] { return Execute(channel, Program(std::string("'") + role + "'")).status.ok(); }))
        << role;
  }
  EXPECT_EQ(Execute(channel, "6 * 7").json(), "42");
}

// The median of some round trips of a program that calls a tool again and again.
absl::Duration RoundTrip(Conversation& conversation) {
  std::vector<absl::Duration> times;
  for (int i = 0; i < 200; ++i) {
    const absl::Time sent = absl::Now();
    conversation.Answer(conversation.NextCall().id(), "1");
    times.push_back(absl::Now() - sent);
  }
  std::ranges::nth_element(times, times.begin() + 100);
  return times[100];
}

TEST(FaultsTest, WorkersThatCrashInARowAreRefilledMoreSlowlyAndOthersKeepTheirLatency) {
  const ServerProcess server;
  const auto channel = server.Connect();
  Conversation other(channel);
  other.Start(Program("let x = 0; for (let i = 0; i < 3e8; i++) x += i; for (;;) await external_t()", {"t"}));
  const absl::Duration quiet = RoundTrip(other);
  const pid_t spared = ProcessTable::BusiestWorkerOf(server.pid()).pid;

  std::atomic<bool> over = false;
  std::set<pid_t> killed;
  std::thread killer([&] {
    while (!over) {
      for (const Process& worker : ProcessTable::WorkersOf(server.pid())) {
        if (worker.pid != spared && killed.insert(worker.pid).second) kill(worker.pid, SIGKILL);
      }
      absl::SleepFor(absl::Milliseconds(5));
    }
  });
  // 50 ms after the third round, then 100, 200, 400 and so on.
  absl::SleepFor(absl::Seconds(2));
  const absl::Duration beside = RoundTrip(other);
  // One that comes just when workers are made finds one.
  EXPECT_TRUE(Eventually(kPatience, [&] { return Execute(channel, "1").status.error_code() == grpc::StatusCode::UNAVAILABLE; }));
  over = true;
  killer.join();

  RecordProperty("killed", static_cast<int>(killed.size()));
  RecordProperty("quiet_us", static_cast<int>(absl::ToInt64Microseconds(quiet)));
  RecordProperty("beside_us", static_cast<int>(absl::ToInt64Microseconds(beside)));
  EXPECT_LT(beside, 5 * quiet) << quiet;
  // Rounds of eight workers, or one by one as the killer comes to them.
  EXPECT_LE(killed.size(), 8u * 10);
  EXPECT_TRUE(Eventually(kPatience, [&] { return Execute(channel, "6 * 7").json() == "42"; }));
}

TEST(FaultsTest, HealthSaysWhenNoWorkerCanBeMadeAndWhenItCanAgain) {
  char folder[] = "/tmp/isobridge-e2e-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string executable = std::string(folder) + "/worker";
  std::filesystem::create_symlink(Runfile("isolate/worker/isobridge_worker"), executable);
  {
    const ServerProcess server({.flags = {"--worker_binary=" + executable, "--warm_workers=1"}});
    const auto channel = server.Connect();
    EXPECT_EQ(HealthOf(channel, "isobridge.v1.Sandbox"), Health::kServing);

    std::filesystem::rename(executable, executable + "-away");
    for (const Process& zygote : ProcessTable::ZygotesOf(server.pid(), "worker")) kill(zygote.pid, SIGKILL);
    ASSERT_TRUE(Eventually(kPatience, [&] {
      Execute(channel, "1");  // Uses the workers up that were made before.
      return HealthOf(channel, "isobridge.v1.Sandbox") == Health::kNotServing;
    }));
    const grpc::Status refused = Execute(channel, "1").status;
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);

    std::filesystem::rename(executable + "-away", executable);
    ASSERT_TRUE(Eventually(kPatience, [&] { return HealthOf(channel, "isobridge.v1.Sandbox") == Health::kServing; }));
    EXPECT_EQ(Execute(channel, "6 * 7").json(), "42");
  }
  std::filesystem::remove_all(folder);
}

TEST(FaultsTest, OldZygotesAreReplacedWhileProgramsRun) {
  const ServerProcess server({.flags = {"--zygote_max_age=1s"}});
  const auto channel = server.Connect();
  const std::vector<Process> before = ProcessTable::ZygotesOf(server.pid(), "worker");
  ASSERT_FALSE(before.empty());
  ASSERT_TRUE(Eventually(kPatience, [&] {
    EXPECT_EQ(Execute(channel, "6 * 7").json(), "42");
    const std::vector<Process> now = ProcessTable::ZygotesOf(server.pid(), "worker");
    return std::none_of(now.begin(), now.end(), [&](const Process& one) { return one.pid == before.front().pid; });
  }));
  EXPECT_THAT(server.Log(), Not(HasSubstr("zygote_lost")));
}

TEST(FaultsTest, KilledSupervisorLeavesNoProcess) {
  ServerProcess server;
  Conversation conversation(server.Connect());
  conversation.Start(Program("return await external_t()", {"t"}));
  conversation.NextCall();
  server.Signal(SIGKILL);
  const std::optional<Exit> exit = server.AwaitExit();  // Also of every process that it had started.
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->signal, SIGKILL);
  EXPECT_EQ(conversation.Finish().status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(FaultsTest, IdleServiceEndsAtOnceOnSigterm) {
  ServerProcess server;
  server.Signal(SIGTERM);
  const std::optional<Exit> exit = server.AwaitExit(absl::Seconds(10));
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->status, 0);
}

TEST(FaultsTest, DrainLetsTheRunningProgramFinishAndRefusesNewOnes) {
  ServerProcess server;
  const auto channel = server.Connect();
  Conversation running(channel);
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();

  server.Signal(SIGTERM);
  const auto draining = running.Next();
  ASSERT_TRUE(draining.has_value());
  EXPECT_TRUE(draining->has_draining());
  EXPECT_EQ(HealthOf(channel, "isobridge.v1.Sandbox"), Health::kNotServing);
  const grpc::Status refused = Execute(channel, "1").status;
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(RetryDelay(refused).has_value());

  running.Answer(1, "\"finished\"");
  EXPECT_EQ(running.Finish().json(), "\"finished\"");
  const std::optional<Exit> exit = server.AwaitExit();
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->status, 0);
}

TEST(FaultsTest, GraceThatIsOverEndsTheProgramAsDrained) {
  ServerProcess server({.flags = {"--drain_grace=300ms"}});
  Conversation running(server.Connect());
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();
  server.Signal(SIGTERM);
  const Transcript transcript = running.Finish();
  EXPECT_TRUE(transcript.status.ok()) << transcript.status.error_message();
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_DRAINED);
  EXPECT_EQ(server.AwaitExit()->status, 0);
}

TEST(FaultsTest, SecondSignalEndsAtOnce) {
  ServerProcess server({.flags = {"--drain_grace=10m"}});
  Conversation running(server.Connect());
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();
  server.Signal(SIGTERM);
  ASSERT_TRUE(running.Next()->has_draining());
  server.Signal(SIGINT);
  const std::optional<Exit> exit = server.AwaitExit(absl::Seconds(20));
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->status, 0);
  EXPECT_FALSE(running.Finish().status.ok());
}

}  // namespace
}  // namespace isobridge::e2e
