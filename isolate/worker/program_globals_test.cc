// Timers, console, randomness and the other globals, and results.

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/program_harness.h"

namespace isobridge::isolate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using worker::v1::Finished;

// The console line of one console.log.
std::string Logged(std::string_view arguments) {
  const auto lines = ConsoleOf("console.log(" + std::string(arguments) + ")");
  return lines.size() == 1 ? lines[0].substr(2) : std::to_string(lines.size()) + " lines";
}

// ---- timers ----

TEST(ProgramGlobalsTest, TimersAreNumberedAndDescribed) {
  ProgramHarness harness;
  harness.Run(
      "const a = setTimeout(() => {}, 5.9); const b = setInterval(() => {}, 1); clearTimeout(a); clearTimeout(a); "
      "clearInterval('x'); await new Promise(() => {})");
  const auto frames = harness.Frames();
  ASSERT_THAT(frames, SizeIs(3));
  EXPECT_EQ(frames[0].timer_set().timer(), 1u);
  EXPECT_EQ(frames[0].timer_set().delay_ms(), 5u);
  EXPECT_FALSE(frames[0].timer_set().repeat());
  EXPECT_EQ(frames[1].timer_set().timer(), 2u);
  EXPECT_EQ(frames[1].timer_set().delay_ms(), 4u);
  EXPECT_TRUE(frames[1].timer_set().repeat());
  EXPECT_EQ(frames[2].timer_cleared().timer(), 1u);
}
TEST(ProgramGlobalsTest, DelaysAreClampedLikeInBrowsers) {
  ProgramHarness harness;
  harness.Run(
      "for (const d of [undefined, NaN, -5, Infinity, 2 ** 31, '7', null]) setTimeout(() => {}, d); await new Promise(() => {})");
  std::vector<uint32_t> delays;
  for (const auto& frame : harness.Frames()) delays.push_back(frame.timer_set().delay_ms());
  EXPECT_THAT(delays, ElementsAre(0, 0, 0, 0, 0, 7, 0));
}
TEST(ProgramGlobalsTest, TimersPassTheirArguments) {
  ProgramHarness harness;
  harness.Run("return await new Promise((done) => setTimeout((a, b) => done([a, b]), 1, 'x', 2))").Fire(1);
  EXPECT_EQ(harness.Outcome(), R"(["x",2])");
}
TEST(ProgramGlobalsTest, AnIntervalFiresUntilItIsCleared) {
  ProgramHarness harness;
  harness.Run(
      "let n = 0; return await new Promise((done) => { const t = setInterval(() => { if (++n === 3) { clearInterval(t); done(n) "
      "} }, 10) })");
  harness.Fire(1).Fire(1).Fire(1).Fire(1);
  EXPECT_EQ(harness.Outcome(), "3");
}
TEST(ProgramGlobalsTest, AClearedTimerThatFiresIsIgnored) {
  ProgramHarness harness;
  harness.Run("const t = setTimeout(() => { throw 1 }, 1); setTimeout(() => {}, 9); clearTimeout(t); await new Promise(() => {})")
      .Fire(1);
  EXPECT_EQ(harness.Outcome(), "running");
}
TEST(ProgramGlobalsTest, TimersAreLimited) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_timers(2);
  harness.Run(
      "setTimeout(() => {}); setTimeout(() => {});"
      "try { setTimeout(() => {}) } catch (e) { return [e instanceof RangeError, e.name, e.code, e.message] }");
  EXPECT_EQ(harness.Outcome(),
            R"js([true,"RangeError","TIMER_LIMIT","too many timers: 2 are set, which is the limit (timers); )js"
            R"js(clear some, or wait until they have fired"])js");
}
TEST(ProgramGlobalsTest, TimersDontRunStrings) {
  EXPECT_THAT(Evaluate("setTimeout('1')"), StartsWith("TypeError: setTimeout needs a function"));
}

// ---- the rest of the surface ----

