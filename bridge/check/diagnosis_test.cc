#include "bridge/check/diagnosis.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::Diagnostic;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr int kUnknownName = 2304;
constexpr int kUnknownProperty = 2339;

// A program that the compiler left as it is, and what is found in it. Which programs TypeScript finds what in, and what that
// means, is tested end to end.
class DiagnosisTest : public ::testing::Test {
 protected:
  // A finding at the first `text` of the source.
  void Find(int code, const std::string& text, const std::string& message) {
    TypeFinding finding;
    finding.messages.push_back({code, message});
    finding.start = static_cast<uint32_t>(source_.find(text)) + program_.checked_prefix;
    finding.end = finding.start + static_cast<uint32_t>(text.size());
    report_.findings.push_back(finding);
  }
  std::vector<Diagnostic> Run() {
    if (program_.code.empty()) program_.code = source_;
    return Diagnose(report_, {.source = source_,
                              .program = program_,
                              .types = types_,
                              .tool_names = names_,
                              .forbidden = forbidden_,
                              .arguments_enforced = enforced_});
  }
  Diagnostic::Severity Severity() { return Run().at(0).severity(); }

  std::string source_;
  CompiledProgram program_;
  const std::vector<ToolText> tools_ = {
      {.flat = "weather",
       .dotted = "weather",
       .description = "",
       .input_schema = R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})",
       .output_schema = R"({"type":"object","properties":{"t":{"type":"number"}}})"}};
  const ToolTypes types_{std::make_shared<const DeclaredTools>(tools_)};
  const std::vector<std::string> names_ = {"weather"};
  std::set<std::string, std::less<>> forbidden_;
  bool enforced_ = true;
  TypeReport report_;
};

