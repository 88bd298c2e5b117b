#include "isolate/worker/program.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/program_harness.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using worker::v1::Finished;

// ---- running ----

TEST(ProgramTest, ReturnsAValue) { EXPECT_EQ(Evaluate("return 1 + 1"), "2"); }
TEST(ProgramTest, ReturnsUndefinedAsNothing) { EXPECT_EQ(Evaluate("const x = 1"), "undefined"); }
TEST(ProgramTest, NullIsNotUndefined) { EXPECT_EQ(Evaluate("return null"), "null"); }
TEST(ProgramTest, AwaitsWhatItReturns) { EXPECT_EQ(Evaluate("return Promise.resolve('x')"), "\"x\""); }
TEST(ProgramTest, IsStrict) { EXPECT_EQ(Evaluate("return (function () { return this === undefined })()"), "true"); }
TEST(ProgramTest, AcceptsACommentAtItsEnd) { EXPECT_EQ(Evaluate("return 3 // three"), "3"); }

TEST(ProgramTest, InputIsAGlobal) {
  ProgramHarness harness;
  harness.begin().set_input_json(R"({"a":[1,2]})");
  EXPECT_EQ(harness.Run("return input.a[1] + globalThis.input.a[0]").Outcome(), "3");
}

TEST(ProgramTest, InputMayBeDeclaredAgain) {
  ProgramHarness harness;
  harness.begin().set_input_json("1");
  EXPECT_EQ(harness.Run("const input = 5; return input").Outcome(), "5");
}

TEST(ProgramTest, InputIsUndefinedWithoutOne) { EXPECT_EQ(Evaluate("return typeof input"), "\"undefined\""); }

TEST(ProgramTest, InputKeepsAProtoKeyAsItsOwn) {
  ProgramHarness harness;
  harness.begin().set_input_json(R"({"__proto__":{"polluted":1}})");
  EXPECT_EQ(harness.Run("return [Object.keys(input)[0], input.polluted === undefined, ({}).polluted === undefined]").Outcome(),
            R"(["__proto__",true,true])");
}

TEST(ProgramTest, DeepInputIsNoCrash) {
  ProgramHarness harness;
  harness.begin().set_input_json(std::string(100'000, '[') + std::string(100'000, ']'));
  EXPECT_THAT(harness.Run("return typeof input").Outcome(), ::testing::AnyOf("\"object\"", HasSubstr("InputError")));
}

TEST(ProgramTest, InputThatIsNoJsonIsRefused) {
  ProgramHarness harness;
  harness.begin().set_input_json(R"({"a":)");
  harness.Tool("a").Run("await external_a(); return typeof input");
  EXPECT_THAT(harness.Outcome(), HasSubstr("InputError: The program was not run: its input of 5 bytes can't be read as JSON"));
  EXPECT_THAT(harness.Calls(), ::testing::IsEmpty());
}

TEST(ProgramTest, SyntaxErrorHasTheUsersPosition) {
  ProgramHarness harness;
  harness.Run("const a = 1;\nconst b = = 2;\n");
  const Finished finished = harness.Finished();
  EXPECT_EQ(finished.reason(), Finished::REASON_SYNTAX_ERROR);
  EXPECT_EQ(finished.error().line(), 2u);
  EXPECT_EQ(finished.error().column(), 11u);
  EXPECT_EQ(finished.error().message(), "Unexpected token '='");
}

TEST(ProgramTest, SyntaxErrorAtTheEndIsInTheLastLine) {
  ProgramHarness harness;
  harness.Run("if (true) {\n  x()");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_SYNTAX_ERROR);
  EXPECT_EQ(harness.Finished().error().line(), 2u);
}

TEST(ProgramTest, InsertedLineBreaksDontCount) {
  ProgramHarness harness;
  harness.begin().add_inserted_breaks(1);
  harness.Run("const a = 1;\nconst b = 2;\nthrow new Error('x')");
  EXPECT_EQ(harness.Finished().error().line(), 2u);
  EXPECT_EQ(harness.Finished().error().stack(), "at program.ts:2:7");
}

// ---- what it threw ----

// "line:column" of what the program threw.
std::string ThrownAt(std::string_view code) {
  ProgramHarness harness;
  harness.Run(code);
  return std::to_string(harness.Finished().error().line()) + ":" + std::to_string(harness.Finished().error().column());
}

