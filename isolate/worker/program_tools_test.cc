// What a program sees of its tools, and what of a program reaches the bridge.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/program_harness.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using worker::v1::Finished;

// The arguments of the only call of a program that calls tool `a`.
std::string ArgsOf(std::string_view code) {
  ProgramHarness harness;
  harness.Tool("a").Run(code);
  const auto calls = harness.Calls();
  return calls.size() == 1 ? calls[0].args_json() : std::to_string(calls.size()) + " calls; " + harness.Outcome();
}

// The outcome of a program that has tools but gets no answers.
std::string EvaluateWithTools(std::string_view code) {
  ProgramHarness harness;
  return harness.Tool("a").Tool("github.get_issue").Tool("github.list_issues").Run(code).Outcome();
}

std::string AnsweredWith(std::string_view json, std::string_view code) {
  ProgramHarness harness;
  return harness.Tool("a").Run(code).Answer(1, json).Outcome();
}

TEST(ProgramToolsTest, CallSendsToolAndArguments) {
  ProgramHarness harness;
  harness.Tool("a").Tool("b").Run("await external_b({ x: [1, 'é'] })");
  const auto calls = harness.Calls();
  ASSERT_THAT(calls, SizeIs(1));
  EXPECT_EQ(calls[0].call(), 1u);
  EXPECT_EQ(calls[0].tool(), 1u);
  EXPECT_EQ(calls[0].args_json(), "{\"x\":[1,\"é\"]}");
}

TEST(ProgramToolsTest, EveryStyleReachesTheSameTool) {
  ProgramHarness harness;
  harness.Tool("github.get_issue")
      .Run(
          "await Promise.all([external_github_get_issue(1), tools.github.get_issue(2), codemode.github.get_issue(3), "
          "codemode.github_get_issue(4)])");
  EXPECT_THAT(harness.Calls(), SizeIs(4));
  harness.Answer(1, "1").Answer(3, "3").Answer(2, "2").Answer(4, "4");
  EXPECT_EQ(harness.Outcome(), "undefined");
}

TEST(ProgramToolsTest, AToolIsOneFunctionUnderItsPaths) {
  EXPECT_EQ(EvaluateWithTools("return external_a === tools.a && tools.a === codemode.a"), "true");
}
TEST(ProgramToolsTest, CallsAreNumberedInTheirOrder) {
  ProgramHarness harness;
  harness.Tool("a").Run(
      "const r = []; await Promise.all([1, 2, 3].map(async (i) => { r.push(await external_a({ i })) })); return r");
  harness.Answer(3, "\"c\"").Answer(1, "\"a\"").Answer(2, "\"b\"");
  EXPECT_EQ(harness.Outcome(), R"(["c","a","b"])");
}
TEST(ProgramToolsTest, NoArgumentsAreAnEmptyObject) { EXPECT_EQ(ArgsOf("await external_a()"), "{}"); }
TEST(ProgramToolsTest, UndefinedIsAnEmptyObject) { EXPECT_EQ(ArgsOf("await external_a(undefined)"), "{}"); }
TEST(ProgramToolsTest, NullStaysNull) { EXPECT_EQ(ArgsOf("await external_a(null)"), "null"); }
TEST(ProgramToolsTest, OnlyTheFirstArgumentCounts) { EXPECT_EQ(ArgsOf("await external_a(1, 2)"), "1"); }
TEST(ProgramToolsTest, MapsAndSetsAreConverted) {
  EXPECT_EQ(ArgsOf("await external_a({ m: new Map([['k', 1]]), s: new Set([1]), d: new Date(0), u: undefined })"),
            R"({"m":{"k":1},"s":[1],"d":"1970-01-01T00:00:00.000Z"})");
}
TEST(ProgramToolsTest, OwnToJsonIsUsed) {
  EXPECT_EQ(ArgsOf("class A { toJSON() { return 'A' } } await external_a([new A()])"), "[\"A\"]");
}

