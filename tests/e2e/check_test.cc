// Programs whose types are checked before they run: by the real checker, confined as in production.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::Diagnostic;
using isobridge::v1::ExecutionError;
using isobridge::v1::Warning;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CheckTest : public ::testing::Test {
 protected:
  // The machine may be busy: here, only what never ends takes too long.
  static void SetUpTestSuite() { server_ = new ServerProcess({.flags = {"--check_time=30s"}}); }
  static void TearDownTestSuite() { delete server_; }

  // Runs as clients do that say nothing of checks.
  Transcript Run(const std::string& code, isobridge::v1::CheckMode mode = isobridge::v1::CHECK_MODE_UNSPECIFIED) {
    return Execute(channel_, Start(code, mode), [](const isobridge::v1::Call& call) -> std::string {
      if (call.tool() == "orders.list") return R"([{"id":"o1","total":5,"customer":{"name":"Ann"}}])";
      if (call.tool() == "weather") return R"({"degrees":21})";
      return R"({"anything":[1,2]})";
    });
  }

  static isobridge::v1::Start Start(const std::string& code, isobridge::v1::CheckMode mode) {
    isobridge::v1::Start start = Program(code);
    start.set_check(mode);
    isobridge::v1::Tool* weather = start.add_tools();
    weather->set_name("weather");
    weather->set_input_schema_json(
        R"({"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["C","F"]}},"required":["city"]})");
    weather->set_output_schema_json(R"({"type":"object","properties":{"degrees":{"type":"number"}},"required":["degrees"]})");
    isobridge::v1::Tool* orders = start.add_tools();
    orders->set_name("orders.list");
    orders->set_output_schema_json(
        R"({"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"total":{"type":"number"},"customer":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}},"required":["id","total","customer"]}})");
    start.add_tools()->set_name("untyped");
    return start;
  }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

std::string At(const isobridge::v1::Location& place) { return absl::StrCat(place.line(), ":", place.column()); }

// ---- what doesn't run -------------------------------------------------------------------------------------------------

struct Mistake {
  std::string code;
  std::string place;
  uint32_t number;
};

class MistakeTest : public CheckTest, public ::testing::WithParamInterface<Mistake> {};