TEST(ProgramGlobalsTest, MicrotasksKeepTheirOrder) {
  EXPECT_EQ(Evaluate("const r = []; queueMicrotask(() => r.push(1)); Promise.resolve().then(() => r.push(2)); queueMicrotask(() "
                     "=> r.push(3)); await 0; await 0; return r"),
            "[1,2,3]");
}
TEST(ProgramGlobalsTest, RandomnessIsASeedsOwn) {
  const char* code = "return [Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))]]";
  EXPECT_EQ(Evaluate(code), Evaluate(code));
  ProgramHarness other;
  other.begin().set_seed(std::string(32, 'x'));
  EXPECT_NE(other.Run(code).Outcome(), "");
}
TEST(ProgramGlobalsTest, AnotherSeedIsAnotherCourse) {
  const std::string first = Evaluate("return Math.random()");
  ProgramHarness other;
  other.begin().set_seed(std::string(32, 'x'));
  EXPECT_NE(other.Run("return Math.random()").Outcome(), first);
}
TEST(ProgramGlobalsTest, RandomUuidIsOfVersion4) {
  EXPECT_EQ(Evaluate("return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())"),
            "true");
}
TEST(ProgramGlobalsTest, GetRandomValuesWantsIntegers) {
  EXPECT_EQ(
      Evaluate("return [new Float64Array(1), new DataView(new ArrayBuffer(1)), [1], new Uint8Array(65537)].map((a) => { try {"
               "crypto.getRandomValues(a) } catch (e) { return [e.name, e instanceof DOMException] } })"),
      R"([["TypeMismatchError",true],["TypeMismatchError",true],["TypeError",false],["QuotaExceededError",true]])");
}
TEST(ProgramGlobalsTest, GetRandomValuesFillsTheViewOnly) {
  EXPECT_EQ(Evaluate("const b = new Uint8Array(8); crypto.getRandomValues(b.subarray(2, 4)); return [...b.subarray(0, 2), "
                     "...b.subarray(4)]"),
            "[0,0,0,0,0,0]");
}
TEST(ProgramGlobalsTest, StructuredCloneIsDeep) {
  EXPECT_EQ(
      Evaluate(
          "const o = { m: new Map([[1, new Set([2])]]), d: new Date(5), self: null }; o.self = o; const c = structuredClone(o);"
          "return [c !== o, c.self === c, [...c.m.get(1)], c.d.getTime()]"),
      "[true,true,[2],5]");
}
TEST(ProgramGlobalsTest, StructuredCloneRefusesFunctions) {
  EXPECT_EQ(Evaluate("try { structuredClone({ f() {} }) } catch (e) { return [e.name, e.code, e instanceof DOMException] }"),
            R"(["DataCloneError",25,true])");
}
TEST(ProgramGlobalsTest, StructuredCloneRefusesObjectsOfThePlatform) {
  for (const char* code :
       {"new URL('https://a.b')", "new URLSearchParams('a=1')", "new URLSearchParams('a=1').keys()", "new Event('e')",
        "new CustomEvent('e')", "new EventTarget()", "new AbortController()", "AbortSignal.abort()", "new TextEncoder()",
        "new TextDecoder()", "new (class extends EventTarget { x = 1 })()", "tools"}) {
    EXPECT_EQ(Evaluate(std::string("try { structuredClone({ deep: [") + code + "] }) } catch (e) { return e.name }"),
              "\"DataCloneError\"")
        << code;
  }
  EXPECT_EQ(Evaluate("class A { #x = 1; y = 2 } return structuredClone([new A(), Object.create(URL.prototype), { a: 1 }, "
                     "Object.create(null), new Proxy([], {}).length])"),
            R"([{"y":2},{},{"a":1},{},0])");
}
TEST(ProgramGlobalsTest, StructuredCloneTransfersBuffers) {
  EXPECT_EQ(Evaluate("const b = new Uint8Array([1, 2]).buffer; const c = structuredClone(b, { transfer: [b] }); return "
                     "[b.byteLength, c.byteLength]"),
            "[0,2]");
}

