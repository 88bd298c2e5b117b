// What a worker may say or do that an honest one never would, and how it may die.

#include <csignal>

#include "bridge/execution.h"
#include "bridge/execution_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::isobridge::v1::ExecuteResponse;
using ::isobridge::v1::ExecutionError;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using WorkerFinished = ::isobridge::worker::v1::Finished;

// Says one thing after an honest call; the worker must be gone at once and its client told no details.
struct Breach {
  const char* name;
  void (*commit)(FakeProcess&);
  const char* logged;
};

class BreachTest : public ExecutionFixture, public ::testing::WithParamInterface<Breach> {};

TEST_P(BreachTest, EndsTheExecution) {
  start_.mutable_limits()->set_args_bytes(100);
  start_.mutable_limits()->set_result_bytes(100);
  start_.mutable_limits()->set_calls(2);
  start_.mutable_limits()->set_timers(1);
  start_.mutable_limits()->set_console_lines(3);
  start_.mutable_limits()->set_console_bytes(10);
  Create();
  process().Say(CallFrame(1));
  GetParam().commit(process());
  EXPECT_TRUE(process().killed);
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_MISBEHAVED);
  EXPECT_EQ(client_.closed, absl::OkStatus());
  ASSERT_THAT(observer_.lost, SizeIs(1));
  EXPECT_THAT(observer_.lost[0], HasSubstr(GetParam().logged));
  EXPECT_THAT(client_.Finished()->error().message(), Not(HasSubstr(GetParam().logged)));
}

void SayAs(FakeProcess& process, worker::v1::FromWorker frame, uint64_t execution, uint64_t events) {
  frame.set_execution(execution);
  frame.set_events(events);
  process.listener->OnFrame(std::move(frame));
}

worker::v1::FromWorker WarningFrame(uint32_t code, std::string message) {
  worker::v1::FromWorker frame = ReturnFrame("1");
  worker::v1::Warning* warning = frame.mutable_finished()->add_warnings();
  warning->set_code(code);
  warning->set_message(std::move(message));
  return frame;
}

worker::v1::FromWorker ThrowWithData(std::string data) {
  worker::v1::FromWorker frame = FailFrame(WorkerFinished::REASON_THREW);
  frame.mutable_finished()->mutable_error()->set_data_json(std::move(data));
  return frame;
}

