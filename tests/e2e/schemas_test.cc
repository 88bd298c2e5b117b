// Tools with schemas: what models are told about them, and what becomes of calls that don't match.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::CallSummary;
using isobridge::v1::DescribeRequest;
using isobridge::v1::DescribeResponse;
using isobridge::v1::Validation;
using isobridge::v1::Warning;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SchemasTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(); }
  static void TearDownTestSuite() { delete server_; }

  grpc::Status Describe(const DescribeRequest& request, DescribeResponse* response) {
    grpc::ClientContext context;
    return isobridge::v1::Sandbox::NewStub(channel_)->Describe(&context, request, response);
  }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

isobridge::v1::Tool Weather() {
  isobridge::v1::Tool tool;
  tool.set_name("weather.get");
  tool.set_description("Tells the weather. Of today.");
  tool.set_input_schema_json(
      R"({"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["C","F"]}},"required":["city"],"additionalProperties":false})");
  tool.set_output_schema_json(R"({"type":"object","properties":{"degrees":{"type":"number"}},"required":["degrees"]})");
  return tool;
}

isobridge::v1::Start WeatherProgram(const std::string& code) {
  isobridge::v1::Start start = Program(code);
  *start.add_tools() = Weather();
  return start;
}

std::string Degrees(const isobridge::v1::Call&) { return R"({"degrees":21})"; }

// ---- Describe ---------------------------------------------------------------------------------------------------------

TEST_F(SchemasTest, DescribeGivesDeclarationsAndInstructions) {
  DescribeRequest request;
  *request.add_tools() = Weather();
  request.set_host_tool_name("execute_typescript");
  request.set_declare_namespaces(true);
  DescribeResponse response;
  ASSERT_TRUE(Describe(request, &response).ok());
  EXPECT_EQ(response.detail(), DescribeResponse::DETAIL_COMPLETE);
  EXPECT_THAT(response.instructions(), HasSubstr("`execute_typescript` runs one TypeScript program"));
  EXPECT_THAT(response.instructions(), HasSubstr("external_weather_get({ city: \"<city>\" })"));
  EXPECT_THAT(response.declarations(), HasSubstr("type WeatherGetInput = { city: string; unit?: \"C\" | \"F\" };"));
  EXPECT_THAT(response.declarations(),
              HasSubstr("declare function external_weather_get(input: WeatherGetInput): Promise<WeatherGetOutput>;"));
  EXPECT_THAT(response.declarations(), HasSubstr("declare const tools: {\n  weather: {\n    get: typeof external_weather_get;"));
  EXPECT_EQ(response.tokens(), (response.instructions().size() + 2) / 3 + (response.declarations().size() + 2) / 3);
  EXPECT_THAT(response.omitted_tools(), IsEmpty());
}

TEST_F(SchemasTest, DescribeKeepsItsBudgetAndSaysWhatIsMissing) {
  DescribeRequest request;
  for (int i = 0; i < 300; ++i) {
    isobridge::v1::Tool* tool = request.add_tools();
    *tool = Weather();
    tool->set_name(absl::StrCat("weather.get", i));
  }
  request.set_token_budget(2000);
  DescribeResponse response;
  ASSERT_TRUE(Describe(request, &response).ok());
  EXPECT_EQ(response.detail(), DescribeResponse::DETAIL_PARTIAL);
  EXPECT_LE(response.tokens(), 2000u);
  EXPECT_GT(response.omitted_tools_size(), 200);
  EXPECT_THAT(response.declarations(), HasSubstr("Not all functions are declared here"));
}

TEST_F(SchemasTest, DescribeNamesTheFieldThatIsWrong) {
  DescribeRequest request;
  request.add_tools()->set_name("ok");
  request.add_tools()->set_name("1st");
  DescribeResponse response;
  grpc::Status status = Describe(request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "tools[1].name");
  request.mutable_tools(1)->set_name("fine");
  request.mutable_tools(1)->set_output_schema_json("[1]");
  EXPECT_EQ(ViolatedField(Describe(request, &response)), "tools[1].output_schema_json");
  request.mutable_tools(1)->clear_output_schema_json();
  request.set_token_budget(5);
  EXPECT_EQ(ViolatedField(Describe(request, &response)), "token_budget");
}

