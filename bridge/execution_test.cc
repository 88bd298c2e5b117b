#include "bridge/execution.h"

#include <csignal>

#include "absl/strings/str_cat.h"
#include "bridge/execution_fixture.h"
#include "bridge/field_error.h"
#include "bridge/tool_names.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::isobridge::v1::AnswerRefused;
using ::isobridge::v1::CallCancelled;
using ::isobridge::v1::CallSummary;
using ::isobridge::v1::ExecuteResponse;
using ::isobridge::v1::ExecutionError;
using ::isobridge::v1::Warning;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;
using WorkerFinished = ::isobridge::worker::v1::Finished;

class ExecutionTest : public ExecutionFixture {};

// ---- from start to started ----

TEST_F(ExecutionTest, ReturnedValueArrivesAfterStarted) {
  Create();
  process().Say(ReturnFrame("42"));
  ASSERT_THAT(client_.messages, SizeIs(2));
  EXPECT_TRUE(client_.messages[0].has_started());
  EXPECT_EQ(client_.Finished()->value().json(), "42");
  EXPECT_EQ(client_.Finished()->form(), isobridge::v1::PROGRAM_FORM_STATEMENTS);
  EXPECT_EQ(client_.closed, absl::OkStatus());
  EXPECT_THAT(observer_.outcomes, ElementsAre("returned"));
}

TEST_F(ExecutionTest, UndefinedResultIsEmpty) {
  Create();
  process().Say(ReturnFrame(""));
  ASSERT_TRUE(client_.Finished()->has_value());
  EXPECT_EQ(client_.Finished()->value().json(), "");
}