worker::v1::FromWorker ManyWarnings() {
  worker::v1::FromWorker frame = ReturnFrame("1");
  for (int i = 0; i < 1'001; ++i) frame.mutable_finished()->add_warnings()->set_code(3);
  return frame;
}

worker::v1::FromWorker ReadyFrame() {
  worker::v1::FromWorker frame;
  frame.mutable_ready();
  return frame;
}

worker::v1::FromWorker CompiledFrame() {
  worker::v1::FromWorker frame;
  frame.mutable_compiled();
  return frame;
}

worker::v1::FromWorker ReturnWithReason(WorkerFinished::Reason reason) {
  worker::v1::FromWorker frame = ReturnFrame("1");
  frame.mutable_finished()->set_reason(reason);
  return frame;
}

INSTANTIATE_TEST_SUITE_P(
    All, BreachTest,
    ::testing::Values(
        Breach{"WrongToken", [](FakeProcess& p) { SayAs(p, CallFrame(2), p.execution() + 1, 0); }, "another execution"},
        Breach{"NoToken", [](FakeProcess& p) { SayAs(p, CallFrame(2), 0, 0); }, "another execution"},
        Breach{"EventsOfTheFuture", [](FakeProcess& p) { SayAs(p, CallFrame(2), p.execution(), 1); },
               "claims to have seen 1 events"},
        Breach{"EventsWithoutBound", [](FakeProcess& p) { SayAs(p, CallFrame(2), p.execution(), UINT64_MAX); },
               "claims to have seen"},
        Breach{"SkippedCall", [](FakeProcess& p) { p.Say(CallFrame(3)); }, "made call 3 after call 1"},
        Breach{"RepeatedCall", [](FakeProcess& p) { p.Say(CallFrame(1)); }, "made call 1 after call 1"},
        Breach{"CallZero", [](FakeProcess& p) { p.Say(CallFrame(0)); }, "made call 0"},
        Breach{"UnknownTool", [](FakeProcess& p) { p.Say(CallFrame(2, 2)); }, "called tool 2 of 2"},
        Breach{"ToolWithoutBound", [](FakeProcess& p) { p.Say(CallFrame(2, UINT32_MAX)); }, "called tool"},
        Breach{"CallOverTheLimit", [](FakeProcess& p) { p.Say(CallFrame(2)), p.Say(CallFrame(3)); }, "more than 2 calls"},
        Breach{"LargeArguments", [](FakeProcess& p) { p.Say(CallFrame(2, 0, "\"" + std::string(100, 'a') + "\"")); },
               "102 bytes"},
        Breach{"ArgumentsNoJson", [](FakeProcess& p) { p.Say(CallFrame(2, 0, "{")); }, "not JSON"},
        Breach{"ArgumentsEmpty", [](FakeProcess& p) { p.Say(CallFrame(2, 0, "")); }, "not JSON"},
        Breach{"ArgumentsNoUtf8", [](FakeProcess& p) { p.Say(CallFrame(2, 0, "\"\xff\"")); }, "not UTF-8"},
        Breach{"TwoValuesInArguments", [](FakeProcess& p) { p.Say(CallFrame(2, 0, "{}{}")); }, "not JSON"},
        Breach{"ConsoleNoUtf8", [](FakeProcess& p) { p.Say(ConsoleFrame("\xc0\x80")); }, "not UTF-8"},
        Breach{"ConsoleLevelZero", [](FakeProcess& p) { p.Say(ConsoleFrame("x", 0)); }, "level 0"},
        Breach{"ConsoleLevelUnknown", [](FakeProcess& p) { p.Say(ConsoleFrame("x", 77)); }, "level 77"},
        Breach{"ConsoleTooLarge", [](FakeProcess& p) { p.Say(ConsoleFrame(std::string(70'000, 'a'))); }, "console"},
        Breach{"ConsoleTooManyLines",
               [](FakeProcess& p) {
                 for (int i = 0; i < 5; ++i) p.Say(ConsoleFrame(""));
               },
               "console"},
        Breach{"SkippedTimer", [](FakeProcess& p) { p.Say(TimerFrame(2, 1)); }, "timer 2 was set after timer 0"},
        Breach{"TooManyTimers", [](FakeProcess& p) { p.Say(TimerFrame(1, 1)), p.Say(TimerFrame(2, 1)); }, "more than 1 timers"},
        Breach{"ClearOfNoTimer", [](FakeProcess& p) { p.Say(ClearFrame(1)); }, "never set"},
        Breach{"EmptyFrame", [](FakeProcess& p) { p.Say({}); }, "kind 0"},
        Breach{"SecondReady", [](FakeProcess& p) { p.Say(ReadyFrame()); }, "kind 9"},
        Breach{"Compiled", [](FakeProcess& p) { p.Say(CompiledFrame()); }, "kind 8"},
        Breach{"ResultNoJson", [](FakeProcess& p) { p.Say(ReturnFrame("undefined")); }, "not JSON"},
        Breach{"ResultNoUtf8", [](FakeProcess& p) { p.Say(ReturnFrame("\"\xed\xa0\x80\"")); }, "not UTF-8"},
        Breach{"ResultTooLarge", [](FakeProcess& p) { p.Say(ReturnFrame("\"" + std::string(100, 'a') + "\"")); }, "102 bytes"},
        Breach{"EndWithoutReason", [](FakeProcess& p) { p.Say(FailFrame(WorkerFinished::REASON_UNSPECIFIED)); },
               "unknown reason"},
        Breach{"EndForUnknownReason", [](FakeProcess& p) { p.Say(FailFrame(static_cast<WorkerFinished::Reason>(99))); },
               "unknown reason"},
        Breach{"ValueWithFailure", [](FakeProcess& p) { p.Say(ReturnWithReason(WorkerFinished::REASON_THREW)); },
               "value and a failure"},
        Breach{"ReturnedWithError", [](FakeProcess& p) { p.Say(FailFrame(WorkerFinished::REASON_RETURNED)); },
               "value and a failure"},
        Breach{"StoppedUnasked", [](FakeProcess& p) { p.Say(FailFrame(WorkerFinished::REASON_STOPPED)); }, "nobody asked"},
        Breach{"ErrorNoUtf8", [](FakeProcess& p) { p.Say(FailFrame(WorkerFinished::REASON_THREW, "E", "\xff")); }, "not UTF-8"},
        Breach{"ErrorDataNoJson", [](FakeProcess& p) { p.Say(ThrowWithData("{")); }, "error.data is not JSON"},
        Breach{"UnknownWarning", [](FakeProcess& p) { p.Say(WarningFrame(42, "x")); }, "bad warning"},
        Breach{"WarningNoUtf8", [](FakeProcess& p) { p.Say(WarningFrame(1, "\xff")); }, "bad warning"},
        Breach{"TooManyWarnings", [](FakeProcess& p) { p.Say(ManyWarnings()); }, "1001 warnings"},
        Breach{"Garbage", [](FakeProcess& p) { p.listener->OnGarbage(absl::InvalidArgumentError("sent a frame of 4 GiB")); },
               "4 GiB"}),
    [](const ::testing::TestParamInfo<Breach>& info) { return info.param.name; });

class HostileWorkerTest : public ExecutionFixture {};

TEST_F(HostileWorkerTest, EventCountMayNotFall) {
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallResult(Result(1, "1"));
  process().Say(CallFrame(2));
  SayAs(process(), CallFrame(3), process().execution(), 0);
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_MISBEHAVED);
}

TEST_F(HostileWorkerTest, SecondEndIsIgnored) {
  Create();
  process().Say(ReturnFrame("1"));
  process().Say(ReturnFrame("2"));
  EXPECT_EQ(client_.Finished()->value().json(), "1");
}

TEST_F(HostileWorkerTest, FramesAfterTheEndAreIgnored) {
  Create();
  process().Say(ReturnFrame("1"));
  process().Say(CallFrame(1));
  process().Say(ConsoleFrame("x"));
  process().listener->OnGarbage(absl::InvalidArgumentError("x"));
  EXPECT_THAT(client_.messages, SizeIs(2));
}

TEST_F(HostileWorkerTest, BreachWhileBeingStoppedLeavesTheLimit) {
  Create();
  timers_.Advance(absl::Seconds(30));
  process().Say({});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
}

TEST_F(HostileWorkerTest, TokensDiffer) {
  Create();
  const uint64_t first = process().execution();
  FakeExecutionClient other;
  const std::shared_ptr<Execution> second = Execution::Create(Environment(), origin_, start_, &other);
  EXPECT_NE(process().execution(), first);
  EXPECT_NE(first, 0u);
  second->OnDisconnect();
}

TEST_F(HostileWorkerTest, LargeErrorDataIsDroppedWithAWarning) {
  start_.mutable_limits()->set_result_bytes(10);
  Create();
  process().Say(ThrowWithData("\"" + std::string(20, 'a') + "\""));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_PROGRAM_THREW);
  EXPECT_EQ(client_.Finished()->error().thrown_data_json(), "");
  EXPECT_EQ(client_.Finished()->warnings(0).code(), isobridge::v1::Warning::CODE_LOSSY_RESULT);
}

// ---- deaths ----

TEST_F(HostileWorkerTest, DeathAfterACallIsACrash) {
  Create();
  process().Say(CallFrame(1));
  process().Exit({.signal = SIGKILL, .cpu_time = absl::Milliseconds(3), .last_words = "secret"});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_CRASHED);
  EXPECT_THAT(client_.Finished()->error().message(), Not(HasSubstr("secret")));
  EXPECT_THAT(observer_.lost, ElementsAre(HasSubstr("signal 9")));
  EXPECT_EQ(client_.Finished()->usage().cpu_time().nanos(), 3'000'000);
  EXPECT_EQ(client_.Finished()->calls(0).outcome(), isobridge::v1::CallSummary::OUTCOME_VOID);
}

TEST_F(HostileWorkerTest, ExitWithoutAnEndIsACrash) {
  Create();
  process().Say(ConsoleFrame("x"));
  process().Exit({.status = 0});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_CRASHED);
}

TEST_F(HostileWorkerTest, DeathBeforeAnythingWasDoneIsRetriedOnce) {
  Create();
  process().Exit({.signal = SIGSEGV});
  ASSERT_THAT(pool_.processes, SizeIs(2));
  EXPECT_NE(pool_.processes[0]->execution(), pool_.processes[1]->execution());
  process().Say(ReturnFrame("1"));
  EXPECT_TRUE(client_.Finished()->has_value());
  EXPECT_THAT(client_.Of(&ExecuteResponse::has_started), SizeIs(1));
  EXPECT_THAT(observer_.lost, SizeIs(1));
}

TEST_F(HostileWorkerTest, SecondDeathIsACrash) {
  Create();
  process().Exit({.signal = SIGSEGV});
  process().Exit({.signal = SIGSEGV});
  EXPECT_THAT(pool_.processes, SizeIs(2));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_CRASHED);
}

TEST_F(HostileWorkerTest, RetryThatGetsNoWorkerIsACrash) {
  Create();
  pool_.refusal = absl::UnavailableError("none");
  process().Exit({.signal = SIGSEGV});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_CRASHED);
  EXPECT_EQ(client_.closed, absl::OkStatus());
}