// What models are told of the globals is so.
TEST_F(SchemasTest, TheGuidesGlobalsExist) {
  DescribeResponse response;
  ASSERT_TRUE(Describe(DescribeRequest(), &response).ok());
  constexpr std::string_view kBegin = "Globals beside those of JavaScript: ";
  const size_t begin = response.instructions().find(kBegin);
  ASSERT_NE(begin, std::string::npos);
  const std::string names =
      response.instructions().substr(begin + kBegin.size(), response.instructions().find(".\n", begin) - begin - kBegin.size());
  EXPECT_THAT(names, HasSubstr("console, input"));
  isobridge::v1::Start start = Program("return input.split(', ').filter((name) => !(name in globalThis))");
  start.set_input_json(absl::StrCat("\"", names, "\""));
  EXPECT_EQ(Execute(channel_, start).json(), "[]");

  // Nor is one left out: the rest is the language's, or says what to use instead.
  start = Program(
      "return Object.getOwnPropertyNames(globalThis).filter((name) => !input.split(', ').includes(name)).sort().join(' ')");
  start.set_input_json(absl::StrCat("\"", names, "\""));
  EXPECT_EQ(
      Execute(channel_, start).json(),
      "\"AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array BigUint64Array Boolean Buffer DataView Date "
      "DisposableStack Error EvalError Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array "
      "Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String "
      "SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap "
      "WeakSet WebSocket XMLHttpRequest decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval fetch globalThis "
      "isFinite isNaN parseFloat parseInt process require undefined unescape\"");
}

TEST_F(SchemasTest, TheGuidesExampleRuns) {
  DescribeRequest request;
  *request.add_tools() = Weather();
  *request.add_tools() = Weather();
  request.mutable_tools(1)->set_name("forecast");
  DescribeResponse response;
  ASSERT_TRUE(Describe(request, &response).ok());
  // As it stands: a model may send the fence along.
  isobridge::v1::Start start = Program(response.instructions().substr(response.instructions().find("```ts")));
  *start.mutable_tools() = request.tools();
  EXPECT_EQ(Execute(channel_, start, Degrees).json(), R"({"first":{"degrees":21},"second":{"degrees":21}})");
}

// ---- Validation -------------------------------------------------------------------------------------------------------

TEST_F(SchemasTest, ArgumentsThatDontMatchNeverLeave) {
  const Transcript transcript = Execute(channel_, WeatherProgram(R"(
      try { await external_weather_get({ town: 'Bonn', unit: 'K' }) } catch (error) { return [error.code, error.message] })"),
                                        Degrees);
  EXPECT_THAT(transcript.calls(), IsEmpty());
  EXPECT_EQ(transcript.finished().calls(0).outcome(), CallSummary::OUTCOME_NOT_SENT);
  EXPECT_THAT(transcript.json(), HasSubstr("ARGS_INVALID"));
  EXPECT_THAT(transcript.json(),
              HasSubstr("input.city is required; input.town is not known; known are city, unit; input.unit expected one of"));
  EXPECT_THAT(transcript.json(), HasSubstr("Its parameters are city*: string, unit:"));
  EXPECT_THAT(transcript.json(), HasSubstr("(* = required)"));
}

TEST_F(SchemasTest, ArgumentsThatMatchPass) {
  EXPECT_EQ(Execute(channel_, WeatherProgram("(await external_weather_get({ city: 'Bonn' })).degrees"), Degrees).json(), "21");
}

