#include "bridge/schema/validator.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/schema/compiled_schema.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Verdict = SchemaResult::Verdict;

SchemaResult Check(std::string_view schema, std::string_view json) {
  const auto compiled = CompiledSchema::Create(schema);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return compiled.ok() ? Validate(**compiled, json)
                       : SchemaResult{.verdict = Verdict::kGaveUp, .faults = {}, .reason = "no schema"};
}

// "path message", each.
std::vector<std::string> Faults(std::string_view schema, std::string_view json) {
  std::vector<std::string> texts;
  for (const SchemaFault& fault : Check(schema, json).faults) texts.push_back(absl::StrCat(fault.path, " ", fault.message));
  return texts;
}

std::string Refusal(std::string_view schema) { return std::string(CompiledSchema::Create(schema).status().message()); }

std::string Repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result.append(text);
  return result;
}

TEST(ValidatorTest, NamesPathAndExpectation) {
  EXPECT_THAT(
      Faults(
          R"({"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1}},"required":["city"]})",
          R"({"days":0})"),
      ElementsAre(".city is required", ".days is to be at least 1, got 0"));
  EXPECT_THAT(Faults(R"({"properties":{"a":{"items":{"enum":["x","y"]}}}})", R"({"a":["x","z"]})"),
              ElementsAre(R"(.a[1] expected one of "x", "y", got string "z")"));
  EXPECT_THAT(Faults(R"({"type":["string","null"]})", "5"), ElementsAre(" expected null or string, got number 5"));
  EXPECT_THAT(Faults(R"({"properties":{"odd key":false}})", R"({"odd key":1})"),
              ElementsAre(R"(["odd key"] is not allowed here)"));
}

TEST(ValidatorTest, AnUnknownPropertyIsToldTheKnownOnes) {
  EXPECT_THAT(Faults(R"({"properties":{"city":{},"unit":{}},"additionalProperties":false})", R"({"town":"X"})"),
              ElementsAre(".town is not known; known are city, unit"));
}

TEST(ValidatorTest, AlternativesAreExplained) {
  EXPECT_THAT(
      Faults(R"({"anyOf":[{"type":"string"},{"properties":{"id":{"type":"number"}},"required":["id"]}]})", R"({"id":"x"})"),
      ElementsAre(R"( matches none of 2 alternatives: expected string, got an object; or .id expected number, got string "x")"));
}

TEST(ValidatorTest, NoMoreThanFiveFaults) {
  const std::string items = absl::StrCat("[", Repeated("1,", 99), "1]");
  EXPECT_EQ(Check(R"({"items":{"type":"string"}})", items).faults.size(), 5u);
}

TEST(ValidatorTest, LongValuesAreCutInMessages) {
  const std::string text = absl::StrCat("\"", Repeated("\xc3\xa9", 1000), "\"");
  const std::vector<std::string> faults = Faults(R"({"type":"number"})", text);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_LT(faults[0].size(), 120u);
  EXPECT_THAT(faults[0], HasSubstr("…"));
}

TEST(ValidatorTest, NullableIsUnderstood) {
  EXPECT_EQ(Check(R"({"type":"string","nullable":true})", "null").verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"type":"string","enum":["a"],"nullable":true})", "null").verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"type":"string"})", "null").verdict, Verdict::kInvalid);
}

TEST(ValidatorTest, LoneSurrogatesAreValidatedAsReplacementCharacters) {
  EXPECT_EQ(Check(R"({"type":"string","maxLength":3})", R"("a\ud800b")").verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"type":"string","minLength":2})", R"("\ud83d\ude00")").verdict, Verdict::kInvalid);
}

TEST(ValidatorTest, PatternsAreJavaScripts) {
  EXPECT_EQ(Check(R"({"pattern":"^\\p{Letter}+$"})", R"("\u00e9t\u00e9")").verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"pattern":"^\\p{L}+$"})", R"("a1")").verdict, Verdict::kInvalid);
  EXPECT_EQ(Check(R"({"pattern":"^\\u0041[\\s\\-/]\\cA$"})", "\"A\\u00a0\\u0001\"").verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"pattern":"^[[]$"})", R"("[")").verdict, Verdict::kValid);
}

TEST(ValidatorTest, APatternThatNeedsLookAroundIsToldAndLeftOut) {
  const auto schema = CompiledSchema::Create(R"j({"type":"string","pattern":"^(?!x)"})j");
  ASSERT_TRUE(schema.ok());
  EXPECT_THAT((*schema)->unchecked(), ElementsAre(HasSubstr("pattern \"^(?!x)\" is not understood")));
  EXPECT_EQ(Validate(**schema, "\"x\"").verdict, Verdict::kValid);
  EXPECT_EQ(Validate(**schema, "1").verdict, Verdict::kInvalid);
}

// ---- hostile schemas and values ---------------------------------------------------------------------------------------