TEST_F(HostileWorkerTest, WallTimeGoesOnDuringTheRetry) {
  Create();
  pool_.hold = true;
  process().Exit({.signal = SIGSEGV});
  timers_.Advance(absl::Seconds(30));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
  pool_.GiveNext();
}

struct Death {
  const char* name;
  int signal;
  int status;
  const char* last_words;
};
class OutOfMemoryTest : public ExecutionFixture, public ::testing::WithParamInterface<Death> {};

TEST_P(OutOfMemoryTest, IsTheMemoryLimit) {
  Create();
  process().Exit({.status = GetParam().status,
                  .signal = GetParam().signal,
                  .peak_resident_bytes = 250'000'000,
                  .data_limit_bytes = 300'000'000,
                  .last_words = GetParam().last_words});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_PROCESS_MEMORY_LIMIT);
  EXPECT_EQ(client_.Finished()->error().limit().name(), "process_memory");
  EXPECT_EQ(client_.Finished()->error().limit().limit(), 300'000'000u);
  EXPECT_EQ(client_.Finished()->error().limit().used(), 250'000'000u);
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("300000000 bytes"));
  EXPECT_THAT(pool_.processes, SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    All, OutOfMemoryTest,
    ::testing::Values(Death{"InvalidSize", SIGTRAP, -1, "# Fatal JavaScript invalid size error 169220804\n"},
                      Death{"TableSize", SIGTRAP, -1, "# Fatal JavaScript invalid table size\n"},
                      Death{"OutOfMemory", SIGILL, -1, "# Fatal JavaScript out of memory: Reached heap limit\n"},
                      Death{"BadAlloc", SIGABRT, -1, "terminate called after throwing an instance of 'std::bad_alloc'\n"},
                      Death{"OwnHandler", 0, 77, "isobridge_worker: out of memory at Heap: x\n"}),
    [](const ::testing::TestParamInfo<Death>& info) { return info.param.name; });

TEST_F(HostileWorkerTest, WordsOfMemoryWithAKillAreACrash) {
  Create();
  process().Say(CallFrame(1));
  process().Exit({.signal = SIGKILL, .last_words = "out of memory"});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_CRASHED);
}

}  // namespace
}  // namespace isobridge::bridge
