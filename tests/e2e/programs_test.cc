// What programs do, over real gRPC, in real workers.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::CallSummary;
using isobridge::v1::ExecutionError;
using isobridge::v1::Warning;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One server for all tests of this file.
class ProgramsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(); }
  static void TearDownTestSuite() { delete server_; }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

std::string Echo(const isobridge::v1::Call& call) { return call.args_json(); }

TEST_F(ProgramsTest, LastExpressionIsTheResult) {
  const Transcript transcript = Execute(channel_, "1 + 1");
  EXPECT_TRUE(transcript.status.ok()) << transcript.status.error_message();
  EXPECT_EQ(transcript.json(), "2");
  EXPECT_THAT(transcript.outline(), ElementsAre("started", "finished"));
}

TEST_F(ProgramsTest, StartedTellsTheEffectiveTerms) {
  isobridge::v1::Start start = Program("1");
  start.set_execution_id("run:1");
  start.set_seed(std::string(32, 's'));
  start.mutable_limits()->mutable_wall_time()->set_seconds(3);
  const isobridge::v1::Started started = Execute(channel_, start).messages.at(0).started();
  EXPECT_EQ(started.execution_id(), "run:1");
  EXPECT_EQ(started.seed(), std::string(32, 's'));
  EXPECT_EQ(started.limits().wall_time().seconds(), 3);
  EXPECT_GT(started.limits().heap_bytes(), 0);
  EXPECT_NE(started.engine_id(), "");
}

TEST_F(ProgramsTest, SameSeedAndTimeTakeTheSameCourse) {
  isobridge::v1::Start start = Program("[Math.random(), crypto.randomUUID(), Date.now()]");
  start.set_seed(std::string(32, '7'));
  start.mutable_start_time()->set_seconds(1'700'000'000);
  const std::string first = Execute(channel_, start).json();
  EXPECT_EQ(Execute(channel_, start).json(), first);
  EXPECT_THAT(first, HasSubstr("1700000000000"));
  start.set_seed(std::string(32, '8'));
  EXPECT_NE(Execute(channel_, start).json(), first);
}

TEST_F(ProgramsTest, InputReachesTheProgram) {
  isobridge::v1::Start start = Program("(input) => input.items.length");
  start.set_input_json(R"({"items":[1,2,3]})");
  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.json(), "3");
  EXPECT_EQ(transcript.finished().form(), isobridge::v1::PROGRAM_FORM_FUNCTION);
}

TEST_F(ProgramsTest, TypesAreStrippedAndEnumsTransformed) {
  const std::string code = R"(
      enum Color { Red = 1, Green }
      interface Paint { color: Color }
      const paint = { color: Color.Green } as const satisfies Paint;
      return [paint.color, Color[1]];)";
  EXPECT_EQ(Execute(channel_, code).json(), R"([2,"Red"])");
}

TEST_F(ProgramsTest, ProgramMayStandInAMarkdownFence) {
  const Transcript transcript = Execute(channel_, "Here you go:\n```ts\nconst n: number = 6;\nreturn n * 7;\n```\n");
  EXPECT_EQ(transcript.json(), "42");
  EXPECT_TRUE(transcript.finished().fenced());
}

TEST_F(ProgramsTest, CallsOfASequenceAreAnsweredInTurn) {
  const std::string code = "let sum = 0; for (let i = 1; i <= 5; i++) sum += await external_add({n: i}); return sum;";
  const Transcript transcript =
      Execute(channel_, Program(code, {"add"}), [](const isobridge::v1::Call& call) { return std::to_string(10 * call.id()); });
  EXPECT_EQ(transcript.json(), "150");
  EXPECT_THAT(transcript.outline(), ElementsAre("started", "call 1", "call 2", "call 3", "call 4", "call 5", "finished"));
  EXPECT_EQ(transcript.calls()[2].args_json(), R"({"n":3})");
  EXPECT_EQ(transcript.finished().usage().calls(), 5);
}