// V8 itself has the column of the statement, or of the expression around the name.
TEST(ProgramTest, MissingVariableIsAtItsName) {
  EXPECT_EQ(ThrownAt("return await external_nope({})"), "1:14");
  EXPECT_EQ(ThrownAt("const {a} = await external_nope(1)"), "1:19");
  EXPECT_EQ(ThrownAt("return (await external_nope(1)).rows.map((x) => x)"), "1:15");
  EXPECT_EQ(ThrownAt("return Promise.all([\n  external_nope(1),\n  external_nope(2)])"), "2:3");
  EXPECT_EQ(ThrownAt("return Promise.all([1].map((x) => external_nope(x)))"), "1:35");
  EXPECT_EQ(ThrownAt("return (async () => { await external_nope() })()"), "1:29");
  EXPECT_EQ(ThrownAt("const f = (a = nope()) => a; f()"), "1:16");
  EXPECT_EQ(ThrownAt("if (1 && nope()) {}"), "1:10");
  EXPECT_EQ(ThrownAt("return `a ${nope}`"), "1:13");
  EXPECT_EQ(ThrownAt("new nope()"), "1:5");
  EXPECT_EQ(ThrownAt("nope = 1"), "1:1");
  EXPECT_EQ(ThrownAt("return 1 + late(); const late = 3"), "1:12");
}

TEST(ProgramTest, MissingVariableIsAtItsNameBehindAnInsertedBreak) {
  ProgramHarness harness;
  harness.begin().add_inserted_breaks(1);
  harness.Run("const a = 1;\nconst b = 2;\nreturn await external_nope()");
  EXPECT_EQ(harness.Finished().error().stack(), "at program.ts:2:14");
}

TEST(ProgramTest, ErrorOfTheProgramsOwnStaysWhereItWasMade) {
  EXPECT_EQ(ThrownAt("const e = new ReferenceError('late is not defined');\nconst late = 1;\nthrow e"), "1:11");
}

TEST(ProgramTest, ThrownErrorHasNameMessageAndPosition) {
  ProgramHarness harness;
  harness.Run("function f() {\n  throw new TypeError('bad');\n}\nf();");
  const Finished finished = harness.Finished();
  EXPECT_EQ(finished.reason(), Finished::REASON_THREW);
  EXPECT_EQ(finished.error().name(), "TypeError");
  EXPECT_EQ(finished.error().message(), "bad");
  EXPECT_EQ(finished.error().line(), 2u);
  EXPECT_EQ(finished.error().column(), 9u);
  EXPECT_EQ(finished.error().stack(), "at f (program.ts:2:9)\nat program.ts:4:1");
}

TEST(ProgramTest, ThrownErrorKeepsItsCodeAndData) {
  ProgramHarness harness;
  harness.Run("throw Object.assign(new Error('x'), { code: 'E1', data: { a: [1] } })");
  EXPECT_EQ(harness.Finished().error().code(), "E1");
  EXPECT_EQ(harness.Finished().error().data_json(), R"({"a":[1]})");
}

TEST(ProgramTest, ThrownStringIsTheMessage) { EXPECT_EQ(Evaluate("throw 'oops'"), "Error: oops"); }
TEST(ProgramTest, ThrownEmptyStringIsNamed) { EXPECT_EQ(Evaluate("throw ''"), "Error: The program threw an empty string"); }
TEST(ProgramTest, ThrownNullIsNamed) { EXPECT_EQ(Evaluate("throw null"), "Error: The program threw null"); }
TEST(ProgramTest, ThrownUndefinedIsNamed) { EXPECT_EQ(Evaluate("throw undefined"), "Error: The program threw undefined"); }
TEST(ProgramTest, ThrownObjectIsShown) {
  EXPECT_EQ(Evaluate("throw { status: 404 }"), "Error: The program threw a value that is no Error: { status: 404 }");
}
TEST(ProgramTest, ThrownErrorLikeObjectIsUsed) { EXPECT_EQ(Evaluate("throw { name: 'N', message: 'm' }"), "N: m"); }
TEST(ProgramTest, ErrorWithoutMessageSaysSo) {
  EXPECT_EQ(Evaluate("throw new RangeError()"), "RangeError: RangeError without a message");
}
TEST(ProgramTest, ErrorWithThrowingGettersIsNoCrash) {
  EXPECT_THAT(Evaluate("const e = new Error('x'); for (const k of ['name', 'message', 'stack', 'code', 'data']) "
                       "Object.defineProperty(e, k, { get() { throw new Error('no') } }); throw e"),
              StartsWith("[value that cannot be shown]: "));
}
TEST(ProgramTest, ThrownProxyIsNoCrash) {
  EXPECT_THAT(Evaluate("throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 }, ownKeys() { throw 3 } })"),
              HasSubstr(": "));
}
TEST(ProgramTest, ThrownRevokedProxyIsNoCrash) {
  EXPECT_THAT(Evaluate("const p = Proxy.revocable({}, {}); p.revoke(); throw p.proxy"), HasSubstr(": "));
}
TEST(ProgramTest, StackIsTheProgramsAlone) {
  EXPECT_EQ(Evaluate("try { [1].map(() => { null.x }) } catch (e) { return e.stack }"),
            R"("TypeError: Cannot read properties of null (reading 'x')\n    at program.ts:1:28\n    at program.ts:1:11")");
}
TEST(ProgramTest, PrepareStackTraceIsNotTheProgramsToSet) {
  EXPECT_EQ(Evaluate("Error.prepareStackTrace = (e, sites) => sites; return typeof new Error('x').stack"), "\"string\"");
}
TEST(ProgramTest, UnknownToolIsExplained) {
  ProgramHarness harness;
  harness.Tool("get_weather");
  EXPECT_EQ(harness.Run("await external_getWeather({})").Outcome(),
            "ReferenceError: external_getWeather is not defined. Did you mean external_get_weather?");
}
TEST(ProgramTest, RecursionIsARangeError) {
  EXPECT_EQ(Evaluate("function f() { f() } f()"), "RangeError: Maximum call stack size exceeded");
}