TEST(ProgramToolsTest, FunctionInArgumentsIsRefusedWithItsPath) {
  EXPECT_EQ(
      EvaluateWithTools("try { await external_a({ x: [{ f() {} }] }) } catch (e) { return [e instanceof TypeError, e.message] }"),
      R"([true,"args.x[0].f is a function, which JSON can't hold: call it, or leave it out"])");
}
TEST(ProgramToolsTest, CycleInArgumentsIsRefusedWithItsPath) {
  EXPECT_EQ(EvaluateWithTools("const o = { in: {} }; o.in.o = o; try { await external_a(o) } catch (e) { return e.message }"),
            R"("args.in.o refers back to args: JSON can't hold a cycle")");
}
TEST(ProgramToolsTest, BigIntInArgumentsIsRefusedWithItsPath) {
  EXPECT_THAT(EvaluateWithTools("try { await external_a({ n: 1n }) } catch (e) { return e.message }"),
              HasSubstr("args.n is a BigInt"));
}
TEST(ProgramToolsTest, ForgottenAwaitIsRefused) {
  EXPECT_THAT(EvaluateWithTools("try { await external_a({ n: Promise.resolve(1) }) } catch (e) { return e.message }"),
              HasSubstr("args.n is a Promise: await it"));
}
TEST(ProgramToolsTest, ARefusedCallTakesNoNumber) {
  ProgramHarness harness;
  harness.Tool("a").Run("await external_a(1n).catch(() => {}); await external_a(2)");
  const auto calls = harness.Calls();
  ASSERT_THAT(calls, SizeIs(1));
  EXPECT_EQ(calls[0].call(), 1u);
}
TEST(ProgramToolsTest, ArgumentsOverTheLimitReject) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_args_bytes(100);
  harness.Tool("a").Run("try { await external_a('x'.repeat(200)) } catch (e) { return [e.name, e.code, e.message] }");
  EXPECT_THAT(
      harness.Outcome(),
      HasSubstr(R"(["CallError","ARGS_TOO_LARGE","the arguments take 202 bytes of JSON; the limit args_bytes is 100 bytes)"));
}
TEST(ProgramToolsTest, HugeArgumentsAreNotWritten) {
  ProgramHarness harness;
  harness.Tool("a").Run(
      "const s = 'x'.repeat(1 << 20); try { await external_a(Array(1 << 12).fill(s)) } catch (e) { return e.code }");
  EXPECT_EQ(harness.Outcome(), "\"ARGS_TOO_LARGE\"");
}
TEST(ProgramToolsTest, AnswerThatIsNoJsonNamesItsPositionOnce) {
  for (const std::string answer : {"{\"a\": x}", "{\"a\": 1", "oops"}) {
    ProgramHarness harness;
    harness.Tool("a").Run("try { await external_a() } catch (e) { return e.name + ': ' + e.message }").Answer(1, answer);
    const std::string outcome = harness.Outcome();
    EXPECT_THAT(outcome, StartsWith("\"CallError: the tool's answer is not JSON: ")) << answer;
    const size_t first = outcome.find("position ");
    ASSERT_NE(first, std::string::npos) << outcome;
    EXPECT_EQ(outcome.find("position ", first + 1), std::string::npos) << outcome;
  }
}
TEST(ProgramToolsTest, CallsOverTheLimitReject) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_calls(2);
  harness.Tool("a").Run("external_a(); external_a(); try { await external_a() } catch (e) { return [e.name, e.code] }");
  EXPECT_EQ(harness.Outcome(), R"(["CallError","CALL_LIMIT"])");
  EXPECT_THAT(harness.Calls(), SizeIs(2));
}
TEST(ProgramToolsTest, ACallInsideToJsonComesFirst) {
  ProgramHarness harness;
  harness.Tool("a").Run("await external_a({ toJSON() { external_a('inner'); return 'outer' } })");
  const auto calls = harness.Calls();
  ASSERT_THAT(calls, SizeIs(2));
  EXPECT_EQ(calls[0].args_json(), "\"inner\"");
  EXPECT_EQ(calls[1].args_json(), "\"outer\"");
}
TEST(ProgramToolsTest, ACallInsideAGetterIsMadeOnce) {
  ProgramHarness harness;
  harness.Tool("a").Run("await external_a({ get a() { external_a('inner'); return 1 } })");
  const auto calls = harness.Calls();
  ASSERT_THAT(calls, SizeIs(2));
  EXPECT_EQ(calls[0].args_json(), "\"inner\"");
  EXPECT_EQ(calls[1].args_json(), R"({"a":1})");
}
TEST(ProgramToolsTest, AToolThatIsAGetterIsCalledOnce) {
  ProgramHarness harness;
  harness.Tool("a").Run(
      "await external_a({ l: Object.defineProperty([0], 0, { get: external_a, enumerable: true }) }).catch(() => {}); "
      "await external_a('last')");
  const auto calls = harness.Calls();
  ASSERT_THAT(calls, SizeIs(2));
  EXPECT_EQ(calls[0].args_json(), "{}");
  EXPECT_EQ(calls[1].args_json(), "\"last\"");
}

// ---- answers ----

TEST(ProgramToolsTest, AnEmptyAnswerIsUndefined) {
  EXPECT_EQ(AnsweredWith("", "return await external_a() === undefined"), "true");
}
TEST(ProgramToolsTest, AnswerThatIsNoJsonRejects) {
  EXPECT_THAT(AnsweredWith("{\"a\": nope}", "try { await external_a() } catch (e) { return [e.code, e.message] }"),
              HasSubstr("position 7"));
}
TEST(ProgramToolsTest, AnAnswerWithAThenIsNoThenable) {
  EXPECT_EQ(AnsweredWith(R"({"then":1})", "return await external_a()"), R"({"then":1})");
}
TEST(ProgramToolsTest, UnknownAnswersAreIgnored) {
  ProgramHarness harness;
  harness.Tool("a").Run("return await external_a()").Answer(7, "1").Answer(0, "2").Answer(1, "3");
  EXPECT_EQ(harness.Outcome(), "3");
}

TEST(ProgramToolsTest, FailureIsAnErrorOfTheProgram) {
  ProgramHarness harness;
  worker::v1::Error error;
  error.set_name("NotFound");
  error.set_message("no such city");
  error.set_code("E404");
  error.set_data_json(R"({"city":"X"})");
  harness.Tool("a").Run(
      "async function ask() {\n  return await external_a();\n}\n"
      "try { await ask() } catch (e) { return [e instanceof Error, e.name, e.message, e.code, e.data, e.stack, String(e)] }");
  harness.Fail(1, error);
  EXPECT_EQ(harness.Outcome(),
            R"([true,"NotFound","no such city","E404",{"city":"X"},)"
            R"("NotFound: no such city\n    at ask (program.ts:2:16)\n    at program.ts:4:13","NotFound: no such city"])");
}
TEST(ProgramToolsTest, UncaughtFailureHasTheLineOfItsCall) {
  ProgramHarness harness;
  worker::v1::Error error;
  error.set_message("down");
  harness.Tool("a").Run("const x = 1;\nawait external_a();").Fail(1, error);
  const Finished finished = harness.Finished();
  EXPECT_EQ(harness.Outcome(), "ToolError: down");
  EXPECT_EQ(finished.error().code(), "TOOL_ERROR");
  EXPECT_EQ(finished.error().line(), 2u);
  EXPECT_EQ(finished.error().column(), 7u);
}
TEST(ProgramToolsTest, FailureDataThatIsNoJsonIsText) {
  ProgramHarness harness;
  worker::v1::Error error;
  error.set_data_json("{oops");
  harness.Tool("a").Run("try { await external_a() } catch (e) { return e.data }").Fail(1, error);
  EXPECT_EQ(harness.Outcome(), "\"{oops\"");
}

// ---- the objects ----

TEST(ProgramToolsTest, ContainersAreNoThenables) {
  EXPECT_EQ(EvaluateWithTools("return (await tools) === tools && (await tools.github) === tools.github"), "true");
}
TEST(ProgramToolsTest, ContainersHaveNoPrototype) {
  EXPECT_EQ(EvaluateWithTools(
                "return [Object.getPrototypeOf(tools), tools.constructor, tools.__proto__, tools.toJSON, 'then' in tools]"),
            "[null,null,null,null,false]");
}
TEST(ProgramToolsTest, ContainersListTheirTools) {
  EXPECT_EQ(EvaluateWithTools("return [Object.keys(tools), Object.keys(tools.github), 'a' in tools, 'b' in tools]"),
            R"([["a","github"],["get_issue","list_issues"],true,false])");
}
TEST(ProgramToolsTest, ContainersCantBeAssigned) {
  EXPECT_EQ(
      EvaluateWithTools(
          "const r = []; for (const f of [() => { tools.a = 1 }, () => { tools.then = 1 }, () => { delete tools.a }, () => { "
          "tools[0] = 1 },"
          "() => Object.defineProperty(tools, 'a', { value: 1 }), () => { tools.github.new = 1 }, () => { tools = 1 }, () => { "
          "external_a = 1 }])"
          "{ try { f(); r.push('no error') } catch (e) { r.push(e.name) } } return [r, typeof tools.a, typeof tools.new]"),
      R"([["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"],"function","function"])");
}
TEST(ProgramToolsTest, FunctionsAreFrozenAndHaveNoPrototype) {
  EXPECT_EQ(
      EvaluateWithTools("return [Object.isFrozen(external_a), 'prototype' in external_a, Reflect.ownKeys(external_a).length]"),
      "[true,false,2]");
}
TEST(ProgramToolsTest, FunctionsCantBeConstructed) {
  EXPECT_EQ(EvaluateWithTools("try { new external_a() } catch (e) { return e.name }"), "\"TypeError\"");
}
TEST(ProgramToolsTest, AGlobalToolIsFixedOnceTouched) {
  EXPECT_EQ(EvaluateWithTools("external_a; const d = Object.getOwnPropertyDescriptor(globalThis, 'external_a'); return "
                              "[d.writable, d.configurable, delete Reflect.ownKeys(globalThis).x]"),
            "[false,false,true]");
}
TEST(ProgramToolsTest, UnknownMemberExplainsItselfWhenCalled) {
  EXPECT_EQ(EvaluateWithTools("return await tools.github.getIssue({})"),
            "Error: tools.github.getIssue is not a tool. Did you mean tools.github.get_issue?");
}
TEST(ProgramToolsTest, UnknownMemberWithoutANeighbourListsWhatThereIs) {
  EXPECT_EQ(EvaluateWithTools("return await tools.github.zzzzzzzz({})"),
            "Error: tools.github.zzzzzzzz is not a tool. tools.github has: get_issue, list_issues");
}
TEST(ProgramToolsTest, WithoutToolsThatIsSaid) {
  EXPECT_EQ(Evaluate("return tools.x()"), "Error: tools.x is not a tool. This program has no tools to call");
}
TEST(ProgramToolsTest, PrintingContainersIsSafe) {
  ProgramHarness harness;
  harness.Tool("a").Tool("n.b").Run("console.log(tools); JSON.stringify(tools)");
  EXPECT_THAT(
      harness.Console(),
      ElementsAre("2 [Object: null prototype] {\n  a: [Function: a],\n  n: [Object: null prototype] { b: [Function: b] }\n}"));
}
TEST(ProgramToolsTest, ToolsAsResultAreRefused) {
  EXPECT_EQ(EvaluateWithTools("return tools"),
            "TypeError: result.a is a function, which JSON can't hold: call it, or leave it out");
}

TEST(ProgramToolsTest, ThousandsOfToolsCostNothingUntilTouched) {
  ProgramHarness harness;
  for (int i = 0; i < 5'000; ++i) harness.Tool("namespace" + std::to_string(i % 50) + ".tool" + std::to_string(i));
  harness.Run("return [await tools.namespace7.tool4957({}), Object.keys(tools).length, Object.keys(codemode).length]")
      .Answer(1, "1");
  EXPECT_EQ(harness.Outcome(), "[1,50,5050]");
  EXPECT_EQ(harness.Calls().at(0).tool(), 4957u);
}

// ---- hostile programs ----

TEST(ProgramToolsTest, ReplacedJsonIsNotUsed) {
  EXPECT_EQ(ArgsOf("JSON.stringify = () => '\"evil\"'; JSON = null; await external_a({ good: 1 })"), R"({"good":1})");
}
TEST(ProgramToolsTest, ReplacedPromiseIsNotUsed) {
  ProgramHarness harness;
  harness.Tool("a").Run(
      "const seen = []; const p = external_a(); const then = Promise.prototype.then; let n = 0;"
      "Promise.prototype.then = function (...args) { n++; return then.apply(this, args) }; Promise.resolve = Promise.reject = "
      "null;"
      "globalThis.Promise = null; const v = await p; return [v, n]");
  EXPECT_EQ(harness.Answer(1, "5").Outcome(), "[5,0]");
}
TEST(ProgramToolsTest, PollutedObjectPrototypeDoesntReachTheBridge) {
  EXPECT_EQ(ArgsOf("for (const k of ['json', 'then', 'value', 'get', 'set', 'writable', 'path', 'weight', 'name', 'code', '0'])"
                   "Object.defineProperty(Object.prototype, k, { __proto__: null, get() { return 'evil' }, set() {}, "
                   "configurable: true });"
                   "external_a({ good: [1, undefined, new Map([['x', 1]])] })"),
            R"({"good":[1,null,{"x":1}]})");
}
TEST(ProgramToolsTest, SettersOnArrayPrototypeSeeNothing) {
  ProgramHarness harness;
  harness.Tool("a").Run(
      "const seen = []; for (const i of [0, 1, 2]) Object.defineProperty(Array.prototype, i, { set(v) { seen.push = 0; throw new "
      "Error('seen') }, get() { return 'evil' }, configurable: true });"
      "console.log('x %s', { a: new Set([1]) }); external_a(new Map([['k', new Set(['v'])]])); throw { odd: 1 }");
  EXPECT_EQ(harness.Calls().at(0).args_json(), R"({"k":["v"]})");
  EXPECT_EQ(harness.Outcome(), "Error: The program threw a value that is no Error: { odd: 1 }");
}
TEST(ProgramToolsTest, ToJsonOnObjectPrototypeIsHonoured) {
  EXPECT_EQ(ArgsOf("Object.prototype.toJSON = function () { return 'all' }; await external_a({ a: 1 })"), "\"all\"");
}
TEST(ProgramToolsTest, ProtoKeysAreData) {
  EXPECT_EQ(ArgsOf("await external_a(JSON.parse('{\"__proto__\":{\"x\":1},\"u\":[1]}'))"), R"({"__proto__":{"x":1},"u":[1]})");
  EXPECT_EQ(ArgsOf("await external_a([new Map([['__proto__', 1]])])"), R"([{"__proto__":1}])");
}
TEST(ProgramToolsTest, ProxiesAreRead) {
  EXPECT_EQ(ArgsOf("await external_a({ p: new Proxy({ a: 1 }, {}), l: new Proxy([1, 2], {}) })"), R"({"p":{"a":1},"l":[1,2]})");
}
TEST(ProgramToolsTest, ThrowingProxyRejectsTheCall) {
  EXPECT_EQ(
      EvaluateWithTools(
          "try { await external_a(new Proxy({}, { ownKeys() { throw new Error('trap') } })) } catch (e) { return e.message }"),
      R"("args can't be written as JSON: trap")");
}
TEST(ProgramToolsTest, EndlessNestingIsRefused) {
  EXPECT_EQ(EvaluateWithTools("const p = new Proxy({}, { get: (t, k) => k === 'toJSON' ? undefined : p, ownKeys: () => ['x'], "
                              "getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) });"
                              "const o = {}; Object.defineProperty(o, 'x', { enumerable: true, get() { return new Proxy({}, { "
                              "get: (t, k) => k === 'toJSON' ? undefined : o, ownKeys: () => ['y'], getOwnPropertyDescriptor: () "
                              "=> ({ value: 1, enumerable: true, configurable: true }) }) } });"
                              "let n = 0; const deep = () => ({ get d() { n++; return deep() } }); try { await "
                              "external_a(deep()) } catch (e) { return e.message }"),
            "\"args is nested too deeply\"");
}
TEST(ProgramToolsTest, ConstructorChainsEndInTheSandbox) {
  EXPECT_EQ(
      EvaluateWithTools(
          "const tried = []; for (const f of [external_a, setTimeout, console.log, Math.random, structuredClone, tools.nothing])"
          "{ try { tried.push(f.constructor('return globalThis')()) } catch (e) { tried.push(e.name) } } return tried"),
      R"(["EvalError","EvalError","EvalError","EvalError","EvalError","EvalError"])");
}
TEST(ProgramToolsTest, NothingOfTheBridgeIsOnTheGlobalObject) {
  const std::string names = Evaluate("return Object.getOwnPropertyNames(globalThis)");
  for (const char* hidden : {"native", "connect", "describe", "shapeOf", "__", "isobridge", "runtime", "emit"}) {
    EXPECT_THAT(names, ::testing::Not(HasSubstr(hidden)));
  }
}
TEST(ProgramToolsTest, CallersOfTheRuntimeAreHidden) {
  EXPECT_EQ(Evaluate("let c = 'none'; const o = { get x() { try { c = typeof arguments.callee.caller } catch (e) { c = e.name } "
                     "return 1 } }; JSON.stringify(o); console.log('%j', o); return c"),
            "\"TypeError\"");
}
TEST(ProgramToolsTest, BreakingOutOfTheWrapperGainsNothing) {
  ProgramHarness harness;
  harness.Run("}); (async function () { return [this === undefined, typeof globalThis.native]");
  EXPECT_EQ(harness.Outcome(), R"([true,"undefined"])");
}
TEST(ProgramToolsTest, SealedGlobalStillHasItsTools) {
  ProgramHarness harness;
  harness.Tool("a")
      .Run("Object.freeze(globalThis); return [await external_a(1), await tools.a(2)]")
      .Answer(1, "1")
      .Answer(2, "2");
  EXPECT_EQ(harness.Outcome(), "[1,2]");
}

// ---- codemode.search and codemode.describe ----

std::vector<std::string> Lookups(ProgramHarness& harness) {
  std::vector<std::string> lookups;
  for (const worker::v1::FromWorker& frame : harness.Frames()) {
    if (!frame.has_lookup()) continue;
    lookups.push_back(std::to_string(frame.lookup().lookup()) + " " + worker::v1::Lookup::Kind_Name(frame.lookup().kind()) + " " +
                      frame.lookup().args_json());
  }
  return lookups;
}

TEST(ProgramLookupsTest, AreNumberedApartFromCalls) {
  ProgramHarness harness;
  harness.Tool("a").Run(
      "const s = codemode.search('x', { limit: 1 }); const c = external_a({}); const d = codemode.describe('a');"
      "return [await d, await c, await s]");
  harness.AnswerLookup(2, "2").AnswerLookup(1, "1").Answer(1, "\"call\"");
  EXPECT_EQ(harness.Outcome(), R"([2,"call",1])");
  EXPECT_THAT(Lookups(harness), ::testing::ElementsAre(R"(1 KIND_SEARCH ["x",{"limit":1}])", R"(2 KIND_DESCRIBE ["a",null])"));
}
TEST(ProgramLookupsTest, AProgramThatWaitsForOneIsNotStuck) {
  ProgramHarness harness;
  harness.Run("return await codemode.search('x')");
  EXPECT_EQ(harness.Outcome(), "running");
  harness.AnswerLookup(1, R"({"total":0})");
  EXPECT_EQ(harness.Outcome(), R"({"total":0})");
}
TEST(ProgramLookupsTest, AreThereWithoutToolsAndNotListed) {
  EXPECT_EQ(Evaluate("return [typeof codemode.search, typeof codemode.describe, 'search' in codemode, Object.keys(codemode), "
                     "'search' in tools, codemode.search === codemode.search, Object.isFrozen(codemode.describe)]"),
            R"(["function","function",true,[],false,true,true])");
}
TEST(ProgramLookupsTest, WinOverToolsOfTheSameNameInCodemodeAlone) {
  ProgramHarness harness;
  harness.Tool("search").Run("tools.search(1); external_search(2); codemode.search('3'); return 1");
  EXPECT_EQ(harness.Calls().size(), 2u);
}
TEST(ProgramLookupsTest, TooManyFail) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_lookups(1);
  harness.Run("codemode.search('a'); try { await codemode.search('b') } catch (e) { return e.code }");
  EXPECT_EQ(harness.Outcome(), "\"LOOKUP_LIMIT\"");
}
TEST(ProgramLookupsTest, ArgumentsThatCantBeWrittenFail) {
  EXPECT_EQ(Evaluate("try { await codemode.search('a'.repeat(5000)) } catch (e) { return [e.name, e.code] }"),
            R"(["TypeError","LOOKUP_INVALID"])");
  EXPECT_EQ(Evaluate("try { await codemode.search(10n) } catch (e) { return [e.name, e.code] }"),
            R"(["TypeError","LOOKUP_INVALID"])");
}

}  // namespace
}  // namespace isobridge::isolate