TEST_F(ExecutionTest, StartedEchoesWhatIsInEffect) {
  start_.mutable_limits()->mutable_wall_time()->set_seconds(7);
  start_.mutable_start_time()->set_seconds(1'000);
  Create();
  const isobridge::v1::Started& started = client_.messages[0].started();
  EXPECT_EQ(started.execution_id(), "e1");
  EXPECT_EQ(started.engine_id(), "engine");
  EXPECT_EQ(started.limits().wall_time().seconds(), 7);
  EXPECT_EQ(started.limits().calls(), 10'000u);
  EXPECT_EQ(started.process_memory_bytes(), started.limits().heap_bytes() + (192u << 20));
  EXPECT_EQ(started.seed(), std::string(32, 's'));
  EXPECT_EQ(started.start_time().seconds(), 1'000);
}

TEST_F(ExecutionTest, BeginCarriesProgramToolsInputSeedAndClock) {
  start_.set_input_json("[1]");
  start_.mutable_start_time()->set_seconds(5);
  compiler_.program.inserted_breaks = {3};
  Create();
  const worker::v1::Begin& begin = process().received[0].begin();
  EXPECT_EQ(begin.code(), "compiled");
  EXPECT_THAT(begin.inserted_breaks(), ElementsAre(3));
  EXPECT_EQ(ToolNames(begin.tools().names(), begin.tools().ends()).Find("mail.send")->tool, 1u);
  EXPECT_EQ(begin.input_json(), "[1]");
  EXPECT_EQ(begin.seed(), std::string(32, 's'));
  EXPECT_EQ(begin.now_us(), 5'000'000);
  EXPECT_EQ(begin.limits().cpu_seconds(), 11u);
}

TEST_F(ExecutionTest, ServerMakesSeedAndId) {
  start_.clear_seed();
  start_.clear_execution_id();
  Create();
  EXPECT_THAT(client_.messages[0].started().seed(), SizeIs(32));
  EXPECT_THAT(client_.messages[0].started().execution_id(), ::testing::MatchesRegex("[0-9a-f]+"));
  EXPECT_THAT(client_.messages[0].started().execution_id(), SizeIs(32));
}

TEST_F(ExecutionTest, CompilerGetsTenantAndLanguage) {
  start_.set_language(isobridge::v1::LANGUAGE_UNSPECIFIED);
  Create();
  EXPECT_THAT(compiler_.tenants, ElementsAre("tenant"));
  EXPECT_THAT(compiler_.languages, ElementsAre(isobridge::v1::LANGUAGE_TYPESCRIPT));
}

// Each of these is refused before anything runs; the field is named.
struct BadStart {
  const char* field;
  void (*spoil)(isobridge::v1::Start&);
};
class BadStartTest : public ExecutionFixture, public ::testing::WithParamInterface<BadStart> {};

TEST_P(BadStartTest, IsRefusedNamingTheField) {
  GetParam().spoil(start_);
  Create();
  ASSERT_TRUE(client_.closed.has_value());
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(ViolationOf(*client_.closed).has_value());
  EXPECT_EQ(ViolationOf(*client_.closed)->field, GetParam().field);
  EXPECT_THAT(client_.messages, IsEmpty());
  EXPECT_THAT(pool_.processes, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadStartTest,
    ::testing::Values(
        BadStart{"start.code", [](isobridge::v1::Start& s) { s.clear_code(); }},
        BadStart{"start.code", [](isobridge::v1::Start& s) { s.set_code(std::string((1 << 20) + 1, ' ')); }},
        BadStart{"start.language", [](isobridge::v1::Start& s) { s.set_language(static_cast<isobridge::v1::Language>(9)); }},
        BadStart{"start.limits.result_bytes",
                 [](isobridge::v1::Start& s) {
                   s.set_result_truncation(true);
                   s.mutable_limits()->set_result_bytes(63);
                 }},
        BadStart{"start.input_attachments[1].path",
                 [](isobridge::v1::Start& s) {
                   s.set_input_json(R"({"a": "", "b": 1})");
                   s.add_input_attachments()->set_path("/a");
                   s.add_input_attachments()->set_path("/b");
                 }},
        BadStart{"start.input_attachments[0].path", [](isobridge::v1::Start& s) { s.add_input_attachments(); }},
        BadStart{"start.tools[2].name", [](isobridge::v1::Start& s) { s.add_tools()->set_name("a b"); }},
        BadStart{"start.tools[1].name", [](isobridge::v1::Start& s) { s.add_tools()->set_name("mail"); }},
        BadStart{"start.input_json", [](isobridge::v1::Start& s) { s.set_input_json("{a:1}"); }},
        BadStart{"start.input_json",
                 [](isobridge::v1::Start& s) { s.set_input_json(std::string(65, '[') + std::string(65, ']')); }},
        BadStart{"start.limits.wall_time",
                 [](isobridge::v1::Start& s) { s.mutable_limits()->mutable_wall_time()->set_seconds(-1); }},
        BadStart{"start.limits",
                 [](isobridge::v1::Start& s) {
                   isobridge::v1::Limits* limits = s.mutable_limits();
                   limits->GetReflection()->MutableUnknownFields(limits)->AddVarint(500, 1);
                 }},
        BadStart{"start.seed", [](isobridge::v1::Start& s) { s.set_seed("short"); }},
        BadStart{"start.check", [](isobridge::v1::Start& s) { s.set_check(static_cast<isobridge::v1::CheckMode>(9)); }},
        BadStart{"start.allowed_tools[0]", [](isobridge::v1::Start& s) { s.add_allowed_tools("nobody"); }},
        BadStart{"start.start_time", [](isobridge::v1::Start& s) { s.mutable_start_time()->set_nanos(-1); }},
        BadStart{"start.execution_id", [](isobridge::v1::Start& s) { s.set_execution_id("a/b"); }}));

TEST_F(ExecutionTest, SyntaxErrorHasPlaceAndCodeFrame) {
  compiler_.program.error = "unexpected token";
  compiler_.program.line = 2;
  compiler_.program.column = 8;
  Create();
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_SYNTAX_ERROR);
  const ExecutionError& error = client_.Finished()->error();
  EXPECT_EQ(error.name(), "SyntaxError");
  EXPECT_EQ(error.location().line(), 2u);
  EXPECT_THAT(error.code_frame(), HasSubstr("> 2 | return a.b.c;"));
  EXPECT_THAT(pool_.processes, IsEmpty());
}

TEST_F(ExecutionTest, UnsupportedSyntaxAndCompileLimitHaveTheirCodes) {
  compiler_.program.error = "import is not possible";
  compiler_.program.unsupported = true;
  Create();
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_UNSUPPORTED_SYNTAX);
}

TEST_F(ExecutionTest, RefusedImportNamesTheToolsInstead) {
  compiler_.program.error = "Remove the import: tools are global functions (external_<name>).";
  compiler_.program.unsupported = true;
  Create();
  EXPECT_EQ(client_.Finished()->error().message(),
            "Remove the import: tools are global functions (external_weather, external_mail_send).");
}

TEST_F(ExecutionTest, CompileLimitHasItsCode) {
  compiler_.program.error = "took too long";
  compiler_.program.unsupported = true;
  compiler_.program.over_limit = true;
  Create();
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_COMPILE_LIMIT);
  EXPECT_FALSE(client_.Finished()->error().has_limit());
}

TEST_F(ExecutionTest, CompilationThatTookTooLongTellsItsLimit) {
  compiler_.program.error = "took too long";
  compiler_.program.over_limit = true;
  compiler_.program.time_limit = {.name = "compile_time", .limit = absl::Seconds(2), .used = absl::Milliseconds(2'003)};
  Create();
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_COMPILE_LIMIT);
  const isobridge::v1::LimitFired& limit = client_.Finished()->error().limit();
  EXPECT_EQ(limit.name(), "compile_time");
  EXPECT_EQ(limit.limit(), 2'000u);
  EXPECT_EQ(limit.used(), 2'003u);
  EXPECT_EQ(limit.unit(), "ms");
}

TEST_F(ExecutionTest, ResultWhoseWritingWasStoppedHasAtLeastItsBytes) {
  Create();
  worker::v1::FromWorker frame;
  frame.mutable_finished()->set_reason(worker::v1::Finished::REASON_RESULT_TOO_LARGE);
  frame.mutable_finished()->set_result_bytes(50'000'000);
  frame.mutable_finished()->set_result_bytes_is_lower_bound(true);
  process().Say(frame);
  EXPECT_EQ(client_.Finished()->error().limit().used(), 50'000'000u);
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("at least 50000000 bytes"));
}

TEST_F(ExecutionTest, CompilerThatIsGoneClosesWithItsStatus) {
  compiler_.refusal = absl::UnavailableError("no compiler");
  Create();
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(client_.messages, IsEmpty());
}

TEST_F(ExecutionTest, PlaceWithoutAWorkerInTimeIsUnavailable) {
  pool_.refusal = absl::DeadlineExceededError("none came free");
  Create();
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(observer_.outcomes, ElementsAre("UNAVAILABLE"));
}

TEST_F(ExecutionTest, WaitingForAWorkerIsQueueTime) {
  pool_.hold = true;
  Create();
  timers_.Advance(absl::Milliseconds(30));
  pool_.GiveNext();
  timers_.Advance(absl::Milliseconds(5));
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(client_.Finished()->usage().queue_time().nanos(), 30'000'000);
  EXPECT_EQ(client_.Finished()->usage().wall_time().nanos(), 5'000'000);
}

TEST_F(ExecutionTest, WorkerThatComesAfterADisconnectIsLetGo) {
  pool_.hold = true;
  Create();
  execution_->OnDisconnect();
  pool_.GiveNext();
  timers_.RunDue();
  EXPECT_TRUE(process().destroyed);
  EXPECT_THAT(client_.messages, IsEmpty());
}

// ---- its place ----

TEST_F(ExecutionTest, NothingIsCompiledBeforeThereIsAPlace) {
  auto other = Occupy();
  Create();
  EXPECT_THAT(compiler_.tenants, IsEmpty());
  timers_.Advance(absl::Milliseconds(30));
  other.reset();
  timers_.RunDue();
  EXPECT_THAT(compiler_.tenants, ElementsAre("tenant"));
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(client_.Finished()->usage().queue_time().nanos(), 30'000'000);
  EXPECT_EQ(client_.Finished()->usage().compile_time().nanos(), 0);
}

TEST_F(ExecutionTest, WhoGetsNoPlaceIsToldWhyAndSeesNothingElse) {
  const auto other = Occupy();
  Create();
  timers_.Advance(absl::Seconds(30));
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(client_.closed->message(), HasSubstr("tenant_executions"));
  EXPECT_THAT(client_.messages, IsEmpty());
  EXPECT_THAT(compiler_.tenants, IsEmpty());
}

TEST_F(ExecutionTest, PlaceIsFreeBeforeTheClientHearsOfTheEnd) {
  Create();
  client_.on_send = [this](const isobridge::v1::ExecuteResponse& message) {
    if (message.has_finished()) EXPECT_EQ(admission_->running(), 0u);
  };
  EXPECT_EQ(admission_->running(), 1u);
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(admission_->running(), 0u);
}

TEST_F(ExecutionTest, DisconnectLeavesTheQueue) {
  const auto other = Occupy();
  Create();
  EXPECT_EQ(admission_->waiting(), 1u);
  execution_->OnDisconnect();
  EXPECT_EQ(admission_->waiting(), 0u);
}

TEST_F(ExecutionTest, PlaceIsKeptAsLongAsTheCompilerWorksForIt) {
  compiler_.hold = true;
  Create();
  execution_->OnDisconnect();
  EXPECT_EQ(admission_->running(), 1u);
  compiler_.Answer(compiler_.waiting);
  EXPECT_EQ(admission_->running(), 0u);
}

// What the checker finds at `nope` of "return nope;".
TypeFinding UnknownName() {
  TypeFinding finding;
  finding.messages.push_back({2304, "Cannot find name 'nope'."});
  finding.start = 7;
  finding.end = 11;
  return finding;
}

TEST_F(ExecutionTest, AProgramThatIsSureToGoWrongDoesNotRun) {
  start_.set_code("return nope;");
  compiler_.program.code = "return nope;";
  checker_.report.findings.push_back(UnknownName());
  Create();
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_CHECK_FAILED);
  const ExecutionError& error = client_.Finished()->error();
  EXPECT_THAT(error.message(), HasSubstr("1:8 Cannot find name 'nope'."));
  EXPECT_EQ(error.diagnostics_size(), 1);
  EXPECT_EQ(client_.Finished()->diagnostics_size(), 0);
  EXPECT_THAT(pool_.processes, IsEmpty());
  EXPECT_EQ(admission_->running(), 0u);
}

TEST_F(ExecutionTest, WithAdviceItRuns) {
  start_.set_code("return nope;");
  start_.set_check(isobridge::v1::CHECK_MODE_ADVISE);
  compiler_.program.code = "return nope;";
  checker_.report.findings.push_back(UnknownName());
  Create();
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(client_.Finished()->value().json(), "1");
  EXPECT_EQ(client_.Finished()->diagnostics(0).code(), 2304u);
}

TEST_F(ExecutionTest, WithoutACheckNothingIsAskedOfTheChecker) {
  start_.set_check(isobridge::v1::CHECK_MODE_OFF);
  Create();
  process().Say(ReturnFrame("1"));
  EXPECT_THAT(checker_.programs, IsEmpty());
}

TEST_F(ExecutionTest, AProgramThatCouldNotBeCheckedRunsWithAWarning) {
  checker_.refusal = absl::UnavailableError("this service has no type checker");
  Create();
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(client_.Finished()->warnings(0).code(), isobridge::v1::Warning::CODE_CHECK_SKIPPED);
  EXPECT_THAT(client_.Finished()->warnings(0).message(), HasSubstr("no type checker"));
}

TEST_F(ExecutionTest, StrictlyNothingRunsUnchecked) {
  start_.set_check(isobridge::v1::CHECK_MODE_STRICT);
  checker_.refusal = absl::DeadlineExceededError("it took longer than 500ms");
  Create();
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_CHECK_FAILED);
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("(it took longer than 500ms). Send it again, or with"));
}

TEST_F(ExecutionTest, AClientThatLeavesDuringTheCheckKeepsItsPlaceUntilThen) {
  checker_.hold = true;
  Create();
  execution_->OnDisconnect();
  EXPECT_EQ(admission_->running(), 1u);
  checker_.Answer(checker_.waiting, {});
  EXPECT_EQ(admission_->running(), 0u);
  EXPECT_THAT(pool_.processes, IsEmpty());
}

TEST_F(ExecutionTest, ToolsThatAreNotAllowedAreNotCalled) {
  start_.add_allowed_tools("weather");
  Create();
  EXPECT_THAT(checker_.last_declarations, Not(HasSubstr("mail_send")));
  EXPECT_EQ(process().received[0].begin().tools().names(), "weather");
  process().Say(CallFrame(1, 0));
  EXPECT_THAT(CallsSent(), ElementsAre(1u));
  process().Say(CallFrame(2, 1));
  EXPECT_THAT(CallsSent(), ElementsAre(1u));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WORKER_MISBEHAVED);
}