TEST_F(ProgramsTest, ThousandParallelCallsInOneProgram) {
  const std::string code =
      "const all = await Promise.all(Array.from({length: 1000}, (_, i) => external_echo({i}))); return all.reduce((s, x) => s + "
      "x.i, 0);";
  const Transcript transcript = Execute(channel_, Program(code, {"echo"}), Echo);
  EXPECT_EQ(transcript.json(), "499500");
  ASSERT_EQ(transcript.finished().calls_size(), 1000);
  EXPECT_EQ(transcript.finished().calls(999).outcome(), CallSummary::OUTCOME_RESULT);
}

TEST_F(ProgramsTest, AnswersMayComeInAnyOrder) {
  Conversation conversation(channel_);
  conversation.Start(Program("return await Promise.all([external_a(), external_b()])", {"a", "b"}));
  conversation.NextCall();
  conversation.NextCall();
  conversation.Answer(2, "\"second\"");
  conversation.Answer(1, "\"first\"");
  EXPECT_EQ(conversation.Finish().json(), R"(["first","second"])");
}

TEST_F(ProgramsTest, DottedToolHasItsThreeNames) {
  const std::string code =
      "return [await external_github_get_issue({}), await tools.github.get_issue({}), await "
      "codemode.github_get_issue({})].length";
  const Transcript transcript = Execute(channel_, Program(code, {"github.get-issue"}), Echo);
  EXPECT_EQ(transcript.json(), "3");
  EXPECT_EQ(transcript.calls()[0].tool(), "github.get-issue");
}

TEST_F(ProgramsTest, FailedToolIsAnErrorThatTheProgramCatches) {
  Conversation conversation(channel_);
  conversation.Start(
      Program("try { await external_pay({}) } catch (e) { return [e instanceof Error, e.message, e.code] }", {"pay"}));
  conversation.NextCall();
  conversation.Fail(1, "card declined", "DECLINED");
  EXPECT_EQ(conversation.Finish().json(), R"([true,"card declined","DECLINED"])");
}

TEST_F(ProgramsTest, ConsoleComesBeforeTheCallThatFollowsIt) {
  const std::string code = "console.log('a', 1); console.error('b'); await external_t(); console.log('c'); return 0";
  const Transcript transcript = Execute(channel_, Program(code, {"t"}), Echo);
  EXPECT_THAT(transcript.outline(), ElementsAre("started", "console a 1", "console b", "call 1", "console c", "finished"));
  EXPECT_EQ(transcript.messages[2].console().level(), isobridge::v1::Console::LEVEL_ERROR);
}

TEST_F(ProgramsTest, TimersFireAsEvents) {
  const std::string code =
      "const before = Date.now(); await new Promise(r => setTimeout(r, 20)); console.log('late'); return Date.now() - before >= "
      "20";
  const Transcript transcript = Execute(channel_, code);
  EXPECT_EQ(transcript.json(), "true");
  EXPECT_THAT(transcript.outline(), ElementsAre("started", "timer 1", "console late", "finished"));
}

TEST_F(ProgramsTest, ThrownErrorHasTheUsersLineColumnAndFrame) {
  const Transcript transcript = Execute(channel_, "type T = number;\nconst x: T = 1;\n  null.field;\n");
  const ExecutionError error = transcript.finished().error();
  EXPECT_TRUE(transcript.status.ok());
  EXPECT_EQ(error.code(), ExecutionError::CODE_PROGRAM_THREW);
  EXPECT_EQ(error.name(), "TypeError");
  EXPECT_EQ(error.location().line(), 3);
  EXPECT_EQ(error.location().column(), 8);
  EXPECT_THAT(error.code_frame(), HasSubstr("null.field"));
  EXPECT_THAT(error.code_frame(), HasSubstr("^"));
}