TEST_P(MistakeTest, DoesNotRun) {
  const Transcript transcript = Run(GetParam().code);

  ASSERT_EQ(transcript.code(), ExecutionError::CODE_CHECK_FAILED) << transcript.finished().ShortDebugString();
  const ExecutionError error = transcript.finished().error();
  EXPECT_THAT(transcript.calls(), IsEmpty());
  EXPECT_EQ(error.diagnostics(0).code(), GetParam().number) << error.message();
  EXPECT_EQ(At(error.diagnostics(0).start()), GetParam().place) << error.message();
  EXPECT_EQ(error.diagnostics(0).severity(), Diagnostic::SEVERITY_ERROR);
  EXPECT_EQ(At(error.location()), GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Each, MistakeTest,
    ::testing::Values(
        // Names and tools.
        Mistake{"const a = 1;\nreturn a + b;", "2:12", 2304},
        Mistake{"return await external_wether({ city: 'x' });", "1:14", 2552},
        Mistake{"return await tools.orders.lst();", "1:27", 2551}, Mistake{"return await codemode.nothing({});", "1:23", 2339},
        Mistake{"const r = await fetch('https://a');\nreturn r;", "1:17", 2304}, Mistake{"return process.env.HOME;", "1:8", 2591},
        Mistake{"const x = { undeclared };\nreturn x;", "1:13", 18004},
        // Properties.
        Mistake{"const w = await external_weather({ city: 'x' });\nreturn w.degree;", "2:10", 2551},
        Mistake{"const { items } = await external_weather({ city: 'x' });\nreturn items;", "1:9", 2339},
        Mistake{"const all = await tools.orders.list();\nreturn all.map((o) => o.customer.nme);", "2:34", 2551},
        Mistake{"const all = await tools.orders.list();\nreturn all.map((o) => o.amount);", "2:25", 2339},
        Mistake{"return [1, 2].lenght;", "1:15", 2551}, Mistake{"return 'a'.toUppercase();", "1:12", 2551},
        Mistake{"const all = (await tools.orders.list()).map((o) => ({ id: o.id, sum: o.total }));\nreturn all[0].summ;", "2:15",
                2551},
        // Arguments.
        Mistake{"return await external_weather({ cty: 'x' });", "1:33", 2561},
        Mistake{"return await external_weather({ city: 'x', country: 'y' });", "1:44", 2353},
        Mistake{"return await external_weather({});", "1:31", 2741}, Mistake{"return await external_weather();", "1:14", 2554},
        Mistake{"return await external_weather('x');", "1:31", 2345},
        Mistake{"return await external_weather({ city: 5 });", "1:33", 2322},
        Mistake{"return await external_weather({ city: 'x', unit: 'K' });", "1:44", 2322},
        Mistake{"const where = { town: 'x' };\nreturn await external_weather(where);", "2:31", 2741},
        // A missing await.
        Mistake{"const w = external_weather({ city: 'x' });\nreturn w.degrees;", "2:10", 2339},
        Mistake{"const all = tools.orders.list();\nreturn all.length;", "2:12", 2339},
        Mistake{"for (const o of tools.orders.list()) console.log(o);", "1:17", 2488},
        Mistake{"const r = external_untyped();\nreturn r.anything;", "2:10", 2339},
        Mistake{"if (external_untyped()) return 1;\nreturn 2;", "1:5", 2801},
        Mistake{"const c = 1;\nc = 2;\nreturn c;", "2:1", 2588},
        // Every form of a program keeps its places.
        Mistake{"async (input) => {\n  return nope;\n}", "2:10", 2304},
        Mistake{"export default async function main() {\n  return nope;\n}", "2:10", 2304},
        Mistake{"{ a: 1, b: nope }", "1:12", 2304},
        Mistake{"Here it is:\n\n```ts\nconst é = '😀'; return nope;\n```\n", "4:24", 2304},
        Mistake{"function main() {\n  return nope;\n}", "2:10", 2304},
        Mistake{"namespace N { export const a = 1 }\nN.a + nope", "2:7", 2304}));

TEST_F(CheckTest, TellsTheModelWhatIsWrongAndWhatTheToolTakes) {
  const Transcript transcript = Run("const city = 'x';\nreturn await external_weather({ citty: city });");
  const ExecutionError error = transcript.finished().error();

  EXPECT_EQ(error.name(), "CheckError");
  EXPECT_THAT(error.message(), HasSubstr("did not run, and no call was made"));
  EXPECT_THAT(error.message(), HasSubstr("2:33 "));
  EXPECT_THAT(error.message(), HasSubstr("Did you mean to write 'city'?"));
  EXPECT_THAT(error.message(), HasSubstr("external_weather(input: WeatherInput): Promise<WeatherOutput>"));
  EXPECT_THAT(error.code_frame(), HasSubstr("> 2 | return await external_weather({ citty: city });"));
  ASSERT_EQ(error.diagnostics_size(), 1);
  EXPECT_EQ(error.diagnostics(0).nearest(), "city");
  EXPECT_EQ(error.diagnostics(0).tool(), "weather");
  EXPECT_THAT(error.diagnostics(0).signature(), HasSubstr("type WeatherInput = { city: string; unit?: \"C\" | \"F\" };"));
  EXPECT_EQ(At(error.diagnostics(0).end()), "2:38");
}

// ---- what runs --------------------------------------------------------------------------------------------------------

class WorkingTest : public CheckTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(WorkingTest, Runs) {
  const Transcript transcript = Run(GetParam());

  EXPECT_TRUE(transcript.finished().has_value()) << transcript.finished().ShortDebugString();
  EXPECT_THAT(transcript.warnings(), Not(Contains(Warning::CODE_CHECK_SKIPPED)));
}

INSTANTIATE_TEST_SUITE_P(
    Each, WorkingTest,
    ::testing::Values(
        // Without types, as JavaScript is written.
        "function add(a, b) { return a + (b || 0); }\nreturn add(1);",
        "const o = {};\no.total = 5;\no.list = [];\nreturn o.total;",
        "const counts = {};\nfor (const k of ['a', 'b']) counts[k] = (counts[k] || 0) + 1;\nreturn counts;",
        "class Box { constructor(v) { this.v = v; } get() { return this.v; } }\nreturn new Box(1).get();",
        "try { null.x; } catch (e) { return e.message; }",
        "try { throw Object.assign(new Error('a'), { code: 'X' }); } catch (e) { if (e instanceof Error) return e.code; }",
        "const r = await external_untyped();\nreturn r.anything[0].more;",
        "const r = await external_untyped({ any: 1 });\nreturn r;",
        "let found = null;\nfor (const n of [1, 2]) if (n > 1) found = n;\nreturn found;",
        "if (typeof window !== 'undefined') return window.location;\nreturn 1;", "const a = [];\na.push(1, 'x');\nreturn a;",
        "const m = new Map();\nm.set('a', 1);\nreturn [...m];", "return new Date('2024-01-02') - new Date('2024-01-01');",
        "return Object.entries({ a: 1 }).map(([k, v]) => k + v);",
        "const parts = 'a-b'.split('-');\nreturn parts.at(-1).toUpperCase();",
        // With types that only the program knows.
        "interface Row { id: string }\nconst rows = (await external_untyped()) as Row[];\nreturn rows[0]?.name ?? 1;",
        "const row = (await external_untyped()) as { id: string };\nreturn (row as any).x ?? row.name ?? 1;",
        "const t: NodeJS.Timeout = setTimeout(() => {}, 1);\nclearTimeout(t);\nreturn 1;",
        "type Opt = { a?: number };\nconst o: Opt = { a: 1, b: 2 };\nreturn o;",
        "const n: number = 'x' as unknown as number;\nreturn n;",
        // Types that fit.
        "const w = await external_weather({ city: 'x', unit: 'C' });\nreturn w.degrees.toFixed(1);",
        "const unit = Math.random() > 2 ? 'C' : 'F';\nconst w = await external_weather({ city: 'x', unit });\nreturn w;",
        "const [a, b] = await Promise.all([external_weather({ city: 'a' }), tools.orders.list()]);\nreturn [a.degrees, "
        "b[0].customer.name];",
        "const all = await codemode.orders.list();\nreturn all.reduce((sum, o) => sum + o.total, 0);",
        "const args: WeatherInput = { city: 'x' };\nreturn (await external_weather(args)).degrees;",
        "const { orders } = tools;\nreturn (await orders.list()).length;",
        // The sandbox.
        "return [typeof structuredClone({ a: 1 }), atob('YQ=='), new URL('https://a/b').pathname, crypto.randomUUID().length];",
        "const c = new AbortController();\nc.signal.addEventListener('abort', () => console.table([1]));\nc.abort();\nreturn "
        "c.signal.aborted;",
        "return new TextDecoder().decode(new TextEncoder().encode('é'));", "return input?.name ?? 'none';",
        "return Object.groupBy([1, 2], (n) => (n % 2 ? 'odd' : 'even'));", "return [...new Set([1]).union(new Set([2]))];",
        "return [1, 2].values().map((n) => n * 2).toArray();"));

TEST_F(CheckTest, WhatMayWorkComesAsAdvice) {
  const Transcript transcript = Run("const n: number = 'x';\nfunction f(a) { return a; }\nreturn f(n);");

  EXPECT_EQ(transcript.json(), "\"x\"");
  ASSERT_EQ(transcript.finished().diagnostics_size(), 2);
  EXPECT_EQ(transcript.finished().diagnostics(0).code(), 2322u);
  EXPECT_EQ(transcript.finished().diagnostics(0).severity(), Diagnostic::SEVERITY_WARNING);
  EXPECT_EQ(At(transcript.finished().diagnostics(0).start()), "1:7");
  EXPECT_EQ(transcript.finished().diagnostics(1).severity(), Diagnostic::SEVERITY_INFO);
}

// ---- modes ------------------------------------------------------------------------------------------------------------

TEST_F(CheckTest, AdviceRunsWhatIsWrong) {
  const Transcript transcript = Run("return await external_wether();", isobridge::v1::CHECK_MODE_ADVISE);

  EXPECT_EQ(transcript.code(), ExecutionError::CODE_PROGRAM_THREW);
  ASSERT_EQ(transcript.finished().diagnostics_size(), 1);
  EXPECT_EQ(transcript.finished().diagnostics(0).severity(), Diagnostic::SEVERITY_ERROR);
}

TEST_F(CheckTest, OffLooksAtNothing) {
  const Transcript transcript = Run("return await external_wether();", isobridge::v1::CHECK_MODE_OFF);

  EXPECT_EQ(transcript.code(), ExecutionError::CODE_PROGRAM_THREW);
  EXPECT_THAT(transcript.finished().diagnostics(), IsEmpty());
}

TEST_F(CheckTest, StrictRunsNothingThatTypeScriptRefuses) {
  EXPECT_EQ(Run("const n: number = 'x';\nreturn n;", isobridge::v1::CHECK_MODE_STRICT).code(), ExecutionError::CODE_CHECK_FAILED);
  EXPECT_EQ(Run("const n: number = 1;\nreturn n;", isobridge::v1::CHECK_MODE_STRICT).json(), "1");
  for (const char* code : {"// @ts-ignore\nconst n: number = 'x';\nreturn n;", "// @ts-nocheck\nconst n: number = 'x';\nn;",
                           "// @ts-expect-error\nconst n: number = 'x';\nreturn n;"}) {
    EXPECT_EQ(Run(code, isobridge::v1::CHECK_MODE_STRICT).code(), ExecutionError::CODE_CHECK_FAILED) << code;
  }
}

TEST_F(CheckTest, JavaScriptIsNotCheckedUnlessItIsAskedFor) {
  isobridge::v1::Start start = Start("return nope;", isobridge::v1::CHECK_MODE_UNSPECIFIED);
  start.set_language(isobridge::v1::LANGUAGE_JAVASCRIPT);
  EXPECT_EQ(Execute(channel_, start).code(), ExecutionError::CODE_PROGRAM_THREW);
  start.set_check(isobridge::v1::CHECK_MODE_BLOCK_CERTAIN);
  EXPECT_EQ(Execute(channel_, start).code(), ExecutionError::CODE_CHECK_FAILED);
}

TEST_F(CheckTest, RepeatedProgramsAreRemembered) {
  const std::string code = absl::StrCat("return ", absl::ToUnixMicros(absl::Now()), ";");

  EXPECT_FALSE(Run(code).finished().usage().check_cached());
  EXPECT_TRUE(Run(code).finished().usage().check_cached());
}

// ---- hostile types ----------------------------------------------------------------------------------------------------

TEST(HostileTypesTest, AreGivenUpAndOthersGoOn) {
  ServerProcess server({.flags = {"--check_time=1s"}});
  const auto run = [channel = server.Connect()](const std::string& code) {
    isobridge::v1::Start start = Program(code);
    start.set_check(isobridge::v1::CHECK_MODE_UNSPECIFIED);
    return Execute(channel, start);
  };
  const std::string hostile =
      "type Comb<T extends string, U extends string = T> = T extends any ? T | `${T}${Comb<Exclude<U, T>>}` : never;\n"
      "const q: Comb<'a'|'b'|'c'|'d'|'e'|'f'|'g'|'h'|'i'|'j'|'k'|'l'> = 'z' as any;\nreturn 7;";
  for (int i = 0; i < 3; ++i) {
    const absl::Time began = absl::Now();
    const Transcript transcript = run(absl::StrCat(hostile, " // ", i));
    EXPECT_EQ(transcript.json(), "7");
    EXPECT_THAT(transcript.warnings(), Contains(Warning::CODE_CHECK_SKIPPED));
    EXPECT_LT(absl::Now() - began, absl::Seconds(10));
  }
  // The machine may be busy: asked until the checker has time.
  ExecutionError::Code code = ExecutionError::CODE_UNSPECIFIED;
  for (int i = 0; i < 50 && code != ExecutionError::CODE_CHECK_FAILED; ++i)
    code = run(absl::StrCat("return nope; // ", i)).code();
  EXPECT_EQ(code, ExecutionError::CODE_CHECK_FAILED);
}

TEST_F(CheckTest, TypesOfOneProgramAreNotThoseOfTheNext) {
  EXPECT_EQ(Run("declare global { interface Array<T> { lenght: number } var nope: number }\nexport {};\n1").code(),
            ExecutionError::CODE_UNSUPPORTED_SYNTAX);
  EXPECT_EQ(
      Run("declare global { interface Array<T> { lenght: number } var nope: number; function external_wether(): any }\n1").code(),
      ExecutionError::CODE_UNSPECIFIED);
  EXPECT_EQ(Run("return [1].lenght;").code(), ExecutionError::CODE_CHECK_FAILED);
  EXPECT_EQ(Run("return nope;").code(), ExecutionError::CODE_CHECK_FAILED);
  EXPECT_EQ(Run("return external_wether();").code(), ExecutionError::CODE_CHECK_FAILED);
}

// ---- tools ------------------------------------------------------------------------------------------------------------

TEST_F(CheckTest, OnlyAllowedToolsCanBeCalled) {
  isobridge::v1::Start start = Start("return await external_untyped();", isobridge::v1::CHECK_MODE_UNSPECIFIED);
  start.add_allowed_tools("weather");
  Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_CHECK_FAILED);
  EXPECT_THAT(transcript.finished().error().message(), HasSubstr("external_untyped is a tool that this program may not call"));

  start.set_check(isobridge::v1::CHECK_MODE_OFF);
  transcript = Execute(channel_, start);
  EXPECT_THAT(transcript.calls(), IsEmpty());
  EXPECT_EQ(transcript.code(), ExecutionError::CODE_PROGRAM_THREW);
  EXPECT_THAT(transcript.finished().error().message(), HasSubstr("external_weather"));
  EXPECT_THAT(transcript.finished().error().message(), Not(HasSubstr("orders")));

  start.set_code("return (await external_weather({ city: 'x' })).degrees;");
  EXPECT_EQ(Execute(channel_, start, [](const auto&) { return R"({"degrees":3})"; }).json(), "3");
}

