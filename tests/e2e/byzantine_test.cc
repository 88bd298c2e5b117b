// The real service over processes that misbehave in every way that their sockets allow (isolate/pool/byzantine_worker.cc).

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
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

using isobridge::v1::ExecutionError;

constexpr absl::Duration kWallTime = absl::Seconds(1);
// Beside the wall time: a compilation that hangs twice, and a busy machine.
constexpr absl::Duration kPatience = absl::Seconds(10);

// A thousand answers, if they all were kept, would be far more than the service may have.
constexpr size_t kAnswerBytes = 128u << 10;
constexpr size_t kMostResident = 96u << 20;

// Of a system call that the lockdown forbids, SIGSYS.
constexpr char kDiedOfSystemCall[] = "died with signal 31";

// What the service has at rest: a zygote of each role, and the processes that ByzantineOptions asks for.
constexpr size_t kWarmWorkers = 2;
constexpr size_t kCompilers = 1;
// Two type checkers, one in reserve.
constexpr size_t kAtRest = 2 + kWarmWorkers + kCompilers + 2;

struct Breach {
  // The program, which names the play.
  std::string play;
  ExecutionError::Code code;
  // Of a program that ends well.
  std::string value = "";
  // A part of what the service's log says.
  std::string logged = "";
};

void PrintTo(const Breach& breach, std::ostream* out) { *out << breach.play; }

ServerProcess::Options ByzantineOptions(const std::string& worker_binary) {
  return {.flags = {"--worker_binary=" + worker_binary, "--landlock=prefer", absl::StrCat("--warm_workers=", kWarmWorkers),
                    absl::StrCat("--compilers=", kCompilers), "--max_workers=8", "--compile_time=200ms",
                    // What they do decides, not how much of it they come to on a busy machine.
                    "--worker_nice=0"},
          .listen = {}};
}

std::string ByzantineBinary() { return Runfile("isolate/pool/byzantine_worker"); }

isobridge::v1::Start Play(const std::string& play) {
  isobridge::v1::Start start = Program(play, {"t"});
  start.mutable_limits()->mutable_wall_time()->set_seconds(absl::ToInt64Seconds(kWallTime));
  return start;
}

size_t Zombies(const ServerProcess& server) {
  size_t zombies = 0;
  for (const Process& process : ProcessTable::DescendantsOf(server.pid())) zombies += process.state == 'Z' ? 1 : 0;
  return zombies;
}

class ByzantineService : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(ByzantineOptions(ByzantineBinary())); }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  static ServerProcess* server_;
};

ServerProcess* ByzantineService::server_ = nullptr;

class ByzantineTest : public ByzantineService, public testing::WithParamInterface<Breach> {};

TEST_P(ByzantineTest, IsTypedInTimeAndHarmsNobodyElse) {
  const auto channel = server_->Connect();
  Conversation neighbour(channel);
  neighbour.Start(Program("calls_and_returns", {"t"}));
  neighbour.NextCall();

  const size_t logged = server_->Log().size();
  const absl::Time began = absl::Now();
  ResidentPeak peak(server_->pid());
  const Transcript hostile =
      Execute(channel, Play(GetParam().play), [](const auto&) { return "\"" + std::string(kAnswerBytes, 'x') + "\""; });

  EXPECT_LT(absl::Now() - began, kWallTime + kPatience);
  EXPECT_TRUE(hostile.status.ok()) << hostile.status.error_message();
  EXPECT_EQ(ExecutionError::Code_Name(hostile.code()), ExecutionError::Code_Name(GetParam().code));
  EXPECT_EQ(hostile.json(), GetParam().value);
  EXPECT_TRUE(Eventually(kPatience, [&] { return absl::StrContains(server_->Log().substr(logged), GetParam().logged); }))
      << server_->Log().substr(logged);
  EXPECT_LT(peak.bytes(), kMostResident);
  neighbour.Answer(1, "\"unharmed\"");
  EXPECT_EQ(neighbour.Finish().json(), "\"unharmed\"");
  EXPECT_EQ(Execute(channel, "nothing").json(), "\"nothing\"");
  EXPECT_TRUE(Eventually(kPatience,
                         [] { return Zombies(*server_) == 0 && ProcessTable::DescendantsOf(server_->pid()).size() <= kAtRest; }));
}