// ---- events ----

TEST(ProgramTest, NeverSettlesIsFoundAtOnce) {
  ProgramHarness harness;
  harness.Run("await new Promise(() => {})");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_NEVER_SETTLES);
  EXPECT_THAT(harness.Outcome(), HasSubstr("no call to a tool and no timer is outstanding"));
}

TEST(ProgramTest, ClearedTimersDontKeepItWaiting) {
  ProgramHarness harness;
  harness.Run("const t = setTimeout(() => {}, 5); clearTimeout(t); await new Promise(() => {})");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_NEVER_SETTLES);
}

TEST(ProgramTest, MicrotasksAreDrainedAfterEachEvent) {
  ProgramHarness harness;
  harness.Tool("a");
  harness.Run(
      "const log = []; external_a().then(() => log.push(1)).then(() => log.push(2)); external_a().then(() => log.push(3));"
      "await new Promise(r => setTimeout(r, 1)); return log");
  harness.Answer(1, "0").Answer(2, "0").Fire(1);
  EXPECT_EQ(harness.Outcome(), "[1,2,3]");
}

TEST(ProgramTest, FramesCountEvents) {
  ProgramHarness harness;
  harness.Tool("a");
  harness.Run("await external_a(); await external_a(); return 1").Answer(1, "1").Answer(2, "2");
  const auto frames = harness.Frames();
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].events(), 0u);
  EXPECT_EQ(frames[1].events(), 1u);
  EXPECT_EQ(frames[2].events(), 2u);
}

TEST(ProgramTest, TheClockMovesOnlyAtEvents) {
  ProgramHarness harness;
  harness.Run(
      "const a = Date.now(); for (let i = 0; i < 1e6; ++i); const b = Date.now(); await new Promise(r => setTimeout(r, 9));"
      "return [a, b - a, Date.now() - a, performance.now(), performance.timeOrigin, new Date(a).toISOString()]");
  harness.Fire(1, 1'767'323'045'010'500);
  EXPECT_EQ(harness.Outcome(), R"([1767323045000,0,10,10.5,1767323045000,"2026-01-02T03:04:05.000Z"])");
}

TEST(ProgramTest, UnhandledRejectionIsAWarning) {
  EXPECT_THAT(WarningsOf("Promise.reject(new TypeError('lost')); return 1"),
              ElementsAre("3 a promise was rejected and nobody handled it: TypeError: lost (line 1:16)"));
}
TEST(ProgramTest, RejectionHandledLaterIsNoWarning) {
  EXPECT_THAT(WarningsOf("const p = Promise.reject(1); await 0; await 0; try { await p } catch {} return 1"), IsEmpty());
}
TEST(ProgramTest, UncaughtErrorOfAMicrotaskEndsAWaitingProgram) {
  EXPECT_EQ(Evaluate("queueMicrotask(() => { throw new Error('m') }); await new Promise(() => {})"), "Error: m");
}
TEST(ProgramTest, UncaughtErrorOfATimerEndsAWaitingProgram) {
  ProgramHarness harness;
  harness.Run("setTimeout(() => { throw new Error('t') }, 1); await new Promise(() => {})").Fire(1);
  EXPECT_EQ(harness.Outcome(), "Error: t");
}
TEST(ProgramTest, NothingRunsAfterTheEnd) {
  ProgramHarness harness;
  harness.Tool("a");
  harness.Run("external_a().then(() => console.log('late')); return 1").Answer(1, "1");
  EXPECT_THAT(harness.Console(), IsEmpty());
  EXPECT_EQ(harness.Outcome(), "1");
}

// ---- being stopped ----

TEST(ProgramTest, StopBeforeAnEntryTakesEffectThere) {
  ProgramHarness harness;
  harness.Tool("a");
  harness.Run("await external_a(); return 1");
  Program::RequestStop();
  harness.Answer(1, "1");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
}

TEST(ProgramTest, StopBeforeTheProgramBeginsEndsIt) {
  ProgramHarness harness;
  Program::RequestStop();
  harness.Run("for (;;);");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
}

// Asks for a stop out of a signal handler, 50 ms of processor time from now, as the worker process does.
void StopSoon() {
  struct sigaction action = {};
  action.sa_handler = [](int) { Program::RequestStop(); };
  sigaction(SIGPROF, &action, nullptr);
  const itimerval soon = {.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = 50'000}};
  setitimer(ITIMER_PROF, &soon, nullptr);
}

TEST(ProgramTest, StopEndsALoopWithItsLine) {
  ProgramHarness harness;
  StopSoon();
  harness.Run("const x = 1;\nfunction spin() {\n  for (;;) {}\n}\nspin();");
  const Finished finished = harness.Finished();
  EXPECT_EQ(finished.reason(), Finished::REASON_STOPPED);
  EXPECT_EQ(finished.error().line(), 3u);
  EXPECT_THAT(finished.error().stack(), ::testing::EndsWith("at program.ts:5:1"));
}

TEST(ProgramTest, StopCannotBeCaught) {
  ProgramHarness harness;
  StopSoon();
  harness.Run("for (;;) { try { for (;;) {} } catch {} finally { continue } }");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
}

TEST(ProgramTest, StopEndsEndlessMicrotasks) {
  ProgramHarness harness;
  StopSoon();
  harness.Run("const again = () => Promise.resolve().then(again); await again()");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
}

TEST(ProgramTest, StopEndsTheConversionOfTheResult) {
  ProgramHarness harness;
  StopSoon();
  harness.Run("return {\n  toJSON() { for (;;) {} } }");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
  EXPECT_EQ(harness.Finished().error().line(), 2u);
}

TEST(ProgramTest, StopEndsTheDescriptionOfAnError) {
  ProgramHarness harness;
  StopSoon();
  harness.Run("throw { get message() { for (;;) {} } }");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
}

TEST(ProgramTest, StopEndsTheArgumentsOfACall) {
  ProgramHarness harness;
  harness.Tool("a");
  StopSoon();
  harness.Run("await external_a({ toJSON() { for (;;) {} } })");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
  EXPECT_THAT(harness.Calls(), IsEmpty());
}

TEST(ProgramTest, StopEndsASlowRegularExpression) {
  ProgramHarness harness;
  StopSoon();
  harness.Run("return /^(a+)+$/.test('a'.repeat(40) + 'b')");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_STOPPED);
}

TEST(ProgramTest, HeapLimitEndsTheProgramWithItsLine) {
  ProgramHarness harness(ProgramHarness::Start::kPlain, 32u << 20);
  harness.Run("const all = [];\nfor (;;) {\n  all.push(new Array(1000).fill(all.length));\n}");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_HEAP_LIMIT);
  EXPECT_THAT(harness.Finished().error().line(), ::testing::AnyOf(2u, 3u));
  EXPECT_GT(harness.Finished().heap_peak_bytes(), 16u << 20);
}