TEST_F(ExecutionTest, ASourceThatDoesNotCompileIsToldOfAllowedToolsAlone) {
  start_.add_allowed_tools("weather");
  compiler_.program.error = "there is no fetch: call external_<name>";
  Create();
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("call external_weather"));
  EXPECT_THAT(client_.Finished()->error().message(), Not(HasSubstr("mail_send")));
}

TEST_F(ExecutionTest, PlaceIsKeptUntilTheWorkerThatWasAskedForIsThere) {
  pool_.hold = true;
  Create();
  execution_->OnCancel({});
  EXPECT_EQ(admission_->running(), 1u);
  pool_.GiveNext();
  EXPECT_EQ(admission_->running(), 0u);
}

TEST_F(ExecutionTest, ProcessorTimeIsChargedToItsTenant) {
  quota_.cpu_per_minute = absl::Seconds(4);
  compiler_.cpu_time = absl::Seconds(1);
  Create();
  process().cpu_time = absl::Seconds(4);
  process().Say(ReturnFrame("1"));
  // One second of debt.
  absl::Status next;
  const auto place = admission_->Enter({.tenant = origin_.tenant, .heap_bytes = 1}, [&](absl::Status status) { next = status; });
  timers_.Advance(absl::Milliseconds(14'990));
  EXPECT_EQ(admission_->running(), 0u);
  timers_.Advance(absl::Milliseconds(20));
  EXPECT_EQ(admission_->running(), 1u);
}

// ---- the service's own memory ----

TEST_F(ExecutionTest, RequestThatFindsNoRoomIsRefused) {
  memory_ = MemoryBudget::Create({.bytes = 64u << 10});
  start_.set_code(std::string(100'000, ' '));
  Create();
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(client_.closed->message(), HasSubstr("(memory_bytes)"));
  EXPECT_EQ(admission_->running(), 0u);
  EXPECT_EQ(memory_->held(), 0u);
}

TEST_F(ExecutionTest, RecordMakesRoomForWhatTheProgramNeeds) {
  memory_ = MemoryBudget::Create({.bytes = 1u << 20});
  const std::string large = absl::StrCat("\"", std::string(600'000, 'x'), "\"");
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallResult(Result(1, large));
  process().Say(CallFrame(2));
  execution_->OnCallResult(Result(2, large));
  process().Say(ReturnFrame("1"));
  EXPECT_TRUE(client_.Finished()->has_value());
  ASSERT_EQ(client_.Finished()->warnings_size(), 1);
  EXPECT_EQ(client_.Finished()->warnings(0).code(), isobridge::v1::Warning::CODE_JOURNAL_DROPPED);
  EXPECT_EQ(client_.Finished()->warnings(0).limit().name(), "service_memory");
}

TEST_F(ExecutionTest, CallsThatPileUpEndTheProgram) {
  memory_ = MemoryBudget::Create({.bytes = 1u << 20});
  start_.mutable_limits()->set_calls_in_flight(1);
  Create();
  const std::string large = absl::StrCat("[\"", std::string(300'000, 'x'), "\"]");
  for (uint32_t id = 1; id <= 4; ++id) process().Say(CallFrame(id, 0, large));
  EXPECT_FALSE(process().killed);
  process().Say(CallFrame(5, 0, large));
  EXPECT_TRUE(process().killed);
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_SERVICE_MEMORY_LIMIT);
  EXPECT_EQ(client_.Finished()->error().limit().name(), "service_memory");
  EXPECT_GT(client_.Finished()->error().limit().used(), 1'200'000u);
}

TEST_F(ExecutionTest, ResultThatFindsNoRoomEndsTheProgram) {
  memory_ = MemoryBudget::Create({.bytes = 1u << 20});
  Create();
  process().Say(ReturnFrame(absl::StrCat("\"", std::string(2'000'000, 'x'), "\"")));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_SERVICE_MEMORY_LIMIT);
}

TEST_F(ExecutionTest, WhatTheClientHasNotTakenIsHeldAsLongAsTheExecutionLives) {
  Create();
  client_.queued_bytes = 3'000'000;
  process().Say(ReturnFrame("1"));
  process().Exit({.status = 0});
  timers_.RunDue();
  EXPECT_GE(memory_->held(), 3'000'000u);
  execution_.reset();
  EXPECT_EQ(memory_->held(), 0u);
}

// ---- calls ----

TEST_F(ExecutionTest, CallGoesOutWithAllItsParts) {
  start_.mutable_limits()->mutable_call_time()->set_seconds(3);
  Create();
  process().Say(CallFrame(1, 1, R"({"to":"a"})"));
  const isobridge::v1::Call call = client_.messages.back().call();
  EXPECT_EQ(call.id(), 1u);
  EXPECT_EQ(call.tool(), "mail.send");
  EXPECT_EQ(call.args_json(), R"({"to":"a"})");
  EXPECT_THAT(call.idempotency_key(), ::testing::MatchesRegex("[a-z2-7]+"));
  EXPECT_THAT(call.idempotency_key(), SizeIs(26));
  EXPECT_EQ(call.traceparent(), "00-trace");
  EXPECT_EQ(call.deadline().seconds(), 1'700'000'003);
  EXPECT_EQ(call.event(), 0u);
}

TEST_F(ExecutionTest, CallDeadlineIsTheEndOfTheWallTime) {
  Create();
  timers_.Advance(absl::Seconds(4));
  process().Say(CallFrame(1));
  EXPECT_EQ(client_.messages.back().call().deadline().seconds(), 1'700'000'030);
}

TEST_F(ExecutionTest, ResultSettlesItsCall) {
  Create();
  process().Say(CallFrame(1));
  timers_.Advance(absl::Milliseconds(7));
  execution_->OnCallResult(Result(1, R"({"a":1})"));
  EXPECT_EQ(event(1).settle().call(), 1u);
  EXPECT_EQ(event(1).settle().json(), R"({"a":1})");
  EXPECT_EQ(event(1).settle().now_us(), 1'700'000'000'007'000);
  EXPECT_EQ(event(1).execution(), process().execution());
  process().Say(ReturnFrame("1"));
  ASSERT_THAT(client_.Finished()->calls(), SizeIs(1));
  EXPECT_EQ(client_.Finished()->calls(0).outcome(), CallSummary::OUTCOME_RESULT);
  EXPECT_EQ(client_.Finished()->calls(0).duration().nanos(), 7'000'000);
  EXPECT_EQ(client_.Finished()->usage().events(), 1u);
}

TEST_F(ExecutionTest, ErrorSettlesItsCallWithDefaults) {
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallError(Error(1, "no such city"));
  const worker::v1::Error& error = event(1).settle().error();
  EXPECT_EQ(error.name(), "ToolError");
  EXPECT_EQ(error.code(), "TOOL_ERROR");
  EXPECT_EQ(error.message(), "no such city");
}

TEST_F(ExecutionTest, ErrorKeepsNameCodeAndData) {
  Create();
  process().Say(CallFrame(1));
  isobridge::v1::CallError answer = Error(1, "m");
  answer.set_name("HttpError");
  answer.set_code("E404");
  answer.set_data_json("[1]");
  execution_->OnCallError(answer);
  EXPECT_EQ(event(1).settle().error().name(), "HttpError");
  EXPECT_EQ(event(1).settle().error().code(), "E404");
  EXPECT_EQ(event(1).settle().error().data_json(), "[1]");
}

TEST_F(ExecutionTest, ErrorWithBadDataSaysSo) {
  Create();
  process().Say(CallFrame(1));
  isobridge::v1::CallError answer = Error(1, "m");
  answer.set_data_json("{");
  execution_->OnCallError(answer);
  EXPECT_EQ(event(1).settle().error().code(), "ANSWER_NOT_JSON");
}

TEST_F(ExecutionTest, AnswersMayComeInAnyOrder) {
  Create();
  process().Say(CallFrame(1));
  process().Say(CallFrame(2));
  execution_->OnCallResult(Result(2, "2"));
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_EQ(event(1).settle().call(), 2u);
  EXPECT_EQ(event(2).settle().call(), 1u);
}

TEST_F(ExecutionTest, EarlyAnswerIsHeldForItsCall) {
  pool_.hold = true;
  Create();
  execution_->OnCallResult(Result(2, "2"));
  execution_->OnCallResult(Result(1, "1"));
  pool_.GiveNext();
  process().Say(CallFrame(1));
  process().Say(CallFrame(2));
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2));
  EXPECT_EQ(event(1).settle().json(), "1");
  EXPECT_EQ(event(2).settle().json(), "2");
  EXPECT_THAT(Refusals(), IsEmpty());
}

TEST_F(ExecutionTest, RecordedStreamThatHalfClosesAtOnceFinishes) {
  Create();
  execution_->OnCallResult(Result(1, "1"));
  execution_->OnCallResult(Result(2, "2"));
  execution_->OnHalfClose();
  process().Say(CallFrame(1));
  process().Say(CallFrame(2));
  process().Say(ReturnFrame("3"));
  EXPECT_EQ(client_.Finished()->value().json(), "3");
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2));
}

// ---- many tools ----

class ManyToolsTest : public ExecutionTest {
 protected:
  ManyToolsTest() {
    start_.mutable_tools(0)->set_description(std::string(70'000, 'x'));
    background_.hold = true;
  }
  void WorkOff() {
    while (!background_.held.empty()) background_.WorkOnce();
  }
};

TEST_F(ManyToolsTest, AreLookedAtInTheBackground) {
  Create();
  EXPECT_EQ(admission_->running(), 0u);
  ASSERT_EQ(background_.held.size(), 1u);
  background_.WorkOnce();
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(client_.Finished()->value().json(), "1");
}

TEST_F(ManyToolsTest, AnswersThatComeMeanwhileAreKept) {
  Create();
  execution_->OnCallResult(Result(1, "1"));
  execution_->OnCallResult(Result(2, "2"));
  execution_->OnHalfClose();
  WorkOff();
  process().Say(CallFrame(1));
  process().Say(CallFrame(2));
  process().Say(ReturnFrame("3"));
  // Answers that are there already make the calls long work.
  EXPECT_EQ(client_.Finished(), nullptr);
  WorkOff();
  EXPECT_EQ(client_.Finished()->value().json(), "3");
  EXPECT_THAT(Refusals(), IsEmpty());
  EXPECT_GT(client_.read_ons, 0);
}

TEST_F(ManyToolsTest, CountAsTheServicesMemoryWhileTheyWait) {
  memory_ = MemoryBudget::Create({.bytes = 256u << 10});
  Create();
  EXPECT_GE(memory_->held(), 70'000u);
  const uint64_t held = memory_->held();
  execution_->OnCallResult(Result(1, absl::StrCat("\"", std::string(40'000, 'x'), "\"")));
  EXPECT_GE(memory_->held(), held + 40'000u);
  execution_->OnCallResult(Result(2, absl::StrCat("\"", std::string(400'000, 'x'), "\"")));
  WorkOff();
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(client_.closed->message(), HasSubstr("(memory_bytes)"));
}

TEST_F(ManyToolsTest, ThatFindNoRoomAreNotLookedAt) {
  memory_ = MemoryBudget::Create({.bytes = 64u << 10});
  Create();
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(client_.closed->message(), HasSubstr("(memory_bytes)"));
  EXPECT_EQ(catalogs_.size(), 0u);
  EXPECT_EQ(memory_->held(), 0u);
}

TEST_F(ManyToolsTest, AreNotLookedAtForAClientThatIsGone) {
  Create();
  execution_->OnDisconnect();
  background_.WorkOnce();
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(catalogs_.size(), 0u);
}

TEST_F(ManyToolsTest, AreNotLookedAtForATenantInDebt) {
  quota_.cpu_per_minute = absl::Seconds(1);
  admission_->ChargeCpu(origin_.tenant, absl::Minutes(1));
  Create();
  background_.WorkOnce();
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(client_.closed->message(), HasSubstr("(tenant_cpu_per_minute)"));
  EXPECT_EQ(catalogs_.size(), 0u);
}

TEST_F(ExecutionTest, DuplicateAnswerIsRefused) {
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallResult(Result(1, "1"));
  execution_->OnCallResult(Result(1, "2"));
  EXPECT_THAT(Refusals(), ElementsAre(AnswerRefused::REASON_DUPLICATE));
  EXPECT_EQ(process().events(), 1u);
}

TEST_F(ExecutionTest, DuplicateEarlyAnswerIsRefused) {
  Create();
  execution_->OnCallResult(Result(1, "1"));
  execution_->OnCallError(Error(1, "2"));
  EXPECT_THAT(Refusals(), ElementsAre(AnswerRefused::REASON_DUPLICATE));
}

TEST_F(ExecutionTest, AnswerToCallZeroIsRefused) {
  Create();
  execution_->OnCallResult(Result(0, "1"));
  EXPECT_THAT(Refusals(), ElementsAre(AnswerRefused::REASON_UNKNOWN));
}

TEST_F(ExecutionTest, RefusalBeforeStartedComesAfterIt) {
  pool_.hold = true;
  Create();
  execution_->OnCallResult(Result(0, "1"));
  EXPECT_THAT(client_.messages, IsEmpty());
  pool_.GiveNext();
  ASSERT_THAT(client_.messages, SizeIs(2));
  EXPECT_TRUE(client_.messages[1].has_answer_refused());
}

TEST_F(ExecutionTest, TooManyEarlyAnswersAreRefused) {
  policy_.held_answers = 2;
  Create();
  for (uint32_t id = 1; id <= 3; ++id) execution_->OnCallResult(Result(id, "1"));
  EXPECT_THAT(Refusals(), ElementsAre(AnswerRefused::REASON_UNKNOWN));
}

TEST_F(ExecutionTest, TooManyBytesOfEarlyAnswersAreRefused) {
  policy_.held_answer_bytes = 10;
  Create();
  execution_->OnCallResult(Result(1, "\"12345\""));
  execution_->OnCallResult(Result(2, "\"12345\""));
  EXPECT_THAT(Refusals(), ElementsAre(AnswerRefused::REASON_UNKNOWN));
}

TEST_F(ExecutionTest, AnswerOverTheLimitFailsTheCall) {
  start_.mutable_limits()->set_answer_bytes(4);
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallResult(Result(1, "12345"));
  EXPECT_EQ(event(1).settle().error().code(), "ANSWER_TOO_LARGE");
  EXPECT_THAT(event(1).settle().error().message(), HasSubstr("5 bytes; the limit answer_bytes is 4"));
}

TEST_F(ExecutionTest, AnswerThatNestsTooDeepFailsTheCall) {
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallResult(Result(1, std::string(65, '[') + std::string(65, ']')));
  EXPECT_EQ(event(1).settle().error().code(), "ANSWER_TOO_DEEP");
}

TEST_F(ExecutionTest, ArgumentsThatNestTooDeepFailTheCallUnsent) {
  Create();
  process().Say(CallFrame(1, 0, std::string(65, '[') + std::string(65, ']')));
  EXPECT_THAT(CallsSent(), IsEmpty());
  EXPECT_EQ(event(1).settle().error().code(), "ARGS_TOO_DEEP");
  process().Say(CallFrame(2));
  EXPECT_THAT(CallsSent(), ElementsAre(2));
}

TEST_F(ExecutionTest, CallsThatWaitTheirTurnAreBoundedInBytes) {
  start_.mutable_limits()->set_calls_in_flight(1);
  policy_.queued_call_bytes = 5;
  Create();
  for (uint32_t id = 1; id <= 4; ++id) process().Say(CallFrame(id, 0, "[1234]"));
  EXPECT_THAT(CallsSent(), ElementsAre(1));
  EXPECT_EQ(event(1).settle().call(), 3);
  EXPECT_EQ(event(1).settle().error().code(), "CALLS_TOO_LARGE");
  EXPECT_THAT(event(1).settle().error().message(), HasSubstr("6 bytes of arguments wait"));
  EXPECT_EQ(event(2).settle().call(), 4);
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2));
}

TEST_F(ExecutionTest, ClientMaySendTheNextAnswerOnceTheLastIsDealtWith) {
  Create();
  process().Say(CallFrame(1));
  EXPECT_EQ(client_.read_ons, 0);
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_EQ(client_.read_ons, 1);
  execution_->OnCallError(Error(7, "held"));
  EXPECT_EQ(client_.read_ons, 2);
}

TEST_F(ExecutionTest, ClientIsHeldBackWhileTheWorkerTakesNothing) {
  Create();
  process().Say(CallFrame(1));
  process().congested = true;
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_EQ(client_.read_ons, 0);
  process().Drain();
  EXPECT_EQ(client_.read_ons, 1);
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(client_.read_ons, 1);
}

TEST_F(ExecutionTest, ClientThatIsRefusedAndReadsNothingIsHeldBack) {
  Create();
  client_.congested = true;
  execution_->OnCallResult(Result(0, "1"));
  EXPECT_EQ(client_.read_ons, 0);
  client_.congested = false;
  execution_->OnClientDrained();
  EXPECT_EQ(client_.read_ons, 1);
}

TEST_F(ExecutionTest, AnswerToAClientThatReadsNothingIsTaken) {
  Create();
  process().Say(CallFrame(1));
  client_.congested = true;
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_EQ(client_.read_ons, 1);
}

TEST_F(ExecutionTest, CallsOverTheInFlightLimitWaitTheirTurn) {
  start_.mutable_limits()->set_calls_in_flight(2);
  Create();
  for (uint32_t id = 1; id <= 4; ++id) process().Say(CallFrame(id));
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2));
  execution_->OnCallResult(Result(2, "2"));
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2, 3));
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2, 3, 4));
}

TEST_F(ExecutionTest, AnswerToACallThatWaitsItsTurnIsHeld) {
  start_.mutable_limits()->set_calls_in_flight(1);
  Create();
  for (uint32_t id = 1; id <= 3; ++id) process().Say(CallFrame(id));
  execution_->OnCallResult(Result(2, "2"));
  EXPECT_EQ(process().events(), 1u);
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2));
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2, 3));
  EXPECT_EQ(process().events(), 2u);
}

TEST_F(ExecutionTest, CallTimesOut) {
  start_.mutable_limits()->mutable_call_time()->set_seconds(2);
  Create();
  process().Say(CallFrame(1));
  timers_.Advance(absl::Seconds(1));
  process().Say(CallFrame(2));
  timers_.Advance(absl::Seconds(1));
  EXPECT_THAT(CallsCancelled(), ElementsAre(Pair(1, CallCancelled::REASON_TIMEOUT)));
  EXPECT_EQ(event(1).settle().error().code(), "CALL_TIMEOUT");
  EXPECT_THAT(event(1).settle().error().message(), HasSubstr("2000 ms"));
  execution_->OnCallResult(Result(1, "1"));
  EXPECT_THAT(Refusals(), ElementsAre(AnswerRefused::REASON_LATE));
  execution_->OnCallResult(Result(2, "2"));
  timers_.Advance(absl::Seconds(5));
  EXPECT_THAT(CallsCancelled(), SizeIs(1));
}

TEST_F(ExecutionTest, HalfCloseFailsPendingAndLaterCalls) {
  Create();
  process().Say(CallFrame(1));
  execution_->OnHalfClose();
  EXPECT_THAT(CallsCancelled(), ElementsAre(Pair(1, CallCancelled::REASON_CHANNEL_CLOSED)));
  EXPECT_EQ(event(1).settle().error().code(), "CHANNEL_CLOSED");
  process().Say(CallFrame(2));
  EXPECT_EQ(event(2).settle().error().code(), "CHANNEL_CLOSED");
  EXPECT_THAT(CallsSent(), ElementsAre(1));
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(client_.Finished()->calls(0).outcome(), CallSummary::OUTCOME_VOID);
  EXPECT_EQ(client_.Finished()->calls(1).outcome(), CallSummary::OUTCOME_NOT_SENT);
}

TEST_F(ExecutionTest, UnawaitedCallsAreVoidWithAWarning) {
  Create();
  process().Say(CallFrame(1));
  process().Say(CallFrame(2, 1));
  execution_->OnCallResult(Result(1, "1"));
  process().Say(ReturnFrame("1"));
  EXPECT_THAT(CallsCancelled(), ElementsAre(Pair(2, CallCancelled::REASON_PROGRAM_ENDED)));
  ASSERT_THAT(client_.Finished()->warnings(), SizeIs(1));
  EXPECT_EQ(client_.Finished()->warnings(0).code(), Warning::CODE_CALLS_NOT_AWAITED);
  EXPECT_THAT(client_.Finished()->warnings(0).message(), HasSubstr("call 2 (mail.send)"));
  EXPECT_EQ(client_.Finished()->calls(1).outcome(), CallSummary::OUTCOME_VOID);
}

TEST_F(ExecutionTest, AnswersAfterTheEndAreIgnored) {
  Create();
  process().Say(CallFrame(1));
  process().Say(ReturnFrame("1"));
  execution_->OnCallResult(Result(1, "1"));
  execution_->OnHalfClose();
  execution_->OnCancel({});
  execution_->OnDisconnect();
  EXPECT_TRUE(client_.Finished()->has_value());
}

TEST_F(ExecutionTest, IdempotencyKeyDependsOnIdCallToolAndArguments) {
  Create();
  process().Say(CallFrame(1, 0, "{}"));
  process().Say(CallFrame(2, 0, "{}"));
  const auto calls = client_.Of(&ExecuteResponse::has_call);
  EXPECT_NE(calls[0].call().idempotency_key(), calls[1].call().idempotency_key());
}

// ---- console ----

TEST_F(ExecutionTest, ConsoleComesBeforeALaterCall) {
  Create();
  process().Say(ConsoleFrame("hello"));
  process().Say(CallFrame(1));
  ASSERT_THAT(client_.messages, SizeIs(3));
  EXPECT_EQ(client_.messages[1].console().text(), "hello");
  EXPECT_EQ(client_.messages[1].console().level(), isobridge::v1::Console::LEVEL_LOG);
  EXPECT_TRUE(client_.messages[2].has_call());
}

// ---- timers ----

TEST_F(ExecutionTest, TimerFiresWhenDue) {
  Create();
  process().Say(TimerFrame(1, 10));
  timers_.Advance(absl::Milliseconds(9));
  EXPECT_EQ(process().events(), 0u);
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(event(1).timer_fired().timer(), 1u);
  EXPECT_EQ(event(1).timer_fired().now_us(), 1'700'000'000'010'000);
  EXPECT_EQ(client_.messages.back().timer_fired().event(), 1u);
}

TEST_F(ExecutionTest, TimersFireInOrderOfDueTimeThenNumber) {
  Create();
  process().Say(TimerFrame(1, 20));
  process().Say(TimerFrame(2, 10));
  process().Say(TimerFrame(3, 10));
  timers_.Advance(absl::Milliseconds(30));
  EXPECT_EQ(event(1).timer_fired().timer(), 2u);
  EXPECT_EQ(event(2).timer_fired().timer(), 3u);
  EXPECT_EQ(event(3).timer_fired().timer(), 1u);
}

TEST_F(ExecutionTest, OrderFollowsTheProgramsClockNotTheArrivalOfFrames) {
  Create();
  process().Say(TimerFrame(1, 11));
  timers_.Advance(absl::Milliseconds(3));
  // Set in the same turn of the program, although its frame came later.
  process().Say(TimerFrame(2, 10));
  timers_.Advance(absl::Milliseconds(20));
  EXPECT_EQ(event(1).timer_fired().timer(), 2u);
  EXPECT_EQ(event(2).timer_fired().timer(), 1u);
}

TEST_F(ExecutionTest, ClearedTimerDoesNotFire) {
  Create();
  process().Say(TimerFrame(1, 10));
  process().Say(ClearFrame(1));
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(process().events(), 0u);
}

TEST_F(ExecutionTest, ClearThatCrossesTheFiringIsFine) {
  Create();
  process().Say(TimerFrame(1, 10));
  timers_.Advance(absl::Milliseconds(10));
  process().Say(ClearFrame(1));
  EXPECT_EQ(client_.Finished(), nullptr);
}

TEST_F(ExecutionTest, IntervalFiresAgainAndAgain) {
  Create();
  process().Say(TimerFrame(1, 10, Repeat::kYes));
  timers_.Advance(absl::Milliseconds(35));
  EXPECT_EQ(process().events(), 3u);
  process().Say(ClearFrame(1));
  timers_.Advance(absl::Milliseconds(35));
  EXPECT_EQ(process().events(), 3u);
}

TEST_F(ExecutionTest, IntervalOfABusyProgramDoesNotPileUp) {
  start_.mutable_limits()->mutable_wall_time()->set_seconds(100);
  Create();
  process().Say(TimerFrame(1, 0, Repeat::kYes));
  for (int step = 0; step < 3'000; ++step) {
    process().cpu_time += absl::Milliseconds(1);
    timers_.Advance(absl::Milliseconds(10));
  }
  EXPECT_EQ(process().events(), 16'384u);
  // It sleeps: so it has read everything.
  timers_.Advance(absl::Seconds(1));
  EXPECT_GT(process().events(), 17'000u);
}

TEST_F(ExecutionTest, TimerFiredComesBeforeTheCallThatItCauses) {
  Create();
  process().Say(TimerFrame(1, 1));
  timers_.Advance(absl::Milliseconds(1));
  process().Say(CallFrame(1));
  ASSERT_THAT(client_.messages, SizeIs(3));
  EXPECT_TRUE(client_.messages[1].has_timer_fired());
  EXPECT_EQ(client_.messages[2].call().event(), 1u);
}

TEST_F(ExecutionTest, ProgramsClockStartsWhereTheClientSays) {
  start_.mutable_start_time()->set_seconds(100);
  Create();
  process().Say(TimerFrame(1, 1'500));
  timers_.Advance(absl::Milliseconds(1'500));
  EXPECT_EQ(event(1).timer_fired().now_us(), 101'500'000);
  EXPECT_EQ(client_.messages.back().timer_fired().time().seconds(), 101);
}

// ---- how programs end ----

TEST_F(ExecutionTest, ThrownErrorHasPlaceFrameAndCode) {
  Create();
  worker::v1::FromWorker frame = FailFrame(WorkerFinished::REASON_THREW, "TypeError", "a.b is undefined", 2);
  frame.mutable_finished()->mutable_error()->set_code("E1");
  frame.mutable_finished()->mutable_error()->set_data_json("{}");
  frame.mutable_finished()->mutable_error()->set_stack("at line 2");
  process().Say(frame);
  const ExecutionError& error = client_.Finished()->error();
  EXPECT_EQ(error.code(), ExecutionError::CODE_PROGRAM_THREW);
  EXPECT_EQ(error.name(), "TypeError");
  EXPECT_EQ(error.message(), "a.b is undefined");
  EXPECT_EQ(error.thrown_code(), "E1");
  EXPECT_EQ(error.thrown_data_json(), "{}");
  EXPECT_EQ(error.stack(), "at line 2");
  EXPECT_THAT(error.code_frame(), HasSubstr("> 2 | return a.b.c;\n    |        ^"));
}

TEST_F(ExecutionTest, ErrorWithoutTextStillHasNameAndMessage) {
  Create();
  process().Say(FailFrame(WorkerFinished::REASON_THREW));
  EXPECT_EQ(client_.Finished()->error().name(), "Error");
  EXPECT_NE(client_.Finished()->error().message(), "");
}

TEST_F(ExecutionTest, LongMessageIsCutBetweenCharacters) {
  Create();
  std::string message;
  for (int i = 0; i < 40'000; ++i) message += "é";
  process().Say(FailFrame(WorkerFinished::REASON_THREW, "Error", message));
  EXPECT_THAT(client_.Finished()->error().message(), SizeIs(::testing::Le(64u << 10)));
  EXPECT_THAT(client_.Finished()->error().message(), ::testing::EndsWith("é …"));
}

struct WorkerReason {
  WorkerFinished::Reason reason;
  ExecutionError::Code code;
  const char* limit;
};
class WorkerReasonTest : public ExecutionFixture, public ::testing::WithParamInterface<WorkerReason> {};

TEST_P(WorkerReasonTest, HasItsCode) {
  Create();
  worker::v1::FromWorker frame = FailFrame(GetParam().reason);
  frame.mutable_finished()->set_result_bytes(5'000'000);
  process().Say(frame);
  EXPECT_EQ(FinishedCode(), GetParam().code);
  EXPECT_NE(client_.Finished()->error().message(), "");
  EXPECT_EQ(client_.Finished()->error().limit().name(), GetParam().limit);
}

INSTANTIATE_TEST_SUITE_P(
    All, WorkerReasonTest,
    ::testing::Values(
        WorkerReason{WorkerFinished::REASON_NEVER_SETTLES, ExecutionError::CODE_PROMISE_NEVER_SETTLES, ""},
        WorkerReason{WorkerFinished::REASON_RESULT_NOT_SERIALIZABLE, ExecutionError::CODE_RESULT_NOT_SERIALIZABLE, ""},
        WorkerReason{WorkerFinished::REASON_RESULT_TOO_LARGE, ExecutionError::CODE_RESULT_TOO_LARGE, "result_bytes"},
        WorkerReason{WorkerFinished::REASON_HEAP_LIMIT, ExecutionError::CODE_HEAP_LIMIT, "heap_bytes"},
        WorkerReason{WorkerFinished::REASON_SYNTAX_ERROR, ExecutionError::CODE_SYNTAX_ERROR, ""}));

TEST_F(ExecutionTest, ResultThatNestsTooDeepIsNamedWithItsLimit) {
  start_.mutable_limits()->set_json_depth(3);
  Create();
  process().Say(ReturnFrame("[[[[1]]]]"));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_RESULT_TOO_DEEP);
  EXPECT_EQ(client_.Finished()->error().limit().name(), "json_depth");
  EXPECT_EQ(client_.Finished()->error().limit().limit(), 3u);
  EXPECT_EQ(client_.Finished()->error().limit().used(), 4u);
}

TEST_F(ExecutionTest, WarningsOfTheWorkerAndLoweredLimitsArrive) {
  start_.mutable_limits()->set_calls(1'000'000);
  Create();
  worker::v1::FromWorker frame = ReturnFrame("1");
  worker::v1::Warning* warning = frame.mutable_finished()->add_warnings();
  warning->set_code(Warning::CODE_LOSSY_RESULT);
  warning->set_message("a.b: NaN");
  process().Say(frame);
  ASSERT_THAT(client_.Finished()->warnings(), SizeIs(2));
  EXPECT_EQ(client_.Finished()->warnings(0).message(), "a.b: NaN");
  EXPECT_EQ(client_.Finished()->warnings(1).code(), Warning::CODE_LIMIT_LOWERED);
  EXPECT_THAT(client_.Finished()->warnings(1).message(), StartsWith("calls: 1000000"));
}

TEST_F(ExecutionTest, UsageIsTold) {
  Create();
  process().cpu_time = absl::Milliseconds(12);
  worker::v1::FromWorker frame = ReturnFrame("1");
  frame.mutable_finished()->set_heap_peak_bytes(99);
  process().Say(ConsoleFrame("x"));
  process().Say(frame);
  const isobridge::v1::Usage& usage = client_.Finished()->usage();
  EXPECT_EQ(usage.cpu_time().nanos(), 12'000'000);
  EXPECT_EQ(usage.heap_peak_bytes(), 99u);
  EXPECT_EQ(usage.console_lines(), 1u);
  EXPECT_TRUE(usage.compile_cached());
}

TEST_F(ExecutionTest, UsageTellsTheMostOfEachKind) {
  start_.set_input_json("[1]");
  Create();
  process().Say(ConsoleFrame("12345"));
  process().Say(TimerFrame(1, 60'000));
  process().Say(TimerFrame(2, 60'000));
  process().Say(ClearFrame(1));
  process().Say(CallFrame(1, 0, "{\"a\":1}"));
  process().Say(CallFrame(2));
  timers_.Advance(absl::Seconds(2));
  execution_->OnCallResult(Result(1, "\"12345678\""));
  execution_->OnCallResult(Result(2, "1"));
  timers_.Advance(absl::Seconds(3));
  process().Say(CallFrame(3));
  timers_.Advance(absl::Seconds(1));
  execution_->OnCallError(Error(3, "no"));
  worker::v1::FromWorker frame = ReturnFrame("[1,2]");
  frame.mutable_finished()->set_resident_peak_bytes(77);
  frame.mutable_finished()->set_stack_peak_bytes(78);
  process().Say(frame);
  const isobridge::v1::Usage& usage = client_.Finished()->usage();
  EXPECT_EQ(usage.args_peak_bytes(), 7u);
  EXPECT_EQ(usage.answer_peak_bytes(), 10u);
  EXPECT_EQ(usage.result_bytes(), 5u);
  EXPECT_EQ(usage.console_bytes(), 5u);
  EXPECT_EQ(usage.calls_in_flight_peak(), 2u);
  EXPECT_EQ(usage.timers_peak(), 2u);
  EXPECT_EQ(usage.source_bytes(), start_.code().size());
  EXPECT_EQ(usage.input_bytes(), 3u);
  EXPECT_EQ(usage.memory_peak_bytes(), 77u);
  EXPECT_EQ(usage.stack_peak_bytes(), 78u);
  EXPECT_EQ(usage.tool_time().seconds(), 3);
}

TEST_F(ExecutionTest, JournalOverItsLimitIsDroppedWithAWarning) {
  start_.mutable_limits()->set_journal_bytes(10'000);
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallResult(Result(1, "\"" + std::string(20'000, 'a') + "\""));
  process().Say(ReturnFrame("1"));
  ASSERT_THAT(client_.Finished()->warnings(), SizeIs(1));
  const Warning& warning = client_.Finished()->warnings(0);
  EXPECT_EQ(warning.code(), Warning::CODE_JOURNAL_DROPPED);
  EXPECT_EQ(warning.limit().name(), "journal_bytes");
  EXPECT_EQ(warning.limit().limit(), 10'000u);
  EXPECT_GT(warning.limit().used(), 20'000u);
  EXPECT_EQ(client_.Finished()->usage().journal_bytes(), warning.limit().used());
  EXPECT_TRUE(client_.Finished()->has_value());
}

TEST_F(ExecutionTest, UsageTellsWhatWasOverItsLimit) {
  start_.mutable_limits()->set_answer_bytes(4);
  Create();
  process().Say(CallFrame(1));
  execution_->OnCallResult(Result(1, "\"12345678\""));
  worker::v1::FromWorker frame = FailFrame(WorkerFinished::REASON_RESULT_TOO_LARGE);
  frame.mutable_finished()->set_result_bytes(5'000'000);
  process().Say(frame);
  EXPECT_EQ(client_.Finished()->usage().answer_peak_bytes(), 10u);
  EXPECT_EQ(client_.Finished()->usage().result_bytes(), 5'000'000u);
}

TEST_F(ExecutionTest, WorkerIsKilledAfterItsLastFrame) {
  Create();
  process().Say(ReturnFrame("1"));
  EXPECT_TRUE(process().killed);
  process().Exit({.signal = SIGKILL});
  EXPECT_THAT(observer_.lost, IsEmpty());
}

// ---- cancel, disconnect, drain ----

TEST_F(ExecutionTest, CancelKillsAndFinishes) {
  Create();
  process().Say(CallFrame(1));
  isobridge::v1::Cancel cancel;
  cancel.set_reason("user left");
  execution_->OnCancel(cancel);
  EXPECT_TRUE(process().killed);
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_CANCELLED);
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("user left"));
  EXPECT_THAT(CallsCancelled(), ElementsAre(Pair(1, CallCancelled::REASON_PROGRAM_ENDED)));
}

TEST_F(ExecutionTest, CancelInTheGraceDoesNotHideTheLimitThatFired) {
  start_.mutable_limits()->mutable_wall_time()->set_seconds(1);
  Create();
  process().Say(CallFrame(1));
  timers_.Advance(absl::Milliseconds(1'100));
  execution_->OnCancel({});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
}

TEST_F(ExecutionTest, CancelBeforeAWorkerCameStillSaysStartedAndFinished) {
  pool_.hold = true;
  Create();
  execution_->OnCancel({});
  ASSERT_THAT(client_.messages, SizeIs(2));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_CANCELLED);
  pool_.GiveNext();
}

TEST_F(ExecutionTest, DisconnectKillsAndSaysNothing) {
  Create();
  process().Say(CallFrame(1));
  const size_t said = client_.messages.size();
  execution_->OnDisconnect();
  EXPECT_TRUE(process().killed);
  EXPECT_THAT(client_.messages, SizeIs(said));
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(observer_.outcomes, ElementsAre("CANCELLED"));
}

TEST_F(ExecutionTest, DrainTellsAndLetsTheProgramGoOn) {
  Create();
  execution_->OnDrain(timers_.Now() + absl::Seconds(5));
  EXPECT_EQ(client_.messages.back().draining().deadline().seconds(), 1'700'000'005);
  timers_.Advance(absl::Seconds(4));
  process().Say(ReturnFrame("1"));
  EXPECT_TRUE(client_.Finished()->has_value());
}

TEST_F(ExecutionTest, DrainEndsTheProgramAtItsDeadline) {
  Create();
  execution_->OnDrain(timers_.Now() + absl::Seconds(5));
  timers_.Advance(absl::Seconds(5));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_DRAINED);
  EXPECT_TRUE(process().killed);
}

TEST_F(ExecutionTest, DrainOfWhatHasNotStartedIsUnavailable) {
  pool_.hold = true;
  Create();
  execution_->OnDrain(timers_.Now() + absl::Seconds(5));
  timers_.Advance(absl::Seconds(5));
  EXPECT_EQ(client_.closed->code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(client_.messages, IsEmpty());
  pool_.GiveNext();
}

// ---- wall and processor time ----

TEST_F(ExecutionTest, WallLimitStopsThenNamesThePlace) {
  Create();
  timers_.Advance(absl::Seconds(30));
  EXPECT_TRUE(process().asked_to_stop);
  EXPECT_EQ(client_.Finished(), nullptr);
  process().Say(FailFrame(WorkerFinished::REASON_STOPPED, "", "", 2));
  const ExecutionError& error = client_.Finished()->error();
  EXPECT_EQ(error.code(), ExecutionError::CODE_WALL_TIME_LIMIT);
  EXPECT_EQ(error.name(), "TimeoutError");
  EXPECT_EQ(error.limit().name(), "wall_time");
  EXPECT_EQ(error.limit().limit(), 30'000u);
  EXPECT_EQ(error.limit().unit(), "ms");
  EXPECT_EQ(error.location().line(), 2u);
  EXPECT_THAT(error.code_frame(), HasSubstr("return a.b.c;"));
}

TEST_F(ExecutionTest, WallLimitKillsAfterTheGrace) {
  Create();
  timers_.Advance(absl::Seconds(30) + absl::Milliseconds(199));
  EXPECT_FALSE(process().killed);
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_TRUE(process().killed);
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
}

TEST_F(ExecutionTest, WallLimitNamesTheCallsThatWereWaitedFor) {
  Create();
  process().Say(CallFrame(1));
  timers_.Advance(absl::Seconds(10));
  process().Say(CallFrame(2, 1));
  timers_.Advance(absl::Seconds(21));
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("call 1 (weather, unanswered for 30000 ms)"));
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("call 2 (mail.send, unanswered for 20000 ms)"));
  EXPECT_THAT(CallsCancelled(), SizeIs(2));
}

TEST_F(ExecutionTest, NothingLeavesAProgramThatIsBeingStopped) {
  Create();
  timers_.Advance(absl::Seconds(30));
  process().Say(CallFrame(1));
  process().Say(TimerFrame(1, 0));
  EXPECT_THAT(CallsSent(), IsEmpty());
  EXPECT_EQ(process().events(), 0u);
}

TEST_F(ExecutionTest, FirstCauseCounts) {
  Create();
  timers_.Advance(absl::Seconds(30));
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
}

TEST_F(ExecutionTest, DeathWhileBeingStoppedIsTheLimit) {
  Create();
  timers_.Advance(absl::Seconds(30));
  process().Exit({.signal = SIGSEGV});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
}

TEST_F(ExecutionTest, ToolTimeEndsAProgramThatWaitsTooLongInAll) {
  start_.mutable_limits()->mutable_tool_time()->set_seconds(5);
  Create();
  process().Say(CallFrame(1));
  timers_.Advance(absl::Seconds(4));
  execution_->OnCallResult(Result(1, "1"));
  timers_.Advance(absl::Seconds(4));
  process().Say(CallFrame(2));
  timers_.Advance(absl::Seconds(1));
  EXPECT_TRUE(process().asked_to_stop);
  process().Say(FailFrame(WorkerFinished::REASON_STOPPED, "", "", 1));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_TOOL_TIME_LIMIT);
  EXPECT_EQ(client_.Finished()->error().limit().name(), "tool_time");
  EXPECT_EQ(client_.Finished()->error().limit().limit(), 5'000u);
  EXPECT_EQ(client_.Finished()->error().limit().used(), 5'000u);
  EXPECT_THAT(client_.Finished()->error().message(), HasSubstr("call 2 (weather, unanswered for 1000 ms)"));
}

TEST_F(ExecutionTest, WallTimeMayExcludeTools) {
  start_.mutable_limits()->set_wall_time_excludes_tools(true);
  Create();
  timers_.Advance(absl::Seconds(10));
  process().Say(CallFrame(1));
  const auto calls = client_.Of(&ExecuteResponse::has_call);
  EXPECT_EQ(calls.at(0).call().deadline().seconds(), absl::ToUnixSeconds(timers_.Now() + absl::Minutes(10)));
  timers_.Advance(absl::Seconds(100));
  EXPECT_FALSE(process().asked_to_stop);
  execution_->OnCallResult(Result(1, "1"));
  timers_.Advance(absl::Seconds(19));
  EXPECT_FALSE(process().asked_to_stop);
  timers_.Advance(absl::Seconds(1) + absl::Milliseconds(200));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
  EXPECT_EQ(client_.Finished()->error().limit().limit(), 30'000u);
  EXPECT_EQ(client_.Finished()->error().limit().used(), 30'000u);
}

TEST_F(ExecutionTest, RpcDeadlineEndsAMarginBefore) {
  origin_.deadline = timers_.Now() + absl::Seconds(2);
  Create();
  timers_.Advance(absl::Milliseconds(1'899));
  EXPECT_FALSE(process().asked_to_stop);
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_TRUE(process().asked_to_stop);
  timers_.Advance(absl::Milliseconds(50));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_WALL_TIME_LIMIT);
  EXPECT_EQ(client_.Finished()->error().limit().name(), "deadline");
  EXPECT_EQ(client_.Finished()->error().limit().limit(), 1'900u);
}

TEST_F(ExecutionTest, CpuLimitIsFoundAtTheEarliestMoment) {
  Create();
  process().cpu_time = absl::Seconds(10);
  timers_.Advance(absl::Milliseconds(9'999));
  EXPECT_FALSE(process().asked_to_stop);
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_TRUE(process().asked_to_stop);
  process().Say(FailFrame(WorkerFinished::REASON_STOPPED, "", "", 1));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_CPU_TIME_LIMIT);
  EXPECT_EQ(client_.Finished()->error().limit().name(), "cpu_time");
  EXPECT_EQ(client_.Finished()->error().limit().used(), 10'000u);
}

TEST_F(ExecutionTest, CpuTimeIsLookedAtAgainAfterTheRest) {
  Create();
  process().cpu_time = absl::Seconds(4);
  timers_.Advance(absl::Seconds(10));
  EXPECT_FALSE(process().asked_to_stop);
  process().cpu_time = absl::Seconds(10);
  timers_.Advance(absl::Seconds(6));
  EXPECT_TRUE(process().asked_to_stop);
}

TEST_F(ExecutionTest, KernelsProcessorLimitIsTheCpuLimit) {
  Create();
  process().Exit({.signal = SIGXCPU, .cpu_time = absl::Seconds(11)});
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_CPU_TIME_LIMIT);
}

TEST_F(ExecutionTest, StopByTheKernelsSignalIsTheCpuLimit) {
  Create();
  process().cpu_time = absl::Seconds(10);
  process().Say(FailFrame(WorkerFinished::REASON_STOPPED, "", "", 2));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_CPU_TIME_LIMIT);
}

// ---- back-pressure ----

TEST_F(ExecutionTest, SlowClientStopsTheReadingOfItsWorker) {
  Create();
  client_.congested = true;
  process().Say(ConsoleFrame("x"));
  EXPECT_FALSE(process().reading);
  client_.congested = false;
  execution_->OnClientDrained();
  EXPECT_TRUE(process().reading);
}

// No second one piles up behind it.
TEST_F(ExecutionTest, ALargeFrameWaitsForTheBackgroundAndItsWorkerWithIt) {
  background_.hold = true;
  Create();
  process().Say(ConsoleFrame(std::string(100'000, 'x')));
  EXPECT_FALSE(process().reading);
  process().Say(ConsoleFrame("behind"));
  EXPECT_EQ(client_.messages.size(), 1u);
  EXPECT_FALSE(process().reading);
  background_.WorkOnce();
  EXPECT_EQ(client_.messages.size(), 3u);
  EXPECT_TRUE(process().reading);
}

// A chain of two references to the next one each: 2^depth steps for any value.
std::string CostlySchema(int depth) {
  std::string defs = R"("d0":{})";
  for (int i = 1; i <= depth; ++i) {
    absl::StrAppend(&defs, ",\"d", i, R"(":{"allOf":[{"$ref":"#/$defs/d)", i - 1, R"("},{"$ref":"#/$defs/d)", i - 1, R"("}]})");
  }
  return absl::StrCat(R"({"$ref":"#/$defs/d)", depth, R"(","$defs":{)", defs, "}}");
}

TEST_F(ExecutionTest, ASmallCallWithACostlySchemaIsCheckedInTheBackground) {
  start_.mutable_tools(0)->set_input_schema_json(CostlySchema(15));
  background_.hold = true;
  Create();
  for (uint32_t id = 1; id <= 3; ++id) {
    process().Say(CallFrame(id));
    EXPECT_FALSE(process().reading);
    EXPECT_THAT(CallsSent(), SizeIs(id - 1));
    ASSERT_EQ(background_.held.size(), 1u);
    background_.WorkOnce();
    EXPECT_THAT(CallsSent(), SizeIs(id));
    EXPECT_TRUE(process().reading);
  }
}

TEST_F(ExecutionTest, ACallWhoseSchemaIsQuicklyCheckedWaitsForNothingOnceThatIsReady) {
  start_.mutable_tools(0)->set_input_schema_json(CostlySchema(5));
  background_.hold = true;
  Create();
  process().Say(CallFrame(1));
  ASSERT_EQ(background_.held.size(), 1u);
  background_.WorkOnce();
  process().Say(CallFrame(2));
  EXPECT_THAT(CallsSent(), ElementsAre(1, 2));
}

TEST_F(ExecutionTest, WhatIsTaughtByARefusalIsMadeInTheBackground) {
  start_.mutable_tools(0)->set_input_schema_json(R"({"required":["a"]})");
  Create();
  process().Say(CallFrame(1, 0, R"({"a":1})"));
  background_.hold = true;
  process().Say(CallFrame(2, 0, "{}"));
  EXPECT_THAT(CallsSent(), ElementsAre(1));
  ASSERT_EQ(background_.held.size(), 1u);
  background_.WorkOnce();
}

TEST_F(ExecutionTest, FramesBehindHeavyWorkAreCountedAndHoldUpTheirWorker) {
  background_.hold = true;
  Create();
  process().Say(ConsoleFrame(std::string(100'000, 'x')));
  background_.WorkOnce();
  const uint64_t before = memory_->held();
  execution_->OnCallResult(Result(1, absl::StrCat("\"", std::string(50'000, 'x'), "\"")));
  for (int i = 0; i < 1'000; ++i) process().Say(ConsoleFrame("small"));
  EXPECT_FALSE(process().reading);
  EXPECT_GE(memory_->held(), before + 1'000 * 512);
  background_.WorkOnce();
  EXPECT_TRUE(process().reading);
  EXPECT_LT(memory_->held(), before + 500'000);
}

TEST_F(ExecutionTest, AFrameThatThereIsNoRoomForEndsItsProgram) {
  memory_ = MemoryBudget::Create({.bytes = 1u << 20});
  background_.hold = true;
  Create();
  process().Say(ConsoleFrame(std::string(2u << 20, 'x')));
  EXPECT_EQ(FinishedCode(), ExecutionError::CODE_SERVICE_MEMORY_LIMIT);
}

TEST_F(ExecutionTest, TimersWaitForASlowClient) {
  Create();
  process().Say(TimerFrame(1, 10));
  client_.congested = true;
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(process().events(), 0u);
  client_.congested = false;
  execution_->OnClientDrained();
  EXPECT_EQ(process().events(), 1u);
}

TEST_F(ExecutionTest, StopIsHeardAlsoWhenTheClientIsSlow) {
  Create();
  client_.congested = true;
  process().Say(ConsoleFrame("x"));
  timers_.Advance(absl::Seconds(30));
  EXPECT_TRUE(process().reading);
}

// ---- nothing stays behind ----

TEST_F(ExecutionTest, NoTimerIsLeftAfterTheEnd) {
  Create();
  process().Say(ReturnFrame("1"));
  process().Exit({.status = 0});
  timers_.RunDue();
  EXPECT_EQ(timers_.waiting(), 0u);
  EXPECT_TRUE(process().destroyed);
}

TEST_F(ExecutionTest, LivesWithoutItsOwnerUntilItsWorkerIsGone) {
  Create();
  const std::weak_ptr<Execution> weak = execution_;
  execution_.reset();
  process().Say(ReturnFrame("1"));
  EXPECT_FALSE(weak.expired());
  process().Exit({.status = 0});
  timers_.RunDue();
  EXPECT_TRUE(weak.expired());
}

}  // namespace
}  // namespace isobridge::bridge