TEST_F(SchemasTest, ArgumentsCanBeLetPassWithAWarning) {
  isobridge::v1::Start start = WeatherProgram("await external_weather_get(); await external_weather_get(); return 'done'");
  start.mutable_validation()->set_arguments(Validation::MODE_WARN);
  const Transcript transcript = Execute(channel_, start, Degrees);
  EXPECT_EQ(transcript.json(), "\"done\"");
  ASSERT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_ARGS_INVALID));
  EXPECT_EQ(transcript.finished().warnings(0).message(), "weather.get: call 1: input.city is required, and 1 more");
  start.mutable_validation()->set_arguments(Validation::MODE_OFF);
  EXPECT_THAT(Execute(channel_, start, Degrees).warnings(), IsEmpty());
}

TEST_F(SchemasTest, ResultsThatDontMatchAreWarnedOfOrWithheld) {
  isobridge::v1::Start start = WeatherProgram(
      "try { return await external_weather_get({ city: 'Bonn' }) } catch (error) { return error.code + ' ' + error.message }");
  const auto wrong = [](const isobridge::v1::Call&) { return std::string(R"({"degrees":"hot"})"); };
  const Transcript warned = Execute(channel_, start, wrong);
  EXPECT_EQ(warned.json(), R"({"degrees":"hot"})");
  ASSERT_THAT(warned.warnings(), ElementsAre(Warning::CODE_ANSWER_INVALID));
  EXPECT_EQ(warned.finished().warnings(0).message(), "weather.get: call 1: result.degrees expected number, got string \"hot\"");
  start.mutable_validation()->set_results(Validation::MODE_ENFORCE);
  const Transcript withheld = Execute(channel_, start, wrong);
  EXPECT_THAT(withheld.json(), HasSubstr("ANSWER_INVALID the result of weather.get doesn't match its schema and was withheld"));
  EXPECT_THAT(withheld.warnings(), IsEmpty());
}

TEST_F(SchemasTest, AnswersThatComeBeforeTheirCallsAreHeldAgainstSchemasToo) {
  isobridge::v1::Start start =
      WeatherProgram("try { await external_weather_get({ city: 'Bonn' }) } catch (error) { return error.code }");
  start.mutable_validation()->set_results(Validation::MODE_ENFORCE);
  Conversation conversation(channel_);
  conversation.Start(start);
  conversation.Answer(1, "5");
  conversation.HalfClose();
  EXPECT_EQ(conversation.Finish().json(), "\"ANSWER_INVALID\"");
}

TEST_F(SchemasTest, ASchemaThatCantBeUsedSparesTheCallAndSaysSo) {
  isobridge::v1::Start start = Program("external_odd({ anything: 1 })", {"odd"});
  start.mutable_tools(0)->set_input_schema_json(R"({"$ref":"#"})");
  const Transcript transcript = Execute(channel_, start, [](const isobridge::v1::Call&) { return std::string("7"); });
  EXPECT_EQ(transcript.json(), "7");
  ASSERT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_SCHEMA_NOT_USED));
  EXPECT_THAT(transcript.finished().warnings(0).message(), HasSubstr("refers to itself without going deeper"));
}

TEST_F(SchemasTest, AnExponentialPatternHoldsNothingUp) {
  isobridge::v1::Start start =
      Program("try { await external_x({ s: 'a'.repeat(30) + '!' }) } catch (error) { return error.code }", {"x"});
  start.mutable_tools(0)->set_input_schema_json(R"j({"properties":{"s":{"pattern":"^(a+)+$"}}})j");
  EXPECT_EQ(Execute(channel_, start).json(), "\"ARGS_INVALID\"");
}

TEST_F(SchemasTest, ABadSchemaIsRefusedBeforeAnythingRuns) {
  isobridge::v1::Start start = Program("1", {"x"});
  start.mutable_tools(0)->set_input_schema_json("{");
  const Transcript transcript = Execute(channel_, start);
  EXPECT_EQ(transcript.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(transcript.status), "start.tools[0].input_schema_json");
}

}  // namespace
}  // namespace isobridge::e2e