TEST_F(ProgramsTest, SyntaxErrorHasTheUsersLine) {
  const ExecutionError error = Execute(channel_, "const a = 1;\nconst b = ;\n").finished().error();
  EXPECT_EQ(error.code(), ExecutionError::CODE_SYNTAX_ERROR);
  EXPECT_EQ(error.location().line(), 2);
  EXPECT_THAT(error.code_frame(), HasSubstr("const b = ;"));
}

TEST_F(ProgramsTest, ImportIsRefusedWithAdvice) {
  const ExecutionError error = Execute(channel_, Program("import fs from 'fs';\nreturn fs", {"read"})).finished().error();
  EXPECT_EQ(error.code(), ExecutionError::CODE_UNSUPPORTED_SYNTAX);
  EXPECT_THAT(error.message(), HasSubstr("Remove the import: tools are global functions (external_read)"));
}

TEST_F(ProgramsTest, WebAssemblyIsRefusedWithTheToolsInstead) {
  const ExecutionError error =
      Execute(channel_, Program("return new WebAssembly.Memory({ initial: 1 })", {"read"})).finished().error();
  EXPECT_THAT(error.message(), HasSubstr("WebAssembly is not available"));
  EXPECT_THAT(error.message(), HasSubstr("Call a tool instead: external_read"));
}

TEST_F(ProgramsTest, UncaughtToolErrorKeepsItsCode) {
  Conversation conversation(channel_);
  conversation.Start(Program("return await external_pay({})", {"pay"}));
  conversation.NextCall();
  conversation.Fail(1, "card declined", "DECLINED");
  const ExecutionError error = conversation.Finish().finished().error();
  EXPECT_EQ(error.code(), ExecutionError::CODE_PROGRAM_THREW);
  EXPECT_EQ(error.thrown_code(), "DECLINED");
}

TEST_F(ProgramsTest, CallThatNobodyAwaitsIsVoid) {
  Conversation conversation(channel_);
  conversation.Start(Program("external_log({}); return 'done'", {"log"}));
  const Transcript transcript = conversation.Finish();
  EXPECT_EQ(transcript.json(), "\"done\"");
  EXPECT_THAT(transcript.warnings(), Contains(Warning::CODE_CALLS_NOT_AWAITED));
  EXPECT_THAT(transcript.outline(), ElementsAre("started", "call 1", "call_cancelled 1", "finished"));
  EXPECT_EQ(transcript.finished().calls(0).outcome(), CallSummary::OUTCOME_VOID);
}

TEST_F(ProgramsTest, LossyResultIsWarnedOf) {
  const Transcript transcript = Execute(channel_, "return {a: NaN}");
  EXPECT_THAT(transcript.warnings(), Contains(Warning::CODE_LOSSY_RESULT));
}

TEST_F(ProgramsTest, TenMegabyteAnswerArrivesWhole) {
  const std::string code = "const s = await external_big(); return s.length";
  const Transcript transcript = Execute(channel_, Program(code, {"big"}),
                                        [](const isobridge::v1::Call&) { return '"' + std::string(10'000'000, 'x') + '"'; });
  EXPECT_EQ(transcript.json(), "10000000");
}

TEST_F(ProgramsTest, NothingOfOneProgramIsLeftForTheNext) {
  Execute(channel_, "globalThis.left = 1; Array.prototype.evil = 1; return 0");
  EXPECT_EQ(Execute(channel_, "return [typeof left, [].evil === undefined]").json(), R"(["undefined",true])");
}

TEST_F(ProgramsTest, RunAnswersFromTheRequest) {
  const auto stub = isobridge::v1::Sandbox::NewStub(channel_);
  isobridge::v1::RunRequest request;
  *request.mutable_start() = Program(
      "console.log('x'); const a = await external_a(); try { await external_b() } catch (e) { return [a, e.code] }", {"a", "b"});
  auto* answer = request.add_answers()->mutable_result();
  answer->set_id(1);
  answer->set_result_json("5");
  isobridge::v1::RunResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub->Run(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.finished().value().json(), R"([5,"CHANNEL_CLOSED"])");
  EXPECT_EQ(response.console(0).text(), "x");
  EXPECT_NE(response.started().execution_id(), "");
}