TEST(ProgramGlobalsTest, TheCompilerKnowsThem) {
  std::ifstream file("isolate/compiler/known_globals.ts");
  const std::string source(std::istreambuf_iterator<char>(file), {});
  std::set<std::string> known = {"globalThis"};
  const std::regex quoted(R"re("(\w+)")re");
  for (std::sregex_iterator i(source.begin(), source.end(), quoted), end; i != end; ++i) known.insert((*i)[1]);
  std::string listed;
  for (const std::string& name : known) listed += (listed.empty() ? "" : " ") + name;
  EXPECT_EQ(Evaluate("return Object.getOwnPropertyNames(globalThis).sort().join(' ')"), "\"" + listed + "\"");
}
TEST(ProgramGlobalsTest, FetchSaysWhatToUse) {
  ProgramHarness harness;
  harness.Tool("a").Run("await fetch('https://example.com')");
  EXPECT_EQ(harness.Outcome(),
            "Error: fetch is not available in this sandbox: programs have no network. Call a tool instead: external_a");
}
TEST(ProgramGlobalsTest, RequireSaysWhatToUse) {
  EXPECT_THAT(Evaluate("require('fs')"), StartsWith("Error: require('fs') is not available in this sandbox"));
}
TEST(ProgramGlobalsTest, ProcessSaysWhatToUse) {
  EXPECT_THAT(Evaluate("process.env.KEY"), StartsWith("Error: process.env is not available in this sandbox"));
}
TEST(ProgramGlobalsTest, BufferSaysWhatToUse) { EXPECT_THAT(Evaluate("Buffer.from('x')"), HasSubstr("use Uint8Array")); }
TEST(ProgramGlobalsTest, XmlHttpRequestSaysWhatToUse) { EXPECT_THAT(Evaluate("new XMLHttpRequest()"), HasSubstr("no network")); }
TEST(ProgramGlobalsTest, WebSocketSaysWhatToUse) { EXPECT_THAT(Evaluate("new WebSocket('ws://x')"), HasSubstr("no network")); }
TEST(ProgramGlobalsTest, ImportRejects) {
  EXPECT_THAT(Evaluate("await import('fs')"), StartsWith("TypeError: import(\"fs\") is not available"));
}
TEST(ProgramGlobalsTest, EvalSaysWhatToUse) {
  EXPECT_THAT(Evaluate("eval('1')"), StartsWith("EvalError: code in a string is not run"));
}
TEST(ProgramGlobalsTest, NoFunctionConstructorRunsStrings) {
  EXPECT_EQ(
      Evaluate("const r = []; for (const f of [function () {}, async function () {}, function* () {}, async function* () {}])"
               "{ try { f.constructor('return 1'); r.push('ran') } catch (e) { r.push(e.name) } } return r"),
      R"(["EvalError","EvalError","EvalError","EvalError"])");
}
TEST(ProgramGlobalsTest, WhatWouldBreakDeterminismIsAbsent) {
  EXPECT_EQ(Evaluate("return ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry'].map((n) => n in "
                     "globalThis)"),
            "[false,false,false,false,false]");
}
TEST(ProgramGlobalsTest, WhatIsAbsentSaysWhy) {
  EXPECT_THAT(Evaluate("new WeakRef({})"),
              StartsWith("ReferenceError: WeakRef is not defined. WeakRef is not available: what a program does must"));
}

// ---- console ----

TEST(ProgramGlobalsTest, TheConsoleIsANamespaceObject) {
  EXPECT_EQ(Evaluate("const p = Object.getPrototypeOf(console); return [Reflect.ownKeys(p).length, Object.getPrototypeOf(p) === "
                     "Object.prototype]"),
            "[0,true]");
}

