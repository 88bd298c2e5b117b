#include "clients/cli/tools_file.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  const absl::Status status = ToolsFile::Parse(text, "dir/tools.json").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(ToolsFileTest, CommandRunsInTheFolderOfTheFile) {
  const ToolsFile file =
      *ToolsFile::Parse(R"({"rates": {"command": ["python3", "rates.py"], "timeout_ms": 250}})", "some/dir/tools.json");
  ASSERT_EQ(file.tools.size(), 1u);
  EXPECT_EQ(file.tools[0].name, "rates");
  const CommandTool& command = std::get<CommandTool>(file.tools[0].kind);
  EXPECT_THAT(command.argv, ElementsAre("python3", "rates.py"));
  EXPECT_EQ(command.folder, "some/dir");
  EXPECT_EQ(command.timeout, absl::Milliseconds(250));
}

TEST(ToolsFileTest, AnyToolMayBeDescribed) {
  const ToolsFile file = *ToolsFile::Parse(
      R"({"stock": {"result": 1, "description": "Counts.", "input_schema": {"type": "object"}, "output_schema": true}})",
      "tools.json");
  EXPECT_EQ(file.tools[0].description, "Counts.");
  EXPECT_EQ(file.tools[0].input_schema, R"({"type":"object"})");
  EXPECT_EQ(file.tools[0].output_schema, "true");
  EXPECT_THAT(ErrorOf(R"({"a": {"result": 1, "input_schema": "x"}})"), HasSubstr("\"input_schema\" must be a JSON Schema"));
  EXPECT_THAT(ErrorOf(R"({"a": {"result": 1, "description": 1}})"), HasSubstr("must be a string"));
}

TEST(ToolsFileTest, FixedResultIsOneCaseForAnyArguments) {
  const ToolsFile file = *ToolsFile::Parse(R"({"stock": {"result": {"left": 7.50}, "delay_ms": 20}})", "tools.json");
  const CasesTool& stock = std::get<CasesTool>(file.tools[0].kind);
  ASSERT_EQ(stock.cases.size(), 1u);
  EXPECT_FALSE(stock.cases[0].args.has_value());
  EXPECT_EQ(stock.cases[0].delay, absl::Milliseconds(20));
  EXPECT_EQ(stock.cases[0].answer.result_json, R"({"left":7.50})");
}

TEST(ToolsFileTest, FixedErrorHasItsFields) {
  const ToolsFile file = *ToolsFile::Parse(
      R"({"pay": {"error": {"message": "declined", "code": "DECLINED", "name": "PaymentError", "data": {"limit": 50}}}})",
      "tools.json");
  const ToolError& error = *std::get<CasesTool>(file.tools[0].kind).cases[0].answer.error;
  EXPECT_EQ(error.message, "declined");
  EXPECT_EQ(error.code, "DECLINED");
  EXPECT_EQ(error.name, "PaymentError");
  EXPECT_EQ(error.data_json, R"({"limit":50})");
}

TEST(ToolsFileTest, CasesTakeTheDelayOfTheToolUnlessTheyHaveTheirOwn) {
  const ToolsFile file = *ToolsFile::Parse(
      R"({"t": {"delay_ms": 5, "cases": [{"args": {"id": 1}, "times": 2, "result": 1}, {"delay_ms": 9, "result": null}]}})",
      "tools.json");
  const CasesTool& tool = std::get<CasesTool>(file.tools[0].kind);
  ASSERT_EQ(tool.cases.size(), 2u);
  EXPECT_EQ(tool.cases[0].delay, absl::Milliseconds(5));
  EXPECT_EQ(tool.cases[0].times, 2u);
  EXPECT_EQ(tool.cases[1].delay, absl::Milliseconds(9));
  EXPECT_EQ(tool.cases[1].answer.result_json, "null");
}

TEST(ToolsFileTest, ToolsKeepTheirOrder) {
  const ToolsFile file = *ToolsFile::Parse(R"({"z": {"result": 1}, "a": {"result": 2}})", "tools.json");
  EXPECT_EQ(file.tools[0].name, "z");
  EXPECT_EQ(file.tools[1].name, "a");
}

TEST(ToolsFileTest, ErrorsSayTheFileThePlaceAndWhatIsWrong) {
  EXPECT_THAT(ErrorOf("{\"a\": {\n\"result\" 1}}"), HasSubstr("dir/tools.json is no JSON: line 2, column"));
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(ErrorOf(R"({"a": 1})"), HasSubstr("dir/tools.json: tool 'a': must be an object with"));
  EXPECT_THAT(ErrorOf(R"({"a": {"comand": ["ls"], "timeout_ms": 5}})"),
              HasSubstr("\"error\" or \"cases\"; it has \"comand\", \"timeout_ms\""));
  EXPECT_THAT(ErrorOf(R"({"a": {"result": 1, "error": {"message": "x"}}})"), HasSubstr("tool 'a': must have either"));
  EXPECT_THAT(ErrorOf(R"({"a": {"result": 1, "comand": []}})"), HasSubstr("has \"comand\", which means nothing here"));
  EXPECT_THAT(ErrorOf(R"({"a": {"error": "oops"}})"), HasSubstr("\"error\" must be an object"));
  EXPECT_THAT(ErrorOf(R"({"a": {"error": {"code": "X"}}})"), HasSubstr("has no \"message\""));
  EXPECT_THAT(ErrorOf(R"({"a": {"error": {"message": 5}}})"), HasSubstr("\"message\" is 5; it must be a string"));
  EXPECT_THAT(ErrorOf(R"({"a": {"command": "ls"}})"), HasSubstr("must be a list of strings"));
  EXPECT_THAT(ErrorOf(R"({"a": {"command": ["ls"], "timeout_ms": -1}})"), HasSubstr("\"timeout_ms\" is -1"));
  EXPECT_THAT(ErrorOf(R"({"a": {"command": ["ls"], "delay_ms": 1}})"), HasSubstr("has \"delay_ms\""));
  EXPECT_THAT(ErrorOf(R"({"a": {"cases": [{"result": 1}, {"args": 5, "result": 1}]}})"),
              HasSubstr("tool 'a', case 2: \"args\" must be"));
  EXPECT_THAT(ErrorOf(R"({"a": {"cases": [{"times": 0, "result": 1}]}})"), HasSubstr("\"times\" is 0"));
}

TEST(ToolsFileTest, SecondToolOfTheSameNameIsRefused) {
  EXPECT_THAT(ErrorOf("{\"a\": {\"result\": 1},\n\"a\": {\"result\": {\"a\": 1}}}"),
              HasSubstr("line 2: there are two tools 'a'"));
}

TEST(ToolsFileTest, MissingFileIsNamed) {
  const absl::Status status = ToolsFile::Load("/nowhere/tools.json").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("/nowhere/tools.json"));
}

}  // namespace
}  // namespace isobridge::cli