TEST(ProgramTest, HeapLimitCannotBeCaught) {
  ProgramHarness harness(ProgramHarness::Start::kPlain, 32u << 20);
  harness.Run("const m = new Map(); for (;;) { try { for (let i = 0; ; ++i) m.set({}, i) } catch {} finally { m.set(1, 1) } }");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_HEAP_LIMIT);
}

using ProgramDeathTest = ::testing::Test;

// A single rehash that takes more than the headroom.
TEST(ProgramDeathTest, RunningOutOfHeapTwiceExitsWithAFrame) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        ProgramHarness harness(ProgramHarness::Start::kPlain, 32u << 20);
        harness.Run("const m = new Map(); const a = Array(3e6).fill(0); for (;;) { a.push(a.map((x) => [x])) }");
        // Where V8 got by with the headroom, the frame came in the usual way.
        if (harness.Finished().reason() == Finished::REASON_HEAP_LIMIT) _exit(77);
      },
      ::testing::ExitedWithCode(77), "");
}

// ---- warming ----

TEST(ProgramTest, WarmSendsNothing) {
  ProgramHarness harness;
  harness.program().Warm();
  harness.program().Touch();
  EXPECT_THAT(harness.Frames(), IsEmpty());
}

constexpr char kEverythingVisible[] = R"js(
  const seen = [];
  for (let at = globalThis; at; at = Object.getPrototypeOf(at)) seen.push(Reflect.ownKeys(at).map(String));
  console.count(); console.group('g'); console.log('x');
  await external_a({ first: 1 });
  return [seen, Math.random(), crypto.randomUUID(), Date.now(), performance.now(), RegExp.$1, RegExp.lastMatch, RegExp.input,
    { ...Object.getOwnPropertyDescriptor(globalThis, 'external_a'), value: 0 }, Error.stackTraceLimit, setTimeout(() => {}, 0), typeof external_warm];
)js";

TEST(ProgramTest, WarmLeavesNothingThatAProgramSees) {
  ProgramHarness warm;
  warm.program().Warm();
  warm.program().Touch();
  warm.Tool("a").Run(kEverythingVisible).Answer(1, "1");
  const std::string warm_outcome = warm.Outcome();
  const std::vector<std::string> warm_console = warm.Console();
  ASSERT_THAT(warm_outcome, StartsWith("[["));
  std::string cold_outcome;
  std::vector<std::string> cold_console;
  {
    ProgramHarness cold;
    cold.Tool("a").Run(kEverythingVisible).Answer(1, "1");
    cold_outcome = cold.Outcome();
    cold_console = cold.Console();
  }
  EXPECT_EQ(warm_outcome, cold_outcome);
  EXPECT_EQ(warm_console, cold_console);
}

