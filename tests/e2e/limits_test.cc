// Limits and the ways in which a program is stopped.

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

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

using isobridge::v1::ExecutionError;
using isobridge::v1::Warning;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LimitsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess({.flags = {"--warm_workers=2"}}); }
  static void TearDownTestSuite() { delete server_; }

  // The kernel tells only a parent when a process ends.
  bool AwaitWorkerGone(pid_t worker) const {
    return Eventually(absl::Seconds(20), [worker] {
      const std::vector<Process> workers = ProcessTable::WorkersOf(server_->pid());
      return std::ranges::find(workers, worker, &Process::pid) == workers.end();
    });
  }

  // Whether the service itself ends the program, which waits, before the RPC's deadline, and says so. On a busy machine the
  // client may be told too late, and would hear of its deadline whatever the service did: then it asks again.
  bool EndsBeforeTheDeadline(const isobridge::v1::Start& start, absl::Duration deadline) const {
    return Eventually(absl::Seconds(20), [&] {
      Conversation conversation(channel_, deadline);
      conversation.Start(start);
      const Transcript transcript = conversation.Finish();
      return transcript.code() == ExecutionError::CODE_WALL_TIME_LIMIT &&
             transcript.finished().error().limit().name() == "deadline";
    });
  }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

isobridge::v1::Start WithWallTime(isobridge::v1::Start start, int milliseconds) {
  start.mutable_limits()->mutable_wall_time()->set_nanos(milliseconds * 1'000'000);
  return start;
}

// The worker says so itself, with its figures: it is not waited for until it is killed.
TEST_F(LimitsTest, WallTimeEndsAProgramThatWaitsAtOnce) {
  for (const char* code : {"return await external_t()", "await new Promise((resolve) => setTimeout(resolve, 20000))"}) {
    const Transcript transcript = Execute(channel_, WithWallTime(Program(code, {"t"}), 300), [](const auto&) {
      absl::SleepFor(absl::Seconds(1));
      return "1";
    });
    EXPECT_EQ(transcript.code(), ExecutionError::CODE_WALL_TIME_LIMIT) << code;
    EXPECT_GT(transcript.finished().usage().stack_peak_bytes(), 0u) << code;
  }
}

TEST_F(LimitsTest, WallTimeEndsALoop) {
  const Transcript transcript = Execute(channel_, WithWallTime(Program("let i = 0;\nfor (;;) i++;"), 200));
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_WALL_TIME_LIMIT);
  EXPECT_EQ(transcript.finished().error().limit().name(), "wall_time");
  EXPECT_EQ(transcript.finished().error().limit().limit(), 200);
  EXPECT_EQ(transcript.finished().error().limit().unit(), "ms");
  EXPECT_EQ(transcript.finished().error().location().line(), 2);
}

TEST_F(LimitsTest, WallTimeEndsALoopThatV8CannotStop) {
  const Transcript transcript = Execute(channel_, WithWallTime(Program("Array.prototype.reverse.call({length: 2**53-1})"), 200));
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_WALL_TIME_LIMIT);
}

TEST_F(LimitsTest, WallTimeEndsAWaitAndVoidsItsCall) {
  const Transcript transcript = Execute(channel_, WithWallTime(Program("return await external_t()", {"t"}), 200));
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_WALL_TIME_LIMIT);
  EXPECT_EQ(transcript.finished().calls(0).outcome(), isobridge::v1::CallSummary::OUTCOME_VOID);
}

TEST_F(LimitsTest, ToolTimeAddsUpOverCallsAndEndsTheProgram) {
  isobridge::v1::Start start = Program("await external_t(); return await external_t()", {"t"});
  start.mutable_limits()->mutable_tool_time()->set_nanos(400'000'000);
  Conversation conversation(channel_);
  conversation.Start(start);
  conversation.NextCall();
  absl::SleepFor(absl::Milliseconds(250));
  conversation.Answer(1, "1");
  const isobridge::v1::Call second = conversation.NextCall();
  const absl::Time asked = absl::Now();
  const Transcript transcript = conversation.Finish();
  EXPECT_EQ(second.id(), 2u);
  EXPECT_LT(absl::Now() - asked, absl::Seconds(10));
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_TOOL_TIME_LIMIT);
  const isobridge::v1::LimitFired limit = transcript.finished().error().limit();
  EXPECT_EQ(limit.name(), "tool_time");
  EXPECT_EQ(limit.limit(), 400u);
  EXPECT_GE(limit.used(), 400u);
  EXPECT_EQ(transcript.finished().calls(1).outcome(), isobridge::v1::CallSummary::OUTCOME_VOID);
}

