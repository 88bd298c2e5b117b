// Workers that get SIGKILL, SIGSEGV or SIGSTOP in each state of an execution: its client gets a typed result, and nobody else
// waits for them.

#include <signal.h>

#include <ostream>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/process_table.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::ExecuteResponse;
using isobridge::v1::ExecutionError;

// Long beside what others take, so that they can be seen not to wait for it.
constexpr absl::Duration kWallTime = absl::Seconds(4);
constexpr absl::Duration kPatience = absl::Seconds(30);

struct State {
  const char* name;
  const char* code;
  // Brings the program there.
  void (*reach)(Conversation&);
};
void PrintTo(const State& state, std::ostream* out) { *out << state.name; }

struct Signal {
  const char* name;
  int number;
  ExecutionError::Code code;
};
void PrintTo(const Signal& signal, std::ostream* out) { *out << signal.name; }

void AwaitConsole(Conversation& conversation) {
  while (!conversation.Next()->has_console()) {
  }
}

constexpr State kStates[] = {
    {"Computing", "console.log('here'); for (;;);", AwaitConsole},
    {"CallOutstanding", "await external_t()", [](Conversation& c) { c.NextCall(); }},
    {"Answered", "await external_t(); console.log('answered'); for (;;);",
     [](Conversation& c) {
       c.Answer(c.NextCall().id(), "1");
       AwaitConsole(c);
     }},
    {"TimerWaiting", "console.log('set'); await new Promise(r => setTimeout(r, 3600e3))", AwaitConsole},
    {"HeldBackByItsClient", "for (;;) console.log('x'.repeat(10000))", AwaitConsole},
};

constexpr Signal kSignals[] = {
    {"Killed", SIGKILL, ExecutionError::CODE_WORKER_CRASHED},
    {"Segfaulted", SIGSEGV, ExecutionError::CODE_WORKER_CRASHED},
    {"Stopped", SIGSTOP, ExecutionError::CODE_WALL_TIME_LIMIT},
};

// With one warm worker it is known which one a program gets.
class SignalsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = new ServerProcess(
        {.flags = {"--warm_workers=1", "--max_workers=8", "--max_console_bytes=128MiB", "--max_console_lines=4000000000"},
         .listen = {}});
  }
  static void TearDownTestSuite() { delete server_; }

  // The worker that waits for a program, when no program runs.
  static pid_t IdleWorker() {
    EXPECT_TRUE(Eventually(kPatience, [] { return ProcessTable::WorkersOf(server_->pid()).size() == 1; }));
    const std::vector<Process> workers = ProcessTable::WorkersOf(server_->pid());
    return workers.empty() ? 0 : workers.front().pid;
  }
  static isobridge::v1::Start Start(const std::string& code) {
    isobridge::v1::Start start = Program(code, {"t"});
    start.mutable_limits()->mutable_wall_time()->set_seconds(absl::ToInt64Seconds(kWallTime));
    start.mutable_limits()->mutable_cpu_time()->set_seconds(60);
    start.mutable_limits()->set_console_bytes(128u << 20);
    start.mutable_limits()->set_console_lines(4'000'000'000);
    return start;
  }
  // Twenty programs of others, one after the other, take less than the worker that was signalled may.
  static void ExpectOthersUnhurt() {
    const absl::Time began = absl::Now();
    const auto channel = server_->Connect();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(Execute(channel, "6 * 7").json(), "42");
    EXPECT_LT(absl::Now() - began, kWallTime);
  }

  static ServerProcess* server_;
};

ServerProcess* SignalsTest::server_ = nullptr;

class SignalledWorkerTest : public SignalsTest, public testing::WithParamInterface<std::tuple<State, Signal>> {};

TEST_P(SignalledWorkerTest, IsTypedAndHarmsNobodyElse) {
  const auto& [state, signal] = GetParam();
  const pid_t worker = IdleWorker();
  Conversation victim(server_->Connect());
  victim.Start(Start(state.code));
  state.reach(victim);
  kill(worker, signal.number);
  ExpectOthersUnhurt();
  const Transcript transcript = victim.Finish();
  EXPECT_TRUE(transcript.status.ok()) << transcript.status.error_message();
  EXPECT_EQ(ExecutionError::Code_Name(transcript.code()), ExecutionError::Code_Name(signal.code));
  EXPECT_TRUE(Eventually(kPatience, [worker] { return kill(worker, 0) != 0; })) << "worker " << worker << " is left over";
}

INSTANTIATE_TEST_SUITE_P(All, SignalledWorkerTest, testing::Combine(testing::ValuesIn(kStates), testing::ValuesIn(kSignals)),
                         [](const auto& info) {
                           return absl::StrCat(std::get<0>(info.param).name, std::get<1>(info.param).name);
                         });

TEST_F(SignalsTest, ReadyWorkerThatDiesIsReplacedUnnoticed) {
  for (const int signal : {SIGKILL, SIGSEGV}) {
    kill(IdleWorker(), signal);
    EXPECT_EQ(Execute(server_->Connect(), "6 * 7").json(), "42");
    ExpectOthersUnhurt();
  }
}

TEST_F(SignalsTest, ReadyWorkerThatStopsCostsItsProgramTheWallTime) {
  const pid_t worker = IdleWorker();
  kill(worker, SIGSTOP);
  Conversation victim(server_->Connect());
  victim.Start(Start("6 * 7"));
  ASSERT_TRUE(victim.Next()->has_started());
  ExpectOthersUnhurt();
  EXPECT_EQ(victim.Finish().code(), ExecutionError::CODE_WALL_TIME_LIMIT);
  EXPECT_TRUE(Eventually(kPatience, [worker] { return kill(worker, 0) != 0; })) << "worker " << worker << " is left over";
}

}  // namespace
}  // namespace isobridge::e2e