TEST(ProgramTest, TheRehearsalGoesToItsEnd) {
  ProgramHarness harness;
  EXPECT_TRUE(harness.program().Warm());
  EXPECT_FALSE(harness.program().finished());
}

TEST(ProgramTest, RunsFromASnapshot) {
  ProgramHarness harness(ProgramHarness::Start::kSnapshot);
  harness.program().Warm();
  harness.Tool("a").Run(
      "console.log({ a: 1 }); try { null.x } catch (e) { return [await external_a(), e.stack, new Map([[1, 2]])] }");
  harness.Answer(1, "7");
  EXPECT_EQ(harness.Outcome(),
            R"([7,"TypeError: Cannot read properties of null (reading 'x')\n    at program.ts:1:35",[[1,2]]])");
  EXPECT_THAT(harness.Console(), ElementsAre("2 { a: 1 }"));
}

// ---- what was behind an error ----

std::vector<std::string> CausesOf(std::string_view code) {
  ProgramHarness harness;
  harness.Run(code);
  const worker::v1::Finished finished = harness.Finished();
  return {finished.error().causes().begin(), finished.error().causes().end()};
}
TEST(ProgramCausesTest, AreFollowedInTurn) {
  EXPECT_THAT(
      CausesOf(
          "throw new Error('a', { cause: new TypeError('b', { cause: Object.assign(new RangeError('c'), { code: 'C' }) }) })"),
      ::testing::ElementsAre("TypeError: b", "RangeError: c (C)"));
  EXPECT_THAT(CausesOf("throw new Error('a', { cause: 'text' })"), ::testing::ElementsAre("text"));
  EXPECT_THAT(CausesOf("throw new Error('a', { cause: { x: 1 } })"), ::testing::ElementsAre("{ x: 1 }"));
  EXPECT_THAT(CausesOf("throw new Error('a')"), ::testing::IsEmpty());
  EXPECT_THAT(CausesOf("throw null"), ::testing::IsEmpty());
}
TEST(ProgramCausesTest, AggregateErrorsTellTheirErrors) {
  EXPECT_THAT(CausesOf("await Promise.any([Promise.reject(new TypeError('a')), Promise.reject('b')])"),
              ::testing::ElementsAre("TypeError: a", "b"));
}
TEST(ProgramCausesTest, HostileOnesAreBounded) {
  EXPECT_THAT(CausesOf("const e = new Error('a'); e.cause = e; throw e"), ::testing::IsEmpty());
  EXPECT_THAT(
      CausesOf(
          "const e = new Error('a'); let at = e; for (let i = 0; i < 1000; i++) at = at.cause = new Error('x' + i); throw e"),
      ::testing::SizeIs(10));
  EXPECT_THAT(CausesOf("throw new AggregateError(Array.from({ length: 1e5 }, () => new Error('x')))"), ::testing::SizeIs(10));
  EXPECT_THAT(CausesOf("throw Object.defineProperty(new Error('a'), 'cause', { get() { throw 1 } })"),
              ::testing::ElementsAre("[value that cannot be shown]"));
  EXPECT_THAT(CausesOf("throw new Error('a', { cause: new Proxy({}, { get() { throw 1 } }) })"),
              ::testing::Each(HasSubstr("[value that cannot be shown]")));
}

// ---- bytes ----

std::vector<std::string> Attached(const google::protobuf::RepeatedPtrField<worker::v1::Attachment>& attachments) {
  std::vector<std::string> attached;
  for (const worker::v1::Attachment& one : attachments) attached.push_back(one.path() + " " + one.type() + " " + one.data());
  return attached;
}
void Attach(const std::string& path, const std::string& data, google::protobuf::RepeatedPtrField<worker::v1::Attachment>* to) {
  worker::v1::Attachment* attachment = to->Add();
  attachment->set_path(path);
  attachment->set_data(data);
}