TEST_F(CheckTest, ForbiddenToolsAreCalledSoByEachPath) {
  for (const char* path : {"tools.orders.list", "codemode.orders.list", "codemode.orders_list", "external_orders_list"}) {
    isobridge::v1::Start start = Start(absl::StrCat("return await ", path, "();"), isobridge::v1::CHECK_MODE_UNSPECIFIED);
    start.add_allowed_tools("weather");
    EXPECT_THAT(Execute(channel_, start).finished().error().message(),
                HasSubstr(absl::StrCat(path, " is a tool that this program may not call")));
  }
}

TEST_F(CheckTest, WhatOtherEnvironmentsHaveIsAnsweredWithWhatToUse) {
  for (const char* code : {"return await fetch('https://a');", "return new WebSocket('wss://a');"}) {
    EXPECT_THAT(Execute(channel_, Start(code, isobridge::v1::CHECK_MODE_UNSPECIFIED)).finished().error().message(),
                HasSubstr("Programs have no network: call a tool instead."))
        << code;
  }
}

TEST_F(CheckTest, AllowedToolsMustBeTools) {
  isobridge::v1::Start start = Start("return 1;", isobridge::v1::CHECK_MODE_UNSPECIFIED);
  start.add_allowed_tools("weather");
  start.add_allowed_tools("wether");

  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(transcript.status), "start.allowed_tools[1]");
}