TEST(ProgramGlobalsTest, LevelsAreKept) {
  EXPECT_THAT(ConsoleOf("console.debug(1); console.log(2); console.info(3); console.warn(4); console.error(5)"),
              ElementsAre("1 1", "2 2", "3 3", "4 4", "5 5"));
}
TEST(ProgramGlobalsTest, ValuesLookLikeNodes) {
  EXPECT_EQ(Logged("'s', 1, -0, null, undefined, true, 10n, Symbol('q')"), "s 1 -0 null undefined true 10n Symbol(q)");
  EXPECT_EQ(Logged("{ a: 'x', 'b-c': [1, , 3], d: { e: { f: { g: 1 } } } }"),
            "{ a: 'x', 'b-c': [ 1, <1 empty item>, 3 ], d: { e: { f: [Object] } } }");
  EXPECT_EQ(Logged("new Map([['k', { v: 1 }]]), new Set([1, 'a'])"), "Map(1) { 'k' => { v: 1 } } Set(2) { 1, 'a' }");
  EXPECT_EQ(Logged("[undefined, null, () => {}, class A extends Map {}, async function f() {}]"),
            "[\n  undefined,\n  null,\n  [Function (anonymous)],\n  [class A extends Map],\n  [AsyncFunction: f]\n]");
  EXPECT_EQ(Logged("new Date(0), /a\\/b/gi, new Uint8Array(3), Promise.resolve(4), new (class Foo { x = 1 })()"),
            "1970-01-01T00:00:00.000Z /a\\/b/gi Uint8Array(3) [ 0, 0, 0 ] Promise { 4 } Foo { x: 1 }");
  EXPECT_EQ(Logged("Object.create(null), [], {}, [[]], Object(1), Object('s')"),
            "[Object: null prototype] {} [] {} [ [] ] [Number: 1] [String: 's']");
}
TEST(ProgramGlobalsTest, StringsInsideAreQuoted) { EXPECT_EQ(Logged("[\"it's\", 'a\\nb']"), "[ \"it's\", 'a\\nb' ]"); }
TEST(ProgramGlobalsTest, PlaceholdersAreFilled) {
  EXPECT_EQ(Logged("'%s is %d%% of %i, %f, %j and %o', 'x', '42', 3.9, '1.5', { a: 1 }, [1], 'rest'"),
            "x is 42% of 3, 1.5, {\"a\":1} and [ 1 ] rest");
}
TEST(ProgramGlobalsTest, CyclesAreMarked) {
  EXPECT_EQ(Logged("(() => { const o = { n: 1 }; o.self = o; return o })()"), "<ref *1> { n: 1, self: [Circular *1] }");
}
TEST(ProgramGlobalsTest, ErrorsShowTheProgramsStack) {
  EXPECT_EQ(Logged("new TypeError('bad')"), "TypeError: bad\n    at program.ts:1:13");
}
TEST(ProgramGlobalsTest, ErrorsShowTheirProperties) {
  EXPECT_EQ(Logged("Object.assign(new Error('m'), { code: 'E' })"), "Error: m\n    at program.ts:1:27 {\n  code: 'E'\n}");
}
TEST(ProgramGlobalsTest, HostileValuesAreShownWithoutRunningThem) {
  EXPECT_EQ(Logged("{ get a() { throw 1 }, set b(v) {}, get c() { return 1 }, set c(v) {} }"),
            "{ a: [Getter], b: [Setter], c: [Getter/Setter] }");
  EXPECT_EQ(Logged("new Proxy({ a: 1 }, { get() { throw 1 }, ownKeys() { throw 2 }, getOwnPropertyDescriptor() { throw 3 } })"),
            "{ a: 1 }");
  EXPECT_EQ(Logged("(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy })()"), "<Revoked Proxy>");
  EXPECT_EQ(Logged("'%s', { toString() { throw 1 } }"), "[value that cannot be shown]");
  EXPECT_EQ(Logged("'%s', { toString() { return 'mine' } }"), "mine");
}
TEST(ProgramGlobalsTest, ObjectPrototypeDoesNotShowInWhatIsPrinted) {
  const std::string kPollute =
      "for (const k of ['get', 'set', 'value', 'enumerable', 'writable']) Object.defineProperty(Object.prototype, k, "
      "{ __proto__: null, configurable: true, get() { throw new Error('ran') } }); console.log(";
  EXPECT_THAT(ConsoleOf(kPollute + "{ a: 1, b: [2], get c() { return 3 } }, new Map([[4, 5]]), class A {})"),
              ElementsAre(EndsWith("{ a: 1, b: [ 2 ], c: [Getter] } Map(1) { 4 => 5 } [class A]")));
  EXPECT_THAT(ConsoleOf("Object.prototype.get = () => 'forged'; console.log({ a: 1 }); console.table([{ a: 1 }])"),
              Contains(EndsWith("{ a: 1 }")));
}
TEST(ProgramGlobalsTest, DeepAndLongValuesAreCut) {
  EXPECT_THAT(Logged("Array.from({ length: 1000 }, (_, i) => i)"), HasSubstr("... 900 more items"));
  EXPECT_THAT(Logged("['x'.repeat(20000)]"), HasSubstr("... 10000 more characters"));
  EXPECT_THAT(Logged("(() => { let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; return o })()"), HasSubstr("[Object]"));
}
TEST(ProgramGlobalsTest, GroupsIndent) {
  EXPECT_THAT(ConsoleOf("console.group('g'); console.log('a\\nb'); console.groupEnd(); console.log('c')"),
              ElementsAre("2 g", "2   a\n  b", "2 c"));
}
TEST(ProgramGlobalsTest, CountersAndAssertions) {
  EXPECT_THAT(ConsoleOf("console.count(); console.count(); console.countReset(); console.count('x'); console.assert(true); "
                        "console.assert(false, 'no %s', 1)"),
              ElementsAre("2 default: 1", "2 default: 2", "2 x: 1", "5 Assertion failed: no 1"));
}
TEST(ProgramGlobalsTest, LabelsAreText) {
  EXPECT_THAT(
      ConsoleOf("console.count(1); console.count('1'); console.count({ toString() { return '1' } }); console.count(null)"),
      ElementsAre("2 1: 1", "2 1: 2", "2 1: 3", "2 null: 1"));
  EXPECT_THAT(Evaluate("console.time(Symbol('s'))"), StartsWith("TypeError: Cannot convert a Symbol"));
}
TEST(ProgramGlobalsTest, LabelsThatDontFitAreWarnedOf) {
  EXPECT_THAT(
      ConsoleOf("console.countReset('c'); console.time('t'); console.time('t'); console.timeEnd('t'); console.timeEnd('t');"
                " console.timeLog()"),
      ElementsAre("4 Count for 'c' does not exist", "4 Label 't' already exists for console.time()", "2 t: 0ms",
                  "4 No such label 't' for console.timeEnd()", "4 No such label 'default' for console.timeLog()"));
}
TEST(ProgramGlobalsTest, NothingIsFormattedForALineThatIsDropped) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_console_lines(1);
  harness.Run(
      "console.time(); console.log(1); let n = 0; const v = { toString() { ++n; return '' } };"
      "console.dir(v); console.timeLog('default', '%s', v); console.timeEnd(); console.count(); console.countReset('no'); return "
      "n");
  EXPECT_EQ(harness.Outcome(), "0");
  EXPECT_THAT(harness.Warnings(), ElementsAre(StartsWith("2 console: 5 lines were dropped")));
}
TEST(ProgramGlobalsTest, TablesAreDrawn) {
  EXPECT_THAT(ConsoleOf("console.table([{ a: 1, b: 'x' }, { a: 2 }])"),
              ElementsAre("2 ┌─────────┬───┬─────┐\n│ (index) │ a │ b   │\n├─────────┼───┼─────┤\n│ 0       │ 1 │ 'x' │\n│ 1     "
                          "  │ 2 │     │\n└─────────┴───┴─────┘"));
}
TEST(ProgramGlobalsTest, TimesFollowTheVirtualClock) {
  ProgramHarness harness;
  harness.Run("console.time('t'); await new Promise(r => setTimeout(r, 9)); console.timeEnd('t')").Fire(1, 1'767'323'045'012'000);
  EXPECT_THAT(harness.Console(), ElementsAre("2 t: 12ms"));
}
TEST(ProgramGlobalsTest, TraceShowsWhereItIs) {
  EXPECT_THAT(ConsoleOf("function f() { console.trace('here') } f()"),
              ElementsAre("1 Trace: here\n    at f (program.ts:1:24)\n    at program.ts:1:40"));
}
TEST(ProgramGlobalsTest, TooManyLinesAreDroppedWithOneWarning) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_console_lines(2);
  harness.Run("for (let i = 0; i < 5; i++) console.log(i)");
  EXPECT_THAT(harness.Console(), ElementsAre("2 0", "2 1"));
  EXPECT_THAT(harness.Warnings(), ElementsAre(StartsWith("2 console: 3 lines were dropped; the limits are 2 lines")));
}
TEST(ProgramGlobalsTest, TooManyBytesAreCutBetweenCharacters) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_console_bytes(6);
  harness.Run("console.log('abc'); console.log('ééé'); console.log('x')");
  EXPECT_THAT(harness.Console(), ElementsAre("2 abc", "2 é"));
  EXPECT_THAT(harness.Warnings(), ElementsAre(StartsWith("2 console: 1 line was dropped and the one before was cut")));
}
TEST(ProgramGlobalsTest, AReplacedConsoleIsTheProgramsOwn) {
  EXPECT_THAT(
      ConsoleOf(
          "const lines = []; const log = console.log; console.log = (...a) => log('mine', ...a); console.log(1); console = null"),
      ElementsAre("2 mine 1"));
}
TEST(ProgramGlobalsTest, ReplacedIntrinsicsDontBreakTheConsole) {
  EXPECT_THAT(ConsoleOf("const shown = { a: [1, new Map([[1, 2]])] }; const kinds = [String, Array, Map, Set, RegExp, Symbol, "
                        "Number, Function]; for (let i = 0; i < kinds.length; i++) {"
                        "const keys = Reflect.ownKeys(kinds[i].prototype); for (let j = 0; j < keys.length; j++)"
                        "{ try { kinds[i].prototype[keys[j]] = () => { throw new Error('used') } } catch {} } }"
                        "Reflect.ownKeys = Object.keys = Array.isArray = null; console.log('%s', shown, \"it's\")"),
              ElementsAre("2 { a: [Array] } it's"));
}