TEST_F(LimitsTest, WallTimeMayExcludeToolsButStillEndsALoop) {
  isobridge::v1::Start start = Program("await external_t(); for (;;) ;", {"t"});
  start.mutable_limits()->mutable_wall_time()->set_seconds(1);
  start.mutable_limits()->set_wall_time_excludes_tools(true);
  Conversation conversation(channel_);
  conversation.Start(start);
  conversation.NextCall();
  absl::SleepFor(absl::Milliseconds(1'500));
  conversation.Answer(1, "1");
  const Transcript transcript = conversation.Finish();
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_WALL_TIME_LIMIT);
  EXPECT_EQ(transcript.finished().error().limit().limit(), 1'000u);
  EXPECT_EQ(transcript.finished().calls(0).outcome(), isobridge::v1::CallSummary::OUTCOME_RESULT);
  EXPECT_GE(transcript.finished().usage().wall_time().seconds(), 2);
}

TEST_F(LimitsTest, DeadlineOfTheRpcNeverStandsStill) {
  isobridge::v1::Start start = Program("return await external_t()", {"t"});
  start.mutable_limits()->set_wall_time_excludes_tools(true);
  EXPECT_TRUE(EndsBeforeTheDeadline(start, absl::Seconds(2)));
}

TEST_F(LimitsTest, CpuTimeEndsALoop) {
  isobridge::v1::Start start = Program("for (;;) ;");
  start.mutable_limits()->mutable_cpu_time()->set_nanos(200'000'000);
  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_CPU_TIME_LIMIT);
  EXPECT_EQ(transcript.finished().error().limit().name(), "cpu_time");
}

TEST_F(LimitsTest, HeapEndsAProgramThatHoards) {
  const Transcript transcript = Execute(channel_, "const all = []; for (;;) all.push(new Array(1000).fill(Math.random()));");
  EXPECT_TRUE(transcript.status.ok());
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_HEAP_LIMIT);
}

TEST_F(LimitsTest, UsageTellsWhatEachLimitMeasures) {
  isobridge::v1::Start start = Program(
      "console.log('12345'); setTimeout(() => {}, 1e6); const t = setTimeout(() => {}, 1e6); clearTimeout(t);\n"
      "const big = new Uint8Array(64 << 20).fill(1);\n"
      "await Promise.all([external_t({ a: 1 }), external_t()]); return big.length",
      {"t"});
  start.set_input_json("[1]");
  Conversation conversation(channel_);
  conversation.Start(start);
  conversation.NextCall();
  conversation.NextCall();
  absl::SleepFor(absl::Milliseconds(50));
  conversation.Answer(1, "\"12345678\"");
  conversation.Answer(2, "[[[1]]]");
  const Transcript transcript = conversation.Finish();
  const isobridge::v1::Usage usage = transcript.finished().usage();
  EXPECT_EQ(transcript.json(), "67108864");
  EXPECT_EQ(usage.args_peak_bytes(), 7u);
  EXPECT_EQ(usage.answer_peak_bytes(), 10u);
  EXPECT_EQ(usage.result_bytes(), 8u);
  EXPECT_EQ(usage.console_bytes(), 5u);
  EXPECT_EQ(usage.calls_in_flight_peak(), 2u);
  EXPECT_EQ(usage.timers_peak(), 2u);
  EXPECT_EQ(usage.source_bytes(), start.code().size());
  EXPECT_EQ(usage.input_bytes(), 3u);
  EXPECT_EQ(usage.json_depth_peak(), 3u);
  EXPECT_GT(usage.journal_bytes(), 10u);
  EXPECT_LT(usage.journal_bytes(), 10'000u);
  EXPECT_GT(usage.memory_peak_bytes(), uint64_t{64} << 20);
  EXPECT_GE(usage.tool_time().nanos(), 50'000'000);
}

TEST_F(LimitsTest, MemoryOfTheProcessIsNamedWithWhatWasMeasured) {
  const Transcript transcript = Execute(channel_, "return 'a'.repeat(1 << 28).split('').length");
  ASSERT_EQ(transcript.code(), ExecutionError::CODE_PROCESS_MEMORY_LIMIT);
  const isobridge::v1::LimitFired limit = transcript.finished().error().limit();
  EXPECT_EQ(limit.name(), "process_memory");
  EXPECT_EQ(limit.unit(), "bytes");
  // What the lockdown set: the heap, a fixed amount beside it, and what the engine has mapped.
  const uint64_t without_engine = transcript.messages[0].started().process_memory_bytes();
  EXPECT_GT(without_engine, transcript.messages[0].started().limits().heap_bytes());
  EXPECT_GT(limit.limit(), without_engine);
  EXPECT_LT(limit.limit(), without_engine + (uint64_t{1} << 30));
  // The 256 MiB string was never there: neither the limit nor a sum of limits.
  EXPECT_GT(limit.used(), uint64_t{1} << 20);
  EXPECT_NE(limit.used(), limit.limit());
}

TEST_F(LimitsTest, MemoryOutsideTheHeapIsBoundedToo) {
  const Transcript transcript = Execute(channel_,
                                        "const all = []; for (let i = 0; i < 100; i++) { const b = new Uint8Array(64 << 20); "
                                        "b.fill(1); all.push(b); } return all.length");
  if (transcript.code() == ExecutionError::CODE_PROGRAM_THREW) {
    EXPECT_EQ(transcript.finished().error().name(), "RangeError");
  } else {
    EXPECT_EQ(transcript.code(), ExecutionError::CODE_PROCESS_MEMORY_LIMIT);
  }
}

TEST_F(LimitsTest, PromiseThatNothingSettlesIsFoundAtOnce) {
  const Transcript transcript = Execute(channel_, "await new Promise(() => {}); return 1");
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_PROMISE_NEVER_SETTLES);
}