// ---- Check ------------------------------------------------------------------------------------------------------------

TEST_F(CheckTest, CheckTellsWhatAProgramWouldDoWithoutRunningIt) {
  isobridge::v1::CheckRequest request;
  *request.mutable_start() = Start(
      "const all = await tools.orders.list();\nfor (const o of all) {\n"
      "  if (o.total > 3) await external_untyped({ id: o.id });\n}\n"
      "const n: number = 'x';\nreturn external_weather;",
      isobridge::v1::CHECK_MODE_UNSPECIFIED);
  request.mutable_start()->add_allowed_tools("orders.list");
  request.mutable_start()->add_allowed_tools("untyped");
  request.mutable_start()->add_allowed_tools("weather");
  isobridge::v1::CheckResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->Check(&context, request, &response).ok());

  EXPECT_EQ(response.form(), isobridge::v1::PROGRAM_FORM_STATEMENTS);
  EXPECT_EQ(response.mode(), isobridge::v1::CHECK_MODE_BLOCK_CERTAIN);
  EXPECT_FALSE(response.would_block());
  EXPECT_EQ(response.diagnostics(0).code(), 2322u);
  ASSERT_EQ(response.effects().tools_size(), 3);
  EXPECT_EQ(response.effects().tools(0).tool(), "orders.list");
  EXPECT_FALSE(response.effects().tools(0).repeated_calls());
  EXPECT_EQ(response.effects().tools(1).tool(), "untyped");
  EXPECT_EQ(At(response.effects().tools(1).places(0)), "3:26");
  EXPECT_TRUE(response.effects().tools(1).repeated_calls());
  EXPECT_TRUE(response.effects().tools(1).conditional());
  EXPECT_TRUE(response.effects().tools(2).passed_as_value());
  EXPECT_FALSE(response.effects().dynamic());
}