TEST(ProgramBytesTest, LeaveAsAttachmentsOfTheResult) {
  ProgramHarness harness;
  harness.begin().set_attachments(true);
  harness.Run(
      "const b = new Uint8Array([97, 98, 99, 100]);"
      "return { a: b, 'x/y~': [1, b.buffer], m: new Map([['k', new DataView(b.buffer, 1, 2)]]), s: new Set([b.subarray(3)]) }");
  EXPECT_EQ(harness.Outcome(), R"({"a":"","x/y~":[1,""],"m":{"k":""},"s":[""]})");
  EXPECT_THAT(
      Attached(harness.Finished().attachments()),
      ::testing::ElementsAre("/a Uint8Array abcd", "/x~1y~0/1 ArrayBuffer abcd", "/m/k DataView bc", "/s/0 Uint8Array d"));
}
TEST(ProgramBytesTest, CanBeTheWholeResult) {
  ProgramHarness harness;
  harness.begin().set_attachments(true);
  harness.Run("return new TextEncoder().encode('all')");
  EXPECT_EQ(harness.Outcome(), "\"\"");
  EXPECT_THAT(Attached(harness.Finished().attachments()), ::testing::ElementsAre(" Uint8Array all"));
}
TEST(ProgramBytesTest, AreNumbersForThoseWhoDontTakeThem) {
  ProgramHarness harness;
  harness.Run("return { a: new Uint8Array([1, 2]) }");
  EXPECT_EQ(harness.Outcome(), R"({"a":[1,2]})");
  EXPECT_EQ(harness.Finished().attachments_size(), 0);
}
TEST(ProgramBytesTest, LeaveWithCallsAndComeWithAnswers) {
  ProgramHarness harness;
  harness.begin().set_attachments(true);
  harness.Tool("a").Run(
      "const got = await external_a({ image: new Uint8Array([104, 105]) });"
      "return [got.data instanceof Uint8Array, new TextDecoder().decode(got.data), got.n]");
  const worker::v1::Call call = harness.Calls().at(0);
  EXPECT_EQ(call.args_json(), R"({"image":""})");
  EXPECT_THAT(Attached(call.attachments()), ::testing::ElementsAre("/image Uint8Array hi"));
  worker::v1::Settle settle;
  settle.set_call(1);
  settle.set_json(R"({"n":1,"data":""})");
  Attach("/data", "yes", settle.mutable_attachments());
  harness.program().Settle(settle);
  EXPECT_EQ(harness.Outcome(), R"([true,"yes",1])");
}
TEST(ProgramBytesTest, PathsThatLeadNowhereFailTheCall) {
  for (const char* path : {"/missing", "/list/3", "/list/length", "/constructor", "/__proto__/x", "/n/x", "/toString", "", "/n",
                           "/list", "/list/0"}) {
    ProgramHarness harness;
    harness.Tool("a").Run("try { await external_a() } catch (e) { return e.code }");
    worker::v1::Settle settle;
    settle.set_call(1);
    settle.set_json(R"({"n":1,"list":[1]})");
    Attach(path, "x", settle.mutable_attachments());
    harness.program().Settle(settle);
    EXPECT_EQ(harness.Outcome(), "\"ATTACHMENT_INVALID\"") << path;
  }
}
TEST(ProgramBytesTest, ComeWithTheInput) {
  ProgramHarness harness;
  harness.begin().set_input_json(R"({"a/b":[""]})");
  Attach("/a~1b/0", "in", harness.begin().mutable_input_attachments());
  harness.Run("return [...input['a/b'][0]]");
  EXPECT_EQ(harness.Outcome(), "[105,110]");
}
TEST(ProgramBytesTest, CountForTheLimit) {
  ProgramHarness harness;
  harness.begin().set_attachments(true);
  harness.begin().mutable_limits()->set_args_bytes(1'000);
  harness.Tool("a").Run("try { await external_a(new Uint8Array(2000)) } catch (e) { return e.code }");
  EXPECT_EQ(harness.Outcome(), "\"ARGS_TOO_LARGE\"");
}
TEST(ProgramBytesTest, DataThatLooksLikeOneIsData) {
  ProgramHarness harness;
  harness.begin().set_attachments(true);
  harness.Run("return { path: '/a', data: '', type: 'Uint8Array', attachments: [{ path: '' }] }");
  EXPECT_EQ(harness.Finished().attachments_size(), 0);
}

TEST(ProgramBytesTest, AreRefusedWhereTheyCantBeToldApart) {
  const auto outcome = [](std::string_view code) {
    ProgramHarness harness;
    harness.begin().set_attachments(true);
    return harness.Run(code).Outcome();
  };
  EXPECT_THAT(outcome("return Array.from({ length: 1001 }, () => new Uint8Array(1))"),
              ::testing::StartsWith("TypeError: result[1000] comes after 1000 other buffers"));
  EXPECT_THAT(outcome("return { ['\\ud800']: new Uint8Array(1) }"), HasSubstr("below a key that is no Unicode text"));
  EXPECT_THAT(outcome("return { ['k'.repeat(4000)]: new Uint8Array(1) }"), HasSubstr("below keys of 4001 characters"));
  EXPECT_THAT(outcome("const b = new ArrayBuffer(8); const view = new DataView(b); b.transfer(); return { view }"),
              ::testing::StartsWith("TypeError: result.view is a detached buffer"));
}
TEST(ProgramBytesTest, AreReadAsTheyAreInTheEnd) {
  ProgramHarness harness;
  harness.begin().set_attachments(true);
  harness.Run(
      "const b = new ArrayBuffer(2, { maxByteLength: 8 }); new Uint8Array(b).fill(97); return { b, get later() { b.resize(4); "
      "return new Uint8Array(b) } }");
  EXPECT_THAT(Attached(harness.Finished().attachments()),
              ::testing::ElementsAre(std::string("/b ArrayBuffer aa\0\0", 19), std::string("/later Uint8Array aa\0\0", 22)));
}

// ---- what arguments lose ----

TEST(ProgramArgumentsTest, LossesAreToldWithTheirCalls) {
  ProgramHarness harness;
  harness.Tool("a").Run(
      "external_a({ m: new Map([['k', NaN]]), left: undefined, d: new Date(0) }); external_a([new Date(NaN)]); return 1");
  EXPECT_EQ(harness.Calls().at(0).args_json(), R"({"m":{"k":null},"d":"1970-01-01T00:00:00.000Z"})");
  EXPECT_THAT(harness.Warnings(), ::testing::ElementsAre("31 call 1: args.m was a Map and is now an object",
                                                         "31 call 1: args.m.k was NaN and is now null",
                                                         "31 call 2: args[0] was an invalid Date and is now null"));
}
TEST(ProgramArgumentsTest, LossesAreBounded) {
  ProgramHarness harness;
  harness.Tool("a").Run("for (let i = 0; i < 30; i++) external_a([NaN]); return 1");
  ASSERT_EQ(harness.Warnings().size(), 21u);
  EXPECT_EQ(harness.Warnings().back(), "31 10 more losses in arguments");
}

// ---- what a thrown error's data lose ----

TEST(ProgramThrownDataTest, LossesAreTold) {
  EXPECT_THAT(WarningsOf("throw Object.assign(new Error('x'), { data: { m: new Map() } })"),
              ::testing::ElementsAre("4 error.data.m was a Map and is now an object"));
  EXPECT_THAT(WarningsOf("throw Object.assign(new Error('x'), { data: { f() {} } })"),
              ::testing::ElementsAre(::testing::StartsWith("4 error.data was dropped: error.data.f is a function")));
  EXPECT_THAT(WarningsOf("throw Object.assign(new Error('x'), { data: 1 })"), ::testing::IsEmpty());
}

// ---- results that are cut ----

worker::v1::Finished Truncated(std::string_view code, uint64_t bytes) {
  ProgramHarness harness;
  harness.begin().set_truncate_result(true);
  harness.begin().set_attachments(true);
  harness.begin().mutable_limits()->set_result_bytes(bytes);
  harness.Run(code);
  return harness.Finished();
}
TEST(ProgramTruncationTest, WhatFitsIsWhole) {
  const worker::v1::Finished finished = Truncated("return [1, 'two', { three: 3 }]", 1'000);
  EXPECT_EQ(finished.value_json(), R"([1,"two",{"three":3}])");
  EXPECT_FALSE(finished.truncated());
}
TEST(ProgramTruncationTest, LongArraysSayHowManyItemsAreMissing) {
  const worker::v1::Finished finished =
      Truncated("return { rows: Array.from({ length: 1000 }, (_, id) => ({ id })), more: 'kept' }", 500);
  EXPECT_TRUE(finished.truncated());
  EXPECT_LE(finished.value_json().size(), 500u);
  EXPECT_THAT(finished.value_json(), ::testing::StartsWith(R"({"rows":[{"id":0},{"id":1},)"));
  EXPECT_THAT(finished.value_json(), HasSubstr(" more items)"));
  EXPECT_THAT(finished.value_json(), HasSubstr(R"("more":"kept")"));
  EXPECT_EQ(finished.result_bytes(), 10'914u);
  EXPECT_FALSE(finished.result_bytes_is_lower_bound());
}
TEST(ProgramTruncationTest, TextsAndObjectsAreCutToo) {
  EXPECT_THAT(Truncated("return 'x'.repeat(10000)", 200).value_json(),
              ::testing::MatchesRegex("\"x+… .[0-9]+ more characters.\""));
  EXPECT_THAT(Truncated("return Object.fromEntries(Array.from({ length: 1000 }, (_, i) => ['key' + i, i]))", 300).value_json(),
              HasSubstr(" more properties\"}"));
}
TEST(ProgramTruncationTest, IsCountedInUtf8AfterEscapes) {
  for (const char* code : {"return '\\u0001'.repeat(10000)", "return '語'.repeat(10000)", "return Array(1000).fill('😀\"')"}) {
    const worker::v1::Finished finished = Truncated(code, 400);
    EXPECT_TRUE(finished.truncated()) << code;
    EXPECT_LE(finished.value_json().size(), 400u) << code;
  }
}
TEST(ProgramTruncationTest, MarksAreLeftInTheLeastRoom) {
  const std::string huge = "'\\u0001'.repeat((1 << 29) - 24)";
  for (const auto& [code, json] : std::vector<std::pair<std::string, std::string>>{
           {"return 'x'.repeat(100)", R"x("x+… .[0-9]+ more characters.")x"},
           {"return " + huge, R"x("… .536870888 more characters.")x"},
           {"return Array(2000000).fill(1)", R"x(\["… .2000000 more items."\])x"},
           {"return [[[['語'.repeat(100)]]]]", R"x(\[.*"… .[0-9]+ (more characters|more items)."\]+)x"},
           {"const o = {}; for (let i = 0; i < 100000; ++i) o['語語語語語語語語' + i] = i; return o",
            R"x(\{"…":"100000 more properties"\})x"},
           {"return { ['x'.repeat(1000)]: 1 }", R"x(\{"…":"1 more properties"\})x"},
           {"return [new Uint8Array(100), 1, 2]", R"x(\["… .3 more items."\])x"},
           {"return new Uint8Array(1 << 25)", R"x("… .33554432 bytes.")x"}}) {
    const worker::v1::Finished finished = Truncated(code, 64);
    EXPECT_TRUE(finished.truncated()) << code;
    EXPECT_THAT(finished.value_json(), ::testing::MatchesRegex(json)) << code;
    EXPECT_LE(finished.value_json().size(), 64u) << code;
    EXPECT_EQ(finished.attachments_size(), 0) << code;
  }
}
TEST(ProgramTruncationTest, SurvivesDeepAndLossyValues) {
  EXPECT_TRUE(
      Truncated("let deep = []; for (let i = 0; i < 60; i++) deep = [deep, 'x'.repeat(50)]; return deep", 500).truncated());
  EXPECT_TRUE(Truncated("return new Map(Array.from({ length: 1000 }, (_, i) => ['k' + i, new Date(0)]))", 500).truncated());
}
TEST(ProgramTruncationTest, VeryLargeOnesAreNotCountedToTheEnd) {
  const worker::v1::Finished finished = Truncated("return Array(200000).fill('x'.repeat(100))", 1'000);
  EXPECT_TRUE(finished.truncated());
  EXPECT_TRUE(finished.result_bytes_is_lower_bound());
  EXPECT_GT(finished.result_bytes(), 1'000'000u);
}
TEST(ProgramTruncationTest, BytesOfKeptPartsStay) {
  const worker::v1::Finished finished = Truncated(
      "return { small: new TextEncoder().encode('kept'), rows: Array.from({ length: 100 }, (_, i) => ({ i, b: new "
      "Uint8Array([65]) })), big: new Uint8Array(5000), end: new ArrayBuffer(2) }",
      600);
  EXPECT_TRUE(finished.truncated());
  uint64_t bytes = finished.value_json().size();
  for (const worker::v1::Attachment& one : finished.attachments()) bytes += one.path().size() + one.data().size();
  EXPECT_LE(bytes, 600u);
  EXPECT_THAT(finished.value_json(), ::testing::StartsWith(R"({"small":"","rows":[{"i":0,"b":""},{"i":1,"b":""},)"));
  EXPECT_THAT(finished.value_json(), HasSubstr(R"x("big":"… (5000 bytes)","end":"")x"));
  const std::vector<std::string> attached = Attached(finished.attachments());
  EXPECT_THAT(attached, ::testing::IsSupersetOf({"/small Uint8Array kept", "/rows/0/b Uint8Array A", "/rows/1/b Uint8Array A"}));
  EXPECT_THAT(attached.back(), ::testing::StartsWith("/end ArrayBuffer "));
  // Each of the others is told, the first few by their paths.
  ASSERT_EQ(finished.warnings_size(), 21);
  EXPECT_THAT(finished.warnings(0).message(), ::testing::MatchesRegex("result.rows.[0-9]+..b was cut away: 1 bytes"));
  EXPECT_EQ(finished.warnings(20).message(), std::to_string(103 - attached.size() - 20) + " more buffers were cut away");
  EXPECT_GT(finished.result_bytes(), 5'000u);
}
TEST(ProgramTruncationTest, BytesThatAreTheWholeResultGo) {
  const worker::v1::Finished finished = Truncated("return new Uint8Array(3000)", 200);
  EXPECT_EQ(finished.value_json(), "\"… (3000 bytes)\"");
  EXPECT_EQ(finished.attachments_size(), 0);
  EXPECT_EQ(finished.warnings(0).message(), "result was cut away: 3000 bytes");
}
TEST(ProgramTruncationTest, KeysThatLookLikeMarksHideNothing) {
  const worker::v1::Finished finished = Truncated(
      "return { '…': new Uint8Array(10), __proto__: null, ['__proto__']: new Uint8Array(3), rest: 'x'.repeat(500), more: "
      "'y'.repeat(500), still: 'z'.repeat(500), last: 1 }",
      300);
  for (const worker::v1::Attachment& one : finished.attachments()) EXPECT_EQ(one.path(), "/__proto__");
  EXPECT_THAT(finished.value_json(), HasSubstr(R"("__proto__":"")"));
}
TEST(ProgramTruncationTest, WithoutItTheResultIsTooLarge) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_result_bytes(100);
  harness.Run("return 'x'.repeat(1000)");
  EXPECT_EQ(harness.Finished().reason(), worker::v1::Finished::REASON_RESULT_TOO_LARGE);
}

}  // namespace
}  // namespace isobridge::isolate