INSTANTIATE_TEST_SUITE_P(Workers, ByzantineTest,
                         testing::Values(Breach{"never_answers", ExecutionError::CODE_WALL_TIME_LIMIT},
                                         Breach{"stops_itself", ExecutionError::CODE_WALL_TIME_LIMIT},
                                         Breach{"never_reads", ExecutionError::CODE_WALL_TIME_LIMIT},
                                         Breach{"sends_half_a_frame", ExecutionError::CODE_WALL_TIME_LIMIT},
                                         Breach{"exits_at_once", ExecutionError::CODE_WORKER_CRASHED},
                                         Breach{"dies_after_begin", ExecutionError::CODE_WORKER_CRASHED},
                                         Breach{"dies_after_a_call", ExecutionError::CODE_WORKER_CRASHED},
                                         Breach{"dies_inside_a_frame", ExecutionError::CODE_WORKER_CRASHED},
                                         Breach{"sends_garbage", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"announces_too_much", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"sends_empty_frames", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"is_ready_again", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"is_a_compiler", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"speaks_for_another", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"knows_the_future", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"calls_an_unknown_tool", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"skips_a_call", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"repeats_a_call", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"calls_with_bad_json", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"calls_with_bad_text", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         // The call fails in the program, which an honest one could catch.
                                         Breach{"calls_with_deep_json", ExecutionError::CODE_WALL_TIME_LIMIT},
                                         Breach{"skips_a_timer", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"clears_an_unknown_timer", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"finishes_without_outcome", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"finishes_with_bad_json", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"finishes_and_goes_on", ExecutionError::CODE_UNSPECIFIED, "\"once\""},
                                         Breach{"floods_console", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"floods_calls", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"floods_timers", ExecutionError::CODE_WORKER_MISBEHAVED},
                                         Breach{"takes_no_answers", ExecutionError::CODE_WALL_TIME_LIMIT},
                                         Breach{"dies_while_finishing", ExecutionError::CODE_WORKER_CRASHED},
                                         Breach{"stops_while_finishing", ExecutionError::CODE_WALL_TIME_LIMIT},
                                         Breach{"finishes_and_stops", ExecutionError::CODE_UNSPECIFIED, "\"once\""},
                                         Breach{"opens_a_socket", ExecutionError::CODE_WORKER_CRASHED, "", kDiedOfSystemCall},
                                         Breach{"forks", ExecutionError::CODE_WORKER_CRASHED, "", kDiedOfSystemCall},
                                         Breach{"executes_a_program", ExecutionError::CODE_WORKER_CRASHED, "", kDiedOfSystemCall},
                                         Breach{"kills_its_parent", ExecutionError::CODE_WORKER_CRASHED, "", kDiedOfSystemCall}),
                         [](const auto& info) { return info.param.play; });

class ByzantineTimersTest : public ByzantineService {};

// Timers that are due fire at once, so that their number stays small, as long as the client takes what it is told of them and the
// worker what fires. Whoever falls behind first decides: if it is the client, the worker waits for it; if it is the worker, it
// comes to have more timers than it may.
TEST_F(ByzantineTimersTest, FloodOfDueTimersEndsByWhoFallsBehind) {
  const Transcript hostile = Execute(server_->Connect(), Play("floods_due_timers"));
  const bool too_many = server_->Log().find("more than 1000 timers were set") != std::string::npos;
  EXPECT_EQ(hostile.code(), too_many ? ExecutionError::CODE_WORKER_MISBEHAVED : ExecutionError::CODE_WALL_TIME_LIMIT);
}

INSTANTIATE_TEST_SUITE_P(Compilers, ByzantineTest,
                         testing::Values(Breach{"compiler_dies", ExecutionError::CODE_COMPILE_LIMIT},
                                         Breach{"compiler_never_answers", ExecutionError::CODE_COMPILE_LIMIT},
                                         Breach{"compiler_speaks_for_another", ExecutionError::CODE_COMPILE_LIMIT},
                                         Breach{"compiler_sends_garbage", ExecutionError::CODE_COMPILE_LIMIT},
                                         Breach{"compiler_sends_bad_text", ExecutionError::CODE_COMPILE_LIMIT},
                                         Breach{"compiler_answers_twice", ExecutionError::CODE_UNSPECIFIED, "\"nothing\""}),
                         [](const auto& info) { return info.param.play; });

// The service passes a worker no arguments of ours.
std::string ByzantineZygote(const std::string& arguments) {
  const std::string path = absl::StrCat(getenv("TEST_TMPDIR"), "/worker.sh");
  std::ofstream(path) << "#!/bin/sh\nexec " << ByzantineBinary() << " " << arguments << " \"$@\"\n";
  chmod(path.c_str(), 0700);
  return path;
}

TEST(ByzantineZygoteTest, LiarIsReplacedAndProgramsGoOn) {
  ServerProcess server(ByzantineOptions(ByzantineZygote("--play=zygote_announces_itself --honest_forks=8")));
  const auto channel = server.Connect();
  for (int i = 0; i < 30; ++i) {
    EXPECT_TRUE(Eventually(kPatience, [&] { return Execute(channel, "nothing").json() == "\"nothing\""; }));
  }
  EXPECT_THAT(server.Log(), testing::HasSubstr("a process that it didn't fork"));
  EXPECT_TRUE(Eventually(kPatience, [&] { return Zombies(server) == 0; }));
}

TEST(ByzantineZygoteTest, ServiceSaysWhyItDoesNotStart) {
  std::string output;
  const std::string worker = ByzantineZygote("--play=zygote_ready_twice");
  const std::string listen = absl::StrCat("--listen=unix:", getenv("TEST_TMPDIR"), "/socket");
  const Exit exit = RunIsobridge({"serve", listen, "--landlock=prefer", "--worker_binary=" + worker}, &output);

  EXPECT_GT(exit.status, 0);
  EXPECT_THAT(output, testing::HasSubstr("said again that it is ready"));
}

}  // namespace
}  // namespace isobridge::e2e