TEST_F(DiagnosisTest, UnknownNamesAreCertain) {
  source_ = "return nope;";
  Find(kUnknownName, "nope", "Cannot find name 'nope'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_ERROR);
}

TEST_F(DiagnosisTest, NamesThatTheProgramAsksForAreNot) {
  source_ = "if (typeof nope !== 'undefined') return nope;";
  Find(kUnknownName, "nope", "Cannot find name 'nope'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_WARNING);
}

TEST_F(DiagnosisTest, WhatTheCompilerRemovedIsHarmless) {
  source_ = "const a: Nope = 1;";
  program_.code = "const a       = 1;";
  Find(kUnknownName, "Nope", "Cannot find name 'Nope'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_WARNING);
}

TEST_F(DiagnosisTest, TokensThatTheCompilerMovedToALineOfTheirOwnAreThere) {
  source_ = "1;nope";
  program_.code = "1;return(\n  nope)";
  program_.inserted_breaks = {1};
  Find(kUnknownName, "nope", "Cannot find name 'nope'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_ERROR);
}

TEST_F(DiagnosisTest, PropertiesOfWhatTheProgramClaimsAreNotCertain) {
  source_ = "interface Row { id: string }\nreturn (input as Row).name;";
  program_.code = "                            \nreturn (input       ).name;";
  Find(kUnknownProperty, "name", "Property 'name' does not exist on type 'Row'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_WARNING);
}

TEST_F(DiagnosisTest, PropertiesOfToolsAreCertainAndNameTheTool) {
  source_ = "return w.degrees;";
  Find(kUnknownProperty, "degrees", "Property 'degrees' does not exist on type 'WeatherOutput'.");
  const Diagnostic diagnostic = Run().at(0);
  EXPECT_EQ(diagnostic.severity(), Diagnostic::SEVERITY_ERROR);
  EXPECT_EQ(diagnostic.tool(), "weather");
  EXPECT_THAT(diagnostic.signature(), HasSubstr("declare function external_weather"));
}

TEST_F(DiagnosisTest, PropertiesThatAreWrittenAreNotMissing) {
  source_ = "w.extra = 1;";
  Find(kUnknownProperty, "extra", "Property 'extra' does not exist on type 'WeatherOutput'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_WARNING);
}

TEST_F(DiagnosisTest, PropertiesOfOwnLiteralsAreCertainUnlessSomebodyWritesThem) {
  source_ = "const o = f(); return o.b;";
  Find(kUnknownProperty, "b;", "Property 'b' does not exist on type '{ a: number; }'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_ERROR);
  source_ += " o.b = 1;";
  program_.code = source_;
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_WARNING);
}

TEST_F(DiagnosisTest, AMissingKeyIsCertainOnlyInACallOfATool) {
  source_ = "external_weather({}); own({});";
  Find(2345, "{}", "Argument of type '{}' is not assignable to parameter of type 'WeatherInput'.");
  report_.findings[0].messages.push_back({2741, "Property 'city' is missing in type '{}' but required in type 'WeatherInput'."});
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_WARNING);
  program_.tool_uses.push_back(
      {.path = "external_weather", .name_start = 0, .name_end = 16, .start = 0, .end = 20, .called = true});
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_ERROR);
}

TEST_F(DiagnosisTest, ArgumentsOfAnotherKindAreCertainIfTheyAreEnforced) {
  source_ = "external_weather({city: 5});";
  program_.tool_uses.push_back(
      {.path = "external_weather", .name_start = 0, .name_end = 16, .start = 0, .end = 27, .called = true});
  Find(2322, "city", "Type 'number' is not assignable to type 'string'.");
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_ERROR);
  enforced_ = false;
  EXPECT_EQ(Severity(), Diagnostic::SEVERITY_WARNING);
}

TEST_F(DiagnosisTest, AdviceForOtherEnvironmentsIsCut) {
  source_ = "return process;";
  Find(2591, "process", "Cannot find name 'process'. Do you need to install type definitions for node? Try `npm i`.");
  EXPECT_EQ(Run().at(0).message(),
            "Cannot find name 'process'. Programs see no process, environment or arguments: the input is the global `input`.");
}

TEST_F(DiagnosisTest, ForbiddenToolsAreCalledSo) {
  source_ = "external_mail()";
  forbidden_ = {"external_mail"};
  Find(kUnknownName, "external_mail", "Cannot find name 'external_mail'.");
  EXPECT_THAT(Run().at(0).message(), HasSubstr("may not call"));
}

TEST_F(DiagnosisTest, ForbiddenToolsAreCalledSoByTheirOtherPaths) {
  source_ = "tools.mail.send({})";
  forbidden_ = {"external_mail_send", "tools.mail.send"};
  program_.tool_uses = {{.path = "tools.mail.send", .name_start = 11, .name_end = 15, .start = 0, .end = 19, .called = true}};
  Find(kUnknownProperty, "mail", "Property 'mail' does not exist on type '{}'.");
  EXPECT_THAT(Run().at(0).message(), StartsWith("tools.mail.send is a tool that this program may not call"));
}

TEST_F(DiagnosisTest, PlacesAreThoseOfTheSourceBehindThePrefix) {
  source_ = "const s = 'é😀'; return nope;";
  program_.checked_prefix = 29;
  TypeFinding finding;
  finding.messages.push_back({kUnknownName, "Cannot find name 'nope'."});
  // In UTF-16: é is one unit, the emoji two.
  finding.start = 29 + 24;
  finding.end = finding.start + 4;
  report_.findings.push_back(finding);
  const Diagnostic diagnostic = Run().at(0);
  EXPECT_EQ(diagnostic.start().line(), 1u);
  EXPECT_EQ(diagnostic.start().column(), 25u);
  EXPECT_EQ(diagnostic.end().column(), 29u);
  EXPECT_EQ(diagnostic.severity(), Diagnostic::SEVERITY_ERROR);
}

TEST_F(DiagnosisTest, FindingsOutsideOfTheSourceAreDropped) {
  source_ = "return 1;";
  program_.checked_prefix = 10;
  TypeFinding finding;
  finding.messages.push_back({kUnknownName, "Cannot find name 'x'."});
  report_.findings.push_back(finding);
  finding.start = finding.end = 1'000;
  report_.findings.push_back(finding);
  EXPECT_THAT(Run(), IsEmpty());
}

TEST_F(DiagnosisTest, ErrorsComeFirstAndNotTooMany) {
  source_ = std::string(200, 'a');
  for (int i = 0; i < 150; ++i) Find(7006, "a", "Parameter 'a' implicitly has an 'any' type.");
  Find(kUnknownName, "a", "Cannot find name 'a'.");
  const std::vector<Diagnostic> diagnostics = Run();
  EXPECT_THAT(diagnostics, SizeIs(100));
  EXPECT_EQ(diagnostics[0].severity(), Diagnostic::SEVERITY_ERROR);
  EXPECT_EQ(diagnostics[1].severity(), Diagnostic::SEVERITY_INFO);
}

// Whatever is found, a long program is not searched, nor drawn from its beginning, for each finding: with that, these take
// minutes.
TEST_F(DiagnosisTest, ALongProgramIsReadOnceForAllFindings) {
  const std::string comment = "/*" + std::string(1'000'000, 'A') + "*/";
  source_ = "external_weather(" + comment + " v.x)" + comment;
  program_.tool_uses.push_back(
      {.path = "external_weather", .name_start = 0, .name_end = 16, .start = 0, .end = 1'000'100, .called = true});
  std::string united = "WeatherInput";
  for (int i = 1; i < 150; ++i) absl::StrAppend(&united, " | WeatherOutput | { a", i, ": string; }");
  for (int i = 0; i < 150; ++i) {
    Find(kUnknownName, "v.x", "Cannot find name 'v'.");
    Find(kUnknownProperty, "v.x", absl::StrCat("Property 'x' does not exist on type '", united, "'."));
    Find(2353, "v.x", "Object literal may only specify known properties, and 'x' does not exist in type 'A'.");
  }
  EXPECT_THAT(Run(), SizeIs(100));
}

TEST_F(DiagnosisTest, AnyFindingCanBeRead) {
  source_ = "external_weather(";
  program_.tool_uses.push_back(
      {.path = "external_weather", .name_start = 0, .name_end = 16, .start = 0, .end = 4'000'000'000, .called = true});
  for (const int code : {2339, 2551, 7053, 2353, 2554, 2488, 2349, 2322, 2345, 2741, 2365, 2352, 2769, 2801, 2588, 2304}) {
    for (const char* message : {"", "'", "''", "'a' 'b'", "'{ ' '{ a }'", "Did you mean '"}) Find(code, "(", message);
  }
  EXPECT_THAT(Run(), Not(IsEmpty()));
}

}  // namespace
}  // namespace isobridge::bridge