TEST_F(CheckTest, CheckTellsOfProgramsThatDoNotCompileAndOfBadRequests) {
  isobridge::v1::CheckRequest request;
  *request.mutable_start() = Start("const x = ;", isobridge::v1::CHECK_MODE_UNSPECIFIED);
  isobridge::v1::CheckResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->Check(&context, request, &response).ok());
  EXPECT_EQ(response.error().code(), ExecutionError::CODE_SYNTAX_ERROR);
  EXPECT_TRUE(response.would_block());

  request.mutable_start()->clear_code();
  grpc::ClientContext second;
  EXPECT_EQ(ViolatedField(isobridge::v1::Sandbox::NewStub(channel_)->Check(&second, request, &response)), "start.code");
}

TEST_F(CheckTest, CheckFindsDynamicUseOfTools) {
  isobridge::v1::CheckRequest request;
  *request.mutable_start() =
      Start("const name = 'weather';\nreturn await tools[name]({ city: 'x' });", isobridge::v1::CHECK_MODE_OFF);
  isobridge::v1::CheckResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->Check(&context, request, &response).ok());
  EXPECT_TRUE(response.effects().dynamic());
  EXPECT_THAT(response.diagnostics(), IsEmpty());
}

class EffectsTest : public CheckTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(EffectsTest, WhatIsCalledIsSaid) {
  isobridge::v1::CheckRequest request;
  *request.mutable_start() = Start(GetParam(), isobridge::v1::CHECK_MODE_OFF);
  isobridge::v1::CheckResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->Check(&context, request, &response).ok());
  std::vector<std::string> said;
  for (const auto& effect : response.effects().tools()) said.push_back(effect.tool());

  const Transcript transcript = Run(GetParam(), isobridge::v1::CHECK_MODE_OFF);
  ASSERT_THAT(transcript.calls(), Not(IsEmpty())) << transcript.finished().ShortDebugString();
  for (const isobridge::v1::Call& call : transcript.calls()) {
    EXPECT_TRUE(response.effects().dynamic() || std::ranges::find(said, call.tool()) != said.end())
        << response.ShortDebugString();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, EffectsTest,
    ::testing::Values(
        "await external_untyped({})", "await globalThis.external_untyped({})",
        // The global object goes elsewhere.
        "const g = globalThis; await g.external_untyped({})", "await globalThis.globalThis.external_untyped({})",
        "const { external_untyped: f } = globalThis; await f({})", "await globalThis.valueOf().external_untyped({})",
        "await Reflect.get(globalThis, ['ext', 'ernal_untyped'].join(''))({})",
        "const [t] = [globalThis]; await t['tools'].untyped({})", "let f; ({ external_untyped: f } = globalThis); await f({})",
        "const key = 'untyped'; const { tools: { [key]: f } } = globalThis; await f({})",
        "class A { g = globalThis } await new A().g.external_untyped({})",
        "async function* f(g = globalThis) { yield g } for await (const g of f()) await g.external_untyped({})",
        "import g = globalThis; await g.external_untyped({})",
        "globalThis.setTimeout = function () { return this }; await globalThis.setTimeout().external_untyped({})",
        // So do containers.
        "const { untyped } = tools; await untyped({})", "const { orders: { list } } = tools; await list({})",
        "const { orders: { ...rest } } = tools; await rest.list({})", "await ({ ...tools }).untyped({})",
        "await (0, tools).untyped({})", "await (tools as any)?.[`untyped`]({})", "await Object.values(codemode)[2]({})",
        "const [t] = [tools]; await t.untyped({})", "const f = (t) => t.untyped({}); await f(tools)",
        "const o = { get t() { return tools } }; await o.t.untyped({})", "let k = 'untyped'; await codemode[k]({})",
        "const { x = tools } = {}; await x.untyped({})",
        "const { x: { y } = tools, untyped: { z = tools } } = tools; await z.untyped({})",
        // Functions of a function.
        "await tools.untyped.call(null, {})", "await codemode.untyped.bind(null)({})", "await external_untyped.apply(null, [{}])",
        "await Reflect.apply(external_untyped, null, [{}])", "await tools.untyped`x`",
        // Spelling, and names that are declared elsewhere.
        "await t\\u006fols.untyped({})", "await ext\\u{65}rnal_untyped({})", "function f(tools) {} await tools.untyped({})",
        "{ let tools = 1 } await tools.untyped({})", "declare const tools: any; await tools.untyped({})",
        "class A { async [await tools.untyped({})](tools) {} }",
        "class A { declare m() { return tools.untyped({}) } } await new A().m()",
        "if (true) module tools {} await tools.untyped({})", "declare module tools { type A = 1 } await tools.untyped({})",
        "declare async function f() { return tools.untyped({}) } await f()",
        "namespace tools { type A = 1 } await tools.untyped({})",
        // A getter on a prototype is called with the global object.
        "Object.defineProperty(Object.prototype, 'me', { get() { return this } }); await me.external_untyped({})",
        "Object.prototype.__defineGetter__('external_me', Object.prototype.valueOf); await external_me.external_untyped({})",
        "let g; Object.defineProperty(Object.prototype, 'me', { get() { g = this } }); typeof me; await g.external_untyped({})",
        "let g; Object.defineProperty(Object.prototype, 'me', { set(v) { g = this } }); me = 1; await g.external_untyped({})",
        "Object.prototype.__defineGetter__('JSON', Object.prototype.valueOf); delete globalThis.JSON; await "
        "JSON.external_untyped({})"));