TEST_F(LimitsTest, ResultOverItsLimitIsNamed) {
  isobridge::v1::Start start = Program("return 'x'.repeat(2000)");
  start.mutable_limits()->set_result_bytes(1000);
  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_RESULT_TOO_LARGE);
  EXPECT_EQ(transcript.finished().error().limit().limit(), 1000);
}

TEST_F(LimitsTest, JournalBeyondTheLimitIsDroppedAndTheProgramGoesOn) {
  isobridge::v1::Start start = Program("return (await external_t()).length", {"t"});
  start.mutable_limits()->set_journal_bytes(1'000);
  const Transcript transcript =
      Execute(channel_, start, [](const isobridge::v1::Call&) { return '"' + std::string(5'000, 'a') + '"'; });
  EXPECT_EQ(transcript.messages.at(0).started().limits().journal_bytes(), 1'000u);
  EXPECT_EQ(transcript.json(), "5000");
  ASSERT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_JOURNAL_DROPPED));
  const isobridge::v1::LimitFired limit = transcript.finished().warnings(0).limit();
  EXPECT_EQ(limit.name(), "journal_bytes");
  EXPECT_EQ(limit.limit(), 1'000u);
  EXPECT_GT(limit.used(), 5'000u);
  EXPECT_EQ(transcript.finished().usage().journal_bytes(), limit.used());
}

// Nests an array `depth` deep.
std::string Nested(int depth) { return "let v = 1; for (let i = 0; i < " + std::to_string(depth) + "; i++) v = [v];"; }

TEST_F(LimitsTest, StackThatIsUsedUpIsNamed) {
  isobridge::v1::Start start = Program("function deeper(): number { return 1 + deeper() } return deeper()");
  start.mutable_limits()->set_stack_bytes(128u << 10);
  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_PROGRAM_THREW);
  const ExecutionError error = transcript.finished().error();
  EXPECT_EQ(error.thrown_code(), "STACK_LIMIT");
  EXPECT_EQ(error.limit().name(), "stack_bytes");
  EXPECT_EQ(error.limit().limit(), 128u << 10);
  EXPECT_GT(error.limit().used(), 64u << 10);
}

TEST_F(LimitsTest, ResultBeyondTheDepthIsNamed) {
  isobridge::v1::Start start = Program(Nested(3) + " return v");
  start.mutable_limits()->set_json_depth(3);
  EXPECT_EQ(Execute(channel_, start).json(), "[[[1]]]");
  start.set_code(Nested(4) + " return v");
  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_RESULT_TOO_DEEP);
  const isobridge::v1::LimitFired limit = transcript.finished().error().limit();
  EXPECT_EQ(limit.name(), "json_depth");
  EXPECT_EQ(limit.limit(), 3u);
  EXPECT_EQ(limit.used(), 4u);
}

TEST_F(LimitsTest, DeepestResultThatMayBeAskedForArrives) {
  isobridge::v1::Start start = Program(Nested(512) + " return v");
  start.mutable_limits()->set_json_depth(512);
  EXPECT_EQ(Execute(channel_, start).json(), std::string(512, '[') + "1" + std::string(512, ']'));
}

TEST_F(LimitsTest, ArgumentsAndAnswersBeyondTheDepthFailTheirCalls) {
  isobridge::v1::Start start = Program(
      "const codes = [];\n"
      "try { await external_t([[1]]) } catch (e) { codes.push(e.code) }\n"
      "try { await external_t() } catch (e) { codes.push(e.code) }\n"
      "return codes",
      {"t"});
  start.mutable_limits()->set_json_depth(1);
  const Transcript transcript = Execute(channel_, start, [](const isobridge::v1::Call&) { return "[[1]]"; });
  EXPECT_EQ(transcript.json(), R"(["ARGS_TOO_DEEP","ANSWER_TOO_DEEP"])");
}

TEST_F(LimitsTest, SourceBeyondTheLimitIsRefusedWithItsReason) {
  isobridge::v1::Start start = Program("return 12345");
  start.mutable_limits()->set_source_bytes(12);
  EXPECT_EQ(Execute(channel_, start).json(), "12345");
  start.set_code("return 123456");
  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(transcript.status), "start.code");
  EXPECT_EQ(ErrorReason(transcript.status), "SOURCE_TOO_LARGE limit=12 name=source_bytes used=13");
}

TEST_F(LimitsTest, InputBeyondItsLimitsIsRefusedWithItsReason) {
  isobridge::v1::Start start = Program("return input");
  start.set_input_json("[12]");
  start.mutable_limits()->set_input_bytes(4);
  EXPECT_EQ(Execute(channel_, start).json(), "[12]");
  start.set_input_json("[123]");
  const Transcript large = Execute(channel_, start);
  EXPECT_EQ(large.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ErrorReason(large.status), "INPUT_TOO_LARGE limit=4 name=input_bytes used=5");
  start.set_input_json("[[]]");
  start.mutable_limits()->set_json_depth(1);
  EXPECT_EQ(ErrorReason(Execute(channel_, start).status), "INPUT_TOO_DEEP limit=1 name=json_depth used=2");
}

TEST_F(LimitsTest, CallsBeyondTheLimitFailInsideTheProgram) {
  isobridge::v1::Start start = Program("await external_t(); try { await external_t() } catch (e) { return e.code }", {"t"});
  start.mutable_limits()->set_calls(1);
  const Transcript transcript = Execute(channel_, start, [](const isobridge::v1::Call&) { return "1"; });
  EXPECT_EQ(transcript.json(), "\"CALL_LIMIT\"");
}

// How deep a program gets before the RangeError that it catches.
int DepthWithin(const std::shared_ptr<grpc::Channel>& channel, uint64_t stack_bytes) {
  isobridge::v1::Start start = Program(
      "let depth = 0; const dive = () => { depth++; dive() };"
      "try { dive() } catch (e) { return e instanceof RangeError && e.message === 'Maximum call stack size exceeded' ? depth : "
      "-1 }");
  start.mutable_limits()->set_stack_bytes(stack_bytes);
  return atoi(Execute(channel, start).json().c_str());
}

TEST_F(LimitsTest, StackIsLimitedAndItsOverflowCanBeCaught) {
  const int least = DepthWithin(channel_, 64u << 10), by_default = DepthWithin(channel_, 0),
            most = DepthWithin(channel_, 3u << 20);
  EXPECT_GT(least, 100);
  EXPECT_GT(by_default, 5 * least);
  EXPECT_GT(most, 2 * by_default);
}

uint64_t StackPeakOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& code) {
  isobridge::v1::Start start = Program(code);
  start.mutable_limits()->set_stack_bytes(2u << 20);
  return Execute(channel, start).finished().usage().stack_peak_bytes();
}

TEST_F(LimitsTest, StackUseIsReported) {
  const uint64_t flat = StackPeakOf(channel_, "return 1");
  const uint64_t deep = StackPeakOf(channel_, "const f = (n) => n === 0 ? 0 : 1 + f(n - 1); return f(5000)");
  const uint64_t all = StackPeakOf(channel_, "const f = () => 1 + f(); try { f() } catch {} return 1");
  EXPECT_GT(flat, 0u);
  EXPECT_LT(flat, 128u << 10);
  EXPECT_GT(deep, flat + (200u << 10));
  EXPECT_GT(all, 1'900u << 10);
  EXPECT_LT(all, 4u << 20);
}

TEST_F(LimitsTest, StackThatIsTooSmallToRunAnythingIsRefused) {
  isobridge::v1::Start start = Program("1");
  start.mutable_limits()->set_stack_bytes(1'000);
  const grpc::Status status = Execute(channel_, start).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start.limits.stack_bytes");
}

TEST_F(LimitsTest, DeepStacksEndInAnErrorWhateverTheyRun) {
  for (const char* dive :
       {"'a'.replace(/a/, dive)", "[1].sort(dive), [2, 1].sort(dive)", "JSON.parse('[1]', dive)",
        "JSON.stringify({toJSON: dive})", "new Proxy({}, {get: dive}).x", "`${{toString: dive}}`",
        "new Intl.NumberFormat('de', {get style() { dive() }})", "structuredClone({get a() { return dive() }})"}) {
    isobridge::v1::Start start =
        Program(absl::StrCat("const dive = () => { ", dive, "; return 1 }; try { dive() } catch (e) { return e.name }"));
    start.mutable_limits()->set_stack_bytes(3u << 20);
    EXPECT_EQ(Execute(channel_, start).json(), "\"RangeError\"") << dive;
  }
}

TEST_F(LimitsTest, DefaultsAreEchoed) {
  const isobridge::v1::Limits limits = Execute(channel_, "1").messages.at(0).started().limits();
  EXPECT_EQ(limits.journal_bytes(), 16u << 20);
  EXPECT_EQ(limits.json_depth(), 64u);
  EXPECT_EQ(limits.tool_time().seconds(), 600);
  EXPECT_TRUE(limits.has_wall_time_excludes_tools());
  EXPECT_FALSE(limits.wall_time_excludes_tools());
  EXPECT_EQ(limits.source_bytes(), 1u << 20);
  EXPECT_EQ(limits.input_bytes(), 16u << 20);
  EXPECT_EQ(limits.stack_bytes(), 984u << 10);
}

TEST_F(LimitsTest, LimitOverTheMaximumIsLoweredWithAWarning) {
  isobridge::v1::Start start = Program("1");
  start.mutable_limits()->mutable_wall_time()->set_seconds(100'000);
  start.mutable_limits()->set_journal_bytes(uint64_t{1} << 40);
  start.mutable_limits()->set_json_depth(10'000);
  start.mutable_limits()->mutable_tool_time()->set_seconds(100'000);
  start.mutable_limits()->set_source_bytes(uint64_t{1} << 40);
  start.mutable_limits()->set_input_bytes(uint64_t{1} << 40);
  start.mutable_limits()->set_stack_bytes(uint64_t{1} << 40);
  const Transcript transcript = Execute(channel_, start);
  const isobridge::v1::Limits limits = transcript.messages.at(0).started().limits();
  EXPECT_EQ(limits.wall_time().seconds(), 600);
  EXPECT_EQ(limits.journal_bytes(), 64u << 20);
  EXPECT_EQ(limits.json_depth(), 512u);
  EXPECT_EQ(limits.tool_time().seconds(), 600);
  EXPECT_EQ(limits.source_bytes(), 1u << 20);
  EXPECT_EQ(limits.input_bytes(), 16u << 20);
  EXPECT_EQ(limits.stack_bytes(), 3u << 20);
  EXPECT_THAT(transcript.warnings(), Contains(Warning::CODE_LIMIT_LOWERED));
}

TEST_F(LimitsTest, CancelMessageStopsTheProgramAndIsReported) {
  Conversation conversation(channel_);
  conversation.Start(Program("return await external_t()", {"t"}));
  conversation.NextCall();
  conversation.CancelProgram("changed my mind");
  const Transcript transcript = conversation.Finish();
  EXPECT_TRUE(transcript.status.ok());
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_CANCELLED);
  EXPECT_THAT(transcript.finished().error().message(), HasSubstr("changed my mind"));
  EXPECT_EQ(transcript.finished().calls(0).outcome(), isobridge::v1::CallSummary::OUTCOME_VOID);
}

TEST_F(LimitsTest, CancelledRpcKillsItsWorker) {
  Conversation conversation(channel_);
  conversation.Start(Program(kComputeThenWait, {"t"}));
  conversation.NextCall();
  const Process worker = ProcessTable::BusiestWorkerOf(server_->pid());
  ASSERT_NE(worker.pid, 0);
  conversation.TryCancel();
  EXPECT_EQ(conversation.Finish().status.error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(AwaitWorkerGone(worker.pid)) << worker;
}

TEST_F(LimitsTest, DeadlineOfTheRpcEndsTheProgram) {
  EXPECT_TRUE(EndsBeforeTheDeadline(Program("return await external_t()", {"t"}), absl::Milliseconds(700)));
}

TEST_F(LimitsTest, LostConnectionKillsItsWorker) {
  pid_t worker = 0;
  {
    const auto connection = server_->Connect();
    Conversation conversation(connection);
    conversation.Start(Program(kComputeThenWait, {"t"}));
    conversation.NextCall();
    worker = ProcessTable::BusiestWorkerOf(server_->pid()).pid;
    ASSERT_NE(worker, 0);
  }
  EXPECT_TRUE(AwaitWorkerGone(worker)) << worker;
}

}  // namespace
}  // namespace isobridge::e2e