TEST(ValidatorTest, AnExponentialPatternTakesLinearTime) {
  const absl::Time start = absl::Now();
  EXPECT_EQ(Check(R"({"pattern":"^(a+)+$"})", absl::StrCat("\"", Repeated("a", 100000), "b\"")).verdict, Verdict::kInvalid);
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST(ValidatorTest, ASchemaThatOnlyRefersToItselfIsRefused) {
  constexpr std::string_view kIdle = "the schema refers to itself without going deeper into the value";
  EXPECT_EQ(Refusal(R"({"$ref":"#"})"), kIdle);
  EXPECT_EQ(Refusal(R"({"allOf":[{"anyOf":[{"not":{"$ref":"#/allOf/0"}}]}]})"), kIdle);
  EXPECT_EQ(Refusal(R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"properties":{"x":{"$ref":"#/$defs/a"}}})"),
            kIdle);
  EXPECT_EQ(Refusal(R"({"properties":{"next":{"$ref":"#"}}})"), "");
}

TEST(ValidatorTest, DeeplyNestedSchemasAreRefused) {
  const std::string schema = absl::StrCat(Repeated("{\"not\":", 20000), "{}", Repeated("}", 20000));
  EXPECT_THAT(Refusal(schema), HasSubstr("nested deeper than 128"));
}

TEST(ValidatorTest, LargeSchemasAreRefused) {
  EXPECT_THAT(Refusal(absl::StrCat("{\"description\":\"", Repeated("x", 300000), "\"}")), HasSubstr("the limit is 262144"));
  EXPECT_THAT(Refusal(absl::StrCat("{\"allOf\":[", Repeated("{},", 30000), "{}]}")), HasSubstr("more than 20000 subschemas"));
}

TEST(ValidatorTest, DoublingAlternativesAreGivenUp) {
  // Each level tries the one below twice.
  std::string schema = R"({"$ref":"#/$defs/a0","$defs":{)";
  for (int i = 0; i < 60; ++i)
    absl::StrAppend(&schema, "\"a", i, R"(":{"anyOf":[{"$ref":"#/$defs/a)", i + 1, R"("},{"$ref":"#/$defs/a)", i + 1, "\"}]},");
  absl::StrAppend(&schema, R"("a60":false}})");
  const SchemaResult validation = Check(schema, "1");
  EXPECT_EQ(validation.verdict, Verdict::kGaveUp);
  EXPECT_EQ(validation.reason, "it takes too much work");
  EXPECT_THAT(validation.faults, IsEmpty());
}

TEST(ValidatorTest, ALongChainOfReferencesIsGivenUp) {
  std::string schema = R"({"$ref":"#/$defs/a0","$defs":{)";
  for (int i = 0; i < 5000; ++i) absl::StrAppend(&schema, "\"a", i, R"(":{"$ref":"#/$defs/a)", i + 1, "\"},");
  absl::StrAppend(&schema, R"("a5000":{}}})");
  EXPECT_EQ(Check(schema, "1").reason, "it nests schemas too deeply");
}

TEST(ValidatorTest, DeepValuesFitTheStack) {
  const std::string value = absl::StrCat(Repeated("[", 512), Repeated("]", 512));
  EXPECT_EQ(Check(R"({"items":{"allOf":[{"$ref":"#"}]}})", value).verdict, Verdict::kGaveUp);
  EXPECT_EQ(Check(R"({"items":{"$ref":"#"}})", value).verdict, Verdict::kValid);
}

TEST(ValidatorTest, UniqueItemsOfManyAreGivenUpOrDoneInTime) {
  std::string items = "[";
  for (int i = 0; i < 200000; ++i) absl::StrAppend(&items, i == 0 ? "" : ",", i);
  const absl::Time start = absl::Now();
  Check(R"({"uniqueItems":true})", absl::StrCat(items, "]"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST(ValidatorTest, HugeValuesAreNotRead) {
  EXPECT_THAT(Check("{}", absl::StrCat("\"", Repeated("x", 5 << 20), "\"")).reason, HasSubstr("at most 4194304 are checked"));
}

TEST(ValidatorTest, BadSchemasSayWhatIsWrong) {
  EXPECT_EQ(Refusal("[]"), "the schema is neither an object nor a boolean");
  EXPECT_THAT(Refusal("{"), HasSubstr("the schema is not JSON: at byte 1"));
  EXPECT_EQ(Refusal(R"({"type":"int"})"), "type has \"int\", which is no type of JSON Schema");
  EXPECT_EQ(Refusal(R"({"properties":{"a":5}})"), "properties is to be a schema, which is an object or a boolean");
  EXPECT_EQ(Refusal(R"({"minLength":"5"})"), "minLength is to be a number");
  EXPECT_EQ(Refusal(R"({"$ref":"https://example.com/x"})"),
            R"($ref "https://example.com/x" names nothing in this schema; other documents are not fetched)");
}

}  // namespace
}  // namespace isobridge::bridge