TEST_F(ProgramsTest, CapabilitiesTellWhatTheServerIs) {
  const auto stub = isobridge::v1::Sandbox::NewStub(channel_);
  isobridge::v1::GetCapabilitiesResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub->GetCapabilities(&context, {}, &response).ok());
  EXPECT_EQ(response.confinement().profile(), "jit");
  EXPECT_TRUE(response.confinement().seccomp());
  EXPECT_GT(response.confinement().self_test_size(), 5);
  EXPECT_EQ(response.confinement().fork(), "warm");
  EXPECT_THAT(response.v8_version(), HasSubstr("13.6"));
  EXPECT_EQ(response.default_limits().wall_time().seconds(), 30);
}

TEST_F(ProgramsTest, TraceparentReachesTheCall) {
  const std::string traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  Conversation conversation(channel_);
  conversation.AddMetadata("traceparent", traceparent);
  conversation.Start(Program("return await external_t()", {"t"}));
  EXPECT_EQ(conversation.NextCall().traceparent(), traceparent);
  conversation.Answer(1, "1");
  EXPECT_EQ(conversation.Finish().json(), "1");
}

// ---- what a timeline shows ----

TEST_F(ProgramsTest, SettledCallsAreToldToThoseWhoAsk) {
  isobridge::v1::Start start = Program("await external_a({ x: 1 }); await external_b().catch(() => 0); return 1", {"a"});
  isobridge::v1::Tool* checked = start.add_tools();
  checked->set_name("b");
  checked->set_input_schema_json(R"({"type":"object","required":["id"]})");
  EXPECT_THAT(Execute(channel_, start, Echo).outline(), ElementsAre("started", "call 1", "finished"));

  start.set_report_settled_calls(true);
  const Transcript transcript = Execute(channel_, start, Echo);
  EXPECT_THAT(transcript.outline(), ElementsAre("started", "call 1", "call_settled 1", "call_settled 2", "finished"));
  const isobridge::v1::CallSettled& answered = transcript.messages[2].call_settled();
  EXPECT_EQ(answered.tool(), "a");
  EXPECT_EQ(answered.outcome(), CallSummary::OUTCOME_RESULT);
  EXPECT_EQ(answered.code(), "");
  EXPECT_EQ(answered.event(), 1u);
  EXPECT_GT(answered.time().seconds(), 0);
  const isobridge::v1::CallSettled& refused = transcript.messages[3].call_settled();
  EXPECT_EQ(refused.outcome(), CallSummary::OUTCOME_NOT_SENT);
  EXPECT_EQ(refused.code(), "ARGS_INVALID");
}

TEST_F(ProgramsTest, EqualCallsHaveEqualDigests) {
  const isobridge::v1::Start start = Program("for (const x of [1, 1, 2]) await external_a(x)", {"a"});
  const isobridge::v1::Finished finished = Execute(channel_, start, Echo).finished();
  // SHA-256 of "1".
  EXPECT_EQ(finished.calls(0).args_sha256(), "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b");
  EXPECT_EQ(finished.calls(1).args_sha256(), finished.calls(0).args_sha256());
  EXPECT_NE(finished.calls(2).args_sha256(), finished.calls(0).args_sha256());
}

TEST_F(ProgramsTest, AnErrorTellsWhatWasBehindIt) {
  const Transcript transcript = Execute(channel_, "throw new Error('no report', { cause: new TypeError('no rows') })");
  EXPECT_THAT(transcript.finished().error().causes(), ElementsAre("TypeError: no rows"));
}

}  // namespace
}  // namespace isobridge::e2e