// ---- the service ------------------------------------------------------------------------------------------------------

TEST_F(CheckTest, CapabilitiesTellOfTheChecker) {
  isobridge::v1::GetCapabilitiesResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->GetCapabilities(&context, {}, &response).ok());
  EXPECT_TRUE(response.check().available());
  EXPECT_EQ(response.check().default_mode(), isobridge::v1::CHECK_MODE_BLOCK_CERTAIN);
  EXPECT_THAT(response.check().checker(), HasSubstr("TypeScript 7."));
}

TEST(CheckSettingsTest, TheDefaultIsTheOperators) {
  ServerProcess server({.flags = {"--default_check=advise"}});
  isobridge::v1::Start start = Program("return nope;");
  start.set_check(isobridge::v1::CHECK_MODE_UNSPECIFIED);

  EXPECT_EQ(Execute(server.Connect(), start).code(), ExecutionError::CODE_PROGRAM_THREW);
}

// By default sources may have four times as much.
TEST_F(CheckTest, ProgramsThatAreTooLargeRunUncheckedAndStrictOnesDoNot) {
  const std::string code = absl::StrCat("const known = 5; if (known < 5) nope();\n//", std::string(256 << 10, 'x'), "\nknown");
  const Transcript unchecked = Run(code);
  EXPECT_EQ(unchecked.json(), "5");
  ASSERT_THAT(unchecked.warnings(), ElementsAre(Warning::CODE_CHECK_SKIPPED));
  const std::string why = absl::StrCat("it has ", code.size(), " bytes, over the 262144 up to which programs are checked");
  EXPECT_EQ(unchecked.finished().warnings(0).message(), "the program was not checked: " + why);

  const Transcript strict = Run(code, isobridge::v1::CHECK_MODE_STRICT);
  EXPECT_EQ(strict.code(), ExecutionError::CODE_CHECK_FAILED);
  EXPECT_THAT(strict.finished().error().message(), HasSubstr(absl::StrCat("(", why, "). Change that, or send it with")));
}

TEST_F(CheckTest, AnAwaitedObjectIsNoBlock) {
  EXPECT_EQ(Run("await { a: 1, b: 2 }.b").json(), "2");
  EXPECT_EQ(Run("module Types { export type T = number }\nconst x: Types.T = 3;\nx").json(), "3");
}

TEST(CheckSettingsTest, WithABrokenCheckerProgramsRunUncheckedAndStrictOnesDoNot) {
  ServerProcess server({.flags = {"--checker_binary=/bin/true"}});
  isobridge::v1::Start start = Program("return 5;");
  start.set_check(isobridge::v1::CHECK_MODE_UNSPECIFIED);
  const Transcript transcript = Execute(server.Connect(), start);
  EXPECT_EQ(transcript.json(), "5");
  EXPECT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_CHECK_SKIPPED));

  start.set_check(isobridge::v1::CHECK_MODE_STRICT);
  EXPECT_EQ(Execute(server.Connect(), start).code(), ExecutionError::CODE_CHECK_FAILED);
}

}  // namespace
}  // namespace isobridge::e2e