// ---- results ----

TEST(ProgramGlobalsTest, PlainResultsHaveNoWarnings) {
  EXPECT_THAT(WarningsOf("return { a: [1, 'x', null, true, { b: [] }], c: -0 }"), IsEmpty());
  EXPECT_EQ(Evaluate("return { a: [1, 'x', null, true, { b: [] }], 'é': '\\ud800' }"),
            "{\"a\":[1,\"x\",null,true,{\"b\":[]}],\"é\":\"\\ud800\"}");
}
TEST(ProgramGlobalsTest, LossesAreListedWithTheirPaths) {
  EXPECT_THAT(
      WarningsOf("return { u: undefined, a: [undefined, NaN], d: new Date(0), m: new Map([['k', Infinity]]), 'odd key': new "
                 "Set([1]), t: new Uint8Array(2), e: new RangeError('x'), r: /x/g }"),
      ElementsAre("4 result.u was undefined and is left out", "4 result.a[0] was undefined and is now null",
                  "4 result.a[1] was NaN and is now null", "4 result.d was a Date and is now a string",
                  "4 result.m was a Map and is now an object", "4 result.m.k was Infinity and is now null",
                  "4 result[\"odd key\"] was a Set and is now an array", "4 result.t was a Uint8Array and is now an array",
                  "4 result.e was an Error and is now an object", "4 result.r was a RegExp and is now a string"));
}
TEST(ProgramGlobalsTest, LossyValuesAreConverted) {
  EXPECT_EQ(Evaluate("return { a: [undefined, NaN], m: new Map([['k', 1]]), n: new Map([[1, 2]]), s: new Set([1]), t: new "
                     "Uint8Array([7]), e: new RangeError('x'), r: /x/g }"),
            R"({"a":[null,null],"m":{"k":1},"n":[[1,2]],"s":[1],"t":[7],"e":{"name":"RangeError","message":"x"},"r":"/x/g"})");
}
TEST(ProgramGlobalsTest, WhatKeepsItsContentsIsToldOf) {
  for (const char* code : {"[1].values()", "[1].values().map(String)", "new Map().keys()", "'a'.matchAll(/a/g)",
                           "(function* () {})()", "new WeakMap()", "new URLSearchParams('a=1')", "new AbortController().signal",
                           "new Intl.NumberFormat()", "new (class Secret { #x = 1 })()", "Object.create({ a: 1 })"}) {
    EXPECT_THAT(WarningsOf(std::string("return { v: ") + code + " }"),
                ElementsAre(::testing::MatchesRegex("4 result.v was an? .* whose contents JSON can't hold")))
        << code;
  }
  for (const char* code : {"{}", "[]", "Object.create(null)", "new (class { x = 1 })()", "new Proxy({}, {})"}) {
    EXPECT_THAT(WarningsOf(std::string("return { v: ") + code + ", u: new (class { y = 1 })() }"), IsEmpty()) << code;
  }
}
TEST(ProgramGlobalsTest, AnInvalidDateIsNotCalledAString) {
  EXPECT_THAT(WarningsOf("return new Date(NaN)"), ElementsAre("4 result was an invalid Date and is now null"));
}
TEST(ProgramGlobalsTest, DetachedBuffersAreRefused) {
  EXPECT_THAT(Evaluate("const b = new Uint8Array(4); structuredClone(b.buffer, { transfer: [b.buffer] }); return { b }"),
              StartsWith("TypeError: result.b is a detached buffer"));
}
TEST(ProgramGlobalsTest, WarningsAreBounded) {
  const auto warnings = WarningsOf("return Array(500).fill(NaN)");
  ASSERT_THAT(warnings, SizeIs(21));
  EXPECT_EQ(warnings.back(), "4 480 more losses in result");
}
TEST(ProgramGlobalsTest, FunctionsAreRefused) {
  EXPECT_THAT(Evaluate("return { a: { f: () => 1 } }"), StartsWith("TypeError: result.a.f is a function"));
}
TEST(ProgramGlobalsTest, SymbolsAreRefused) {
  EXPECT_THAT(Evaluate("return [Symbol('x')]"), StartsWith("TypeError: result[0] is a symbol"));
}
TEST(ProgramGlobalsTest, BigIntsAreRefused) { EXPECT_THAT(Evaluate("return 1n"), StartsWith("TypeError: result is a BigInt")); }
TEST(ProgramGlobalsTest, BigIntsWithToJsonAreWritten) {
  EXPECT_EQ(Evaluate("BigInt.prototype.toJSON = function () { return String(this) }; return [5n]"), "[\"5\"]");
}
TEST(ProgramGlobalsTest, CyclesAreRefused) {
  EXPECT_THAT(Evaluate("const a = [1]; a.push({ a }); return a"), StartsWith("TypeError: result[1].a refers back to result"));
}
TEST(ProgramGlobalsTest, PromisesAreRefused) {
  EXPECT_EQ(Evaluate("return { p: (async () => 1)() }"), "TypeError: result.p is a Promise: await it");
}
TEST(ProgramGlobalsTest, RefusedResultsHaveTheirReason) {
  ProgramHarness harness;
  EXPECT_EQ(harness.Run("return () => 1").Finished().reason(), Finished::REASON_RESULT_NOT_SERIALIZABLE);
}
TEST(ProgramGlobalsTest, ThrowingToJsonIsRefused) {
  EXPECT_EQ(Evaluate("return { toJSON() { throw new Error('no') } }"), "TypeError: result can't be written as JSON: no");
}
TEST(ProgramGlobalsTest, ToJsonOfUndefinedIsUndefined) { EXPECT_EQ(Evaluate("return { toJSON() {} }"), "undefined"); }
TEST(ProgramGlobalsTest, ClassInstancesAreTheirFields) {
  EXPECT_EQ(Evaluate("class P { x = 1; #y = 2; get z() { return 3 } } return new P()"), R"({"x":1})");
}
TEST(ProgramGlobalsTest, SharedObjectsAreNoCycles) {
  EXPECT_EQ(Evaluate("const s = { v: NaN }; return [s, s]"), R"([{"v":null},{"v":null}])");
}
TEST(ProgramGlobalsTest, ResultOverTheLimitTellsItsSize) {
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_result_bytes(1'000);
  harness.Run("return 'é'.repeat(1000)");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_RESULT_TOO_LARGE);
  EXPECT_EQ(harness.Finished().result_bytes(), 2'002u);
  EXPECT_THAT(harness.Outcome(), HasSubstr("2002 bytes"));
}
TEST(ProgramGlobalsTest, SharedSubtreesDontExplode) {
  ProgramHarness harness;
  harness.Run("let o = ['x'.repeat(100)]; for (let i = 0; i < 40; i++) o = [o, o]; return o");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_RESULT_TOO_LARGE);
}
TEST(ProgramGlobalsTest, SparseArraysDontExplode) {
  ProgramHarness harness;
  harness.Run("const a = []; a[4e9] = 1; return a");
  EXPECT_EQ(harness.Finished().reason(), Finished::REASON_RESULT_TOO_LARGE);
}
TEST(ProgramGlobalsTest, DeepResultIsWrittenOrRefusedButNoCrash) {
  EXPECT_THAT(Evaluate("let o = {}; for (let i = 0; i < 1e6; i++) o = { o }; return o"),
              HasSubstr("result is nested too deeply"));
}
TEST(ProgramGlobalsTest, GettersOfAResultAreItsValue) { EXPECT_EQ(Evaluate("return { get a() { return 1 } }"), R"({"a":1})"); }
TEST(ProgramGlobalsTest, GettersOfAResultAreReadOnce) {
  EXPECT_EQ(Evaluate("let n = 0; return { get a() { return ++n } }"), R"({"a":1})");
  EXPECT_EQ(Evaluate("let n = 0; const get = () => ++n; return [Object.defineProperty([0, 0], 1, { get, enumerable: true }), "
                     "new Proxy({ p: 0 }, { get: (t, k) => k === 'p' ? ++n : undefined })]"),
            R"([[0,1],{"p":2}])");
  EXPECT_EQ(Evaluate("let n = 0; const e = new Error('m'); Object.defineProperty(e, 'name', { get: () => 'N' + ++n, enumerable: "
                     "true }); return e"),
            R"({"name":"N1","message":"m"})");
}
TEST(ProgramGlobalsTest, HolesAreReadThroughThePrototypeOnce) {
  EXPECT_EQ(Evaluate("let n = 0; Object.defineProperty(Array.prototype, 1, { get: () => ++n }); return [[0, , 2], n]"),
            "[[0,1,2],0]");
}
TEST(ProgramGlobalsTest, DescriptorsAreNoTrap) {
  EXPECT_EQ(Evaluate("let n = 0; for (const k of ['get', 'set', 'value', 'writable']) Object.defineProperty(Object.prototype, k, "
                     "{ __proto__: null, get() { n++ } }); const r = { a: [1] }; return { r, get n() { return n } }"),
            R"({"r":{"a":[1]},"n":0})");
}
TEST(ProgramGlobalsTest, TooLargeCannotBeForged) {
  EXPECT_THAT(Evaluate("return { get a() { throw Object.assign(new RangeError('forged'), { tooLarge: true }) } }"),
              HasSubstr("forged"));
  EXPECT_THAT(Evaluate("return { get a() { throw 1e9 } }"), HasSubstr("can't be written as JSON"));
}
TEST(ProgramGlobalsTest, SizeOfAStoppedResultIsWhatWasCounted) {
  for (const char* wrap : {"rows", "{ get rows() { return rows } }"}) {
    ProgramHarness harness;
    harness.begin().mutable_limits()->set_result_bytes(1'000);
    harness.Run("const rows = Array(40).fill('x'.repeat(1 << 20)); return " + std::string(wrap));
    EXPECT_EQ(harness.Finished().reason(), Finished::REASON_RESULT_TOO_LARGE);
    EXPECT_TRUE(harness.Finished().result_bytes_is_lower_bound());
    // More than eight strings of 1 MiB, not more than nine.
    EXPECT_GT(harness.Finished().result_bytes(), 8u << 20);
    EXPECT_LT(harness.Finished().result_bytes(), (9u << 20) + 1'000);
  }
}
TEST(ProgramGlobalsTest, WhatIsCountedIsNeverMoreThanIsWritten) {
  // A shape of the smallest pieces, over the point where writing is stopped: the size that is told must not be over the true one.
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_result_bytes(1);
  harness.Run("const rows = Array.from({ length: 1 << 17 }, () => ({ a: [0], u: undefined, b: 'x'.repeat(100) })); return rows");
  EXPECT_TRUE(harness.Finished().result_bytes_is_lower_bound());
  EXPECT_LE(harness.Finished().result_bytes(), (std::string_view(R"({"a":[0],"b":""},)").size() + 100) << 17);
}
TEST(ProgramGlobalsTest, RegExpStaticsAreTheProgramsOwn) {
  EXPECT_EQ(Evaluate("/(mine)/.exec('mine'); console.log('%s', { a: 1, 'odd key': [/x/] }, new Map([['k', 1]])); "
                     "console.table([{ a: 1 }]); return { m: new Map([['k', 1]]), get s() { return RegExp.$1 } }"),
            R"({"m":{"k":1},"s":"mine"})");
}
TEST(ProgramGlobalsTest, NoFunctionShowsItsSource) {
  // Everything that is reachable from the global object, without running getters.
  EXPECT_EQ(Evaluate(R"js(
    tools; codemode;
    const seen = new Set(), shown = [], names = new Map(), queue = [globalThis];
    names.set(globalThis, 'globalThis');
    let functions = 0;
    while (queue.length > 0) {
      const object = queue.pop();
      if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) continue;
      seen.add(object);
      const name = names.get(object);
      if (typeof object === 'function') {
        ++functions;
        if (!/\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(object))) shown.push(name);
      }
      const visit = (value, as) => { if (!names.has(value)) names.set(value, name + '.' + as); queue.push(value) };
      visit(Object.getPrototypeOf(object), '__proto__');
      for (const key of Reflect.ownKeys(object)) {
        const { value, get, set } = Object.getOwnPropertyDescriptor(object, key) ?? {};
        visit(value, String(key)); visit(get, String(key)); visit(set, String(key));
      }
    }
    return [functions > 500, seen.has(console.log), seen.has(performance.now), shown])js"),
            "[true,true,true,[]]");
}
TEST(ProgramGlobalsTest, FunctionsKeepTheirNamesAndLengths) {
  EXPECT_EQ(Evaluate("return [console.log.name, console.log.length, performance.now.name, fetch.name, WebSocket.name, "
                     "console.table.length]"),
            R"(["log",0,"now","fetch","WebSocket",2])");
}

}  // namespace
}  // namespace isobridge::isolate
