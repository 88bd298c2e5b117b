#include "bridge/schema/validator.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/schema/compiled_schema.h"
#include "bridge/schema/ecma_pattern.h"
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

TEST(ValidatorTest, MultiplesAreExactForIntegersAndByTheirLastPlacesForFractions) {
  const auto valid = [](double divisor, std::string_view value) {
    return Check(absl::StrCat(R"({"multipleOf":)", divisor, "}"), value).verdict == Verdict::kValid;
  };
  EXPECT_TRUE(valid(100, "150000"));
  EXPECT_TRUE(valid(100, "-200"));
  EXPECT_TRUE(valid(100, "1e20"));
  EXPECT_TRUE(valid(2, "1.2e1"));
  for (const char* value : {"150", "1234567890123456", "1000000000001.5", "9007199254740993", "0.5"})
    EXPECT_FALSE(valid(100, value)) << value;
  EXPECT_FALSE(valid(1, "1000000000000.5"));
  EXPECT_FALSE(valid(2, "9007199254740993"));
  for (const char* value : {"0.3", "1234567.89", "-19.99", "0", "99999999.99"}) EXPECT_TRUE(valid(0.01, value)) << value;
  for (const char* value : {"0.305", "1234567.891", "99999999.995"}) EXPECT_FALSE(valid(0.01, value)) << value;
  EXPECT_TRUE(valid(0.5, "1000000000000.5"));
  EXPECT_FALSE(valid(0.5, "1000000000000.25"));
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

// An anyOf of three $refs, so many deep, to an object that allows one property.
std::string NestedAlternatives(int depth) {
  std::string defs = R"("l0":{"type":"object","properties":{"ok":{}},"additionalProperties":false})";
  for (int i = 1; i <= depth; ++i) {
    const std::string ref = absl::StrCat(R"({"$ref":"#/$defs/l)", i - 1, "\"}");
    absl::StrAppend(&defs, ",\"l", i, R"(":{"anyOf":[)", ref, ",", ref, ",", ref, "]}");
  }
  return absl::StrCat(R"({"$defs":{)", defs, R"(},"$ref":"#/$defs/l)", depth, "\"}");
}

size_t TextBytes(const SchemaResult& result) {
  size_t bytes = 0;
  for (const SchemaFault& fault : result.faults) bytes += fault.path.size() + fault.message.size();
  return bytes;
}

TEST(ValidatorTest, NestedAlternativesAreToldInFewWordsWhateverTheNames) {
  const SchemaResult result = Check(NestedAlternatives(4), absl::StrCat("{\"", Repeated("a", 64 << 10), "\":1}"));
  ASSERT_EQ(result.verdict, Verdict::kInvalid);
  EXPECT_LT(TextBytes(result), 1100u);
  EXPECT_THAT(result.faults[0].message, HasSubstr("matches none of 3 alternatives: matches none of 3 alternatives"));
  // What is told no more isn't worked out: 3^4 leaves are looked at once, 27 and 9 of them again, each for a name of 64 KiB.
  EXPECT_LT(result.steps, 300'000);
  EXPECT_EQ(Check(NestedAlternatives(12), absl::StrCat("{\"", Repeated("a", 64 << 10), "\":1}")).verdict, Verdict::kGaveUp);
}

TEST(ValidatorTest, AllFaultsTogetherAreShort) {
  std::string value = "1", schema = R"({"type":"string"})";
  for (int i = 0; i < 50; ++i) {
    const std::string name = absl::StrCat(Repeated("n", 5'000), i);
    value = absl::StrCat("{\"", name, "\":", value, "}");
    schema = absl::StrCat(R"({"properties":{")", name, "\":", schema, "}}");
  }
  const SchemaResult result = Check(schema, value);
  ASSERT_EQ(result.verdict, Verdict::kInvalid);
  EXPECT_LT(result.faults[0].path.size(), 310u);
  const std::string text = Repeated("long ", 10'000);
  const std::string many =
      absl::StrCat(R"({"additionalProperties":{"enum":[")", text, "1\",\"", text, "2\",{\"", text, "\":1}]}}");
  EXPECT_LT(TextBytes(Check(many, R"({"a":1,"b":2,"c":3,"d":4,"e":5})")), 4097u);
}

TEST(ValidatorTest, PathsOfAlternativesBeginWhereTheAlternativesAre) {
  EXPECT_THAT(
      Faults(R"({"properties":{"a":{"anyOf":[{"properties":{"b":{"anyOf":[{"type":"string"}]}}}]}}})", R"({"a":{"b":1}})"),
      ElementsAre(".a matches none of 1 alternatives: .b matches none of 1 alternatives: expected string, got number 1"));
}

TEST(ValidatorTest, APatternThatMakesTheAutomatonExplodeIsGivenUp) {
  constexpr std::string_view kExplodes = R"({"pattern":"[ab]*a[ab]{900}c"})";
  EXPECT_EQ(Check(kExplodes, absl::StrCat("\"", Repeated("a", 1'000'000), "\"")).reason, "it takes too much work");
  // Many short ones that differ are as slow.
  uint32_t random = 1;
  std::string texts;
  for (int i = 0; i < 5'000; ++i) {
    absl::StrAppend(&texts, i == 0 ? "[\"" : ",\"");
    for (int k = 0; k < 200; ++k) texts.push_back("ab"[(random = random * 1103515245 + 12345) >> 16 & 1]);
    texts.push_back('"');
  }
  EXPECT_EQ(Check(R"({"items":{"not":{"pattern":"[ab]*a[ab]{16}c"}}})", absl::StrCat(texts, "]")).reason,
            "it takes too much work");
}

TEST(ValidatorTest, ListsOfOrdinaryTextsAreMatched) {
  const auto emails = [](int count) {
    std::string list = "[\"name@mail.example.com\"";
    for (int i = 1; i < count; ++i) absl::StrAppend(&list, ",\"name", i, "@mail.example.com\"");
    return absl::StrCat(list, "]");
  };
  constexpr std::string_view kSimple = R"({"items":{"pattern":"^[^@ ]+@[^@ ]+\\.[^@ ]+$"}})";
  EXPECT_EQ(Check(kSimple, emails(2'000)).verdict, Verdict::kValid);
  constexpr std::string_view kLong =
      R"({"items":{"pattern":"^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9-]{1,61})*$"}})";
  EXPECT_EQ(Check(kLong, emails(400)).verdict, Verdict::kValid);
}

TEST(ValidatorTest, OrdinaryPatternsAreRead) {
  for (const std::string_view pattern :
       {R"(^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)",
        R"(^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$)", R"(^https?://[^\\s/$.?#].[^\\s]*$)", R"(^.{1,255}$)",
        R"(^[A-Za-z0-9_-]{1,1000}$)", R"(^\\p{L}[\\p{L}' -]*$)"}) {
    const auto schema = CompiledSchema::Create(absl::StrCat(R"({"pattern":")", pattern, "\"}"));
    ASSERT_TRUE(schema.ok()) << schema.status();
    EXPECT_THAT((*schema)->unchecked(), IsEmpty()) << pattern;
  }
}

TEST(ValidatorTest, PatternsOfOneSchemaAreFewAndCounted) {
  const auto schema_of = [](int patterns) {
    std::string properties;
    for (int i = 0; i < patterns; ++i)
      absl::StrAppend(&properties, i == 0 ? "" : ",", "\"p", i, R"(":{"pattern":"^x)", i, "$\"}");
    return *CompiledSchema::Create(absl::StrCat(R"({"properties":{)", properties, "}}"));
  };
  EXPECT_THAT(schema_of(32)->unchecked(), IsEmpty());
  EXPECT_GE(schema_of(32)->bytes(), 32 * EcmaPattern::kBytes);
  EXPECT_THAT(schema_of(33)->unchecked(), ElementsAre(HasSubstr("^x32$\" is one too many")));
  EXPECT_EQ(schema_of(1000)->unchecked().size(), 32u);
  const auto same = CompiledSchema::Create(R"({"properties":{"a":{"pattern":"x"},"b":{"pattern":"x"}}})");
  EXPECT_LT((*same)->bytes(), 2 * EcmaPattern::kBytes);
}

TEST(ValidatorTest, LargePatternsOfOneSchemaAreFewer) {
  std::string properties;
  for (int i = 0; i < 32; ++i) absl::StrAppend(&properties, i == 0 ? "" : ",", "\"p", i, R"(":{"pattern":".{700})", i, "\"}");
  const auto schema = CompiledSchema::Create(absl::StrCat(R"({"properties":{)", properties, "}}"));
  EXPECT_GE((*schema)->unchecked().size(), 28u);
}

TEST(ValidatorTest, TextIsNotReadForOneStep) {
  const std::string text = absl::StrCat("\"", Repeated("a", 20'000), "\"");
  const auto ten_times = [](std::string_view keyword) {
    return absl::StrCat(R"({"allOf":[{)", Repeated(absl::StrCat(keyword, "},{"), 9), keyword, "}]}");
  };
  EXPECT_GE(Check(ten_times(absl::StrCat("\"enum\":[", text, "]")), text).steps, 10 * 20'000 / 64);
  EXPECT_GE(Check(ten_times(R"("maxLength":1000000)"), text).steps, 10 * 20'000 / 64);
  const std::string object = absl::StrCat("{", text, ":1}");
  EXPECT_GE(Check(ten_times(absl::StrCat("\"properties\":{", text, ":{}}")), object).steps, 10 * 20'000 / 64);
  EXPECT_GE(Check(ten_times(absl::StrCat("\"const\":", object)), object).steps, 10 * 20'000 / 64);
  EXPECT_GE(Check(ten_times(absl::StrCat("\"required\":[", text, "]")), object).steps, 10 * 20'000 / 64);
}

TEST(ValidatorTest, LargeSimpleDataIsValidated) {
  const auto list_of = [](std::string_view item) {
    std::string list = absl::StrCat("[", item);
    while (list.size() < 1u << 20) absl::StrAppend(&list, ",", item);
    return absl::StrCat(list, "]");
  };
  EXPECT_EQ(Check(R"({"items":{"type":"integer","minimum":1}})", list_of("1")).verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"items":{"type":"string","minLength":1,"maxLength":9}})", list_of("\"ab\"")).verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"items":{"properties":{"id":{"type":"integer"},"on":{"type":"boolean"}},"required":["id","on"],)"
                  R"("additionalProperties":false}})",
                  list_of(R"({"id":7,"on":true})"))
                .verdict,
            Verdict::kValid);
}

TEST(ValidatorTest, ManyStepsForFewBytesAreGivenUp) {
  std::string defs = R"("l0":{"type":"number"})";
  for (int i = 1; i <= 3; ++i) {
    const std::string ref = absl::StrCat(R"({"$ref":"#/$defs/l)", i - 1, "\"}");
    absl::StrAppend(&defs, ",\"l", i, R"(":{"allOf":[)", Repeated(ref + ",", 9), ref, "]}");
  }
  const std::string numbers = absl::StrCat("[", Repeated("1,", 500'000), "1]");
  const SchemaResult result = Check(absl::StrCat(R"({"$defs":{)", defs, R"(},"items":{"$ref":"#/$defs/l3"}})"), numbers);
  EXPECT_EQ(result.reason, "it takes too much work");
  EXPECT_LT(result.steps, 1'100'100);
}

// Readers of JSON differ in which of two they take.
TEST(ValidatorTest, APropertyThatIsThereTwiceIsRefused) {
  constexpr std::string_view kSchema = R"({"properties":{"n":{"type":"number"}}})";
  const auto refused = ElementsAre(HasSubstr("has an object with the same property twice"));
  EXPECT_THAT(Faults(kSchema, R"({"n":1,"n":"x"})"), refused);
  EXPECT_THAT(Faults(kSchema, R"({"n":1,"\u006e":"x"})"), refused);
  EXPECT_THAT(Faults("{}", R"([{"a":{"":1,"":2}}])"), refused);
  EXPECT_THAT(Faults("{}", R"({"a":{"n":":\":"},"b":{"n":"\\"},"c\":":[{"n":1},{"n":2}]})"), IsEmpty());
}

TEST(ValidatorTest, NumbersBeyondDoublesAreWhatJavaScriptMakesOfThem) {
  EXPECT_THAT(Faults(R"({"maximum":100})", "1e400"), ElementsAre(" is to be at most 100, got 1e400"));
  EXPECT_EQ(Check(R"({"maximum":100})", "1e-400").verdict, Verdict::kValid);
  EXPECT_EQ(Check(R"({"type":"integer"})", "1e400").verdict, Verdict::kInvalid);
  EXPECT_EQ(Check(R"({"type":"integer"})", "123456789012345678901234567890").verdict, Verdict::kValid);
  EXPECT_THAT(Faults(R"({"maximum":100})", absl::StrCat("1", Repeated("0", 5'000)))[0].size(), ::testing::Lt(120u));
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

TEST(ValidatorTest, WhatIsQuicklySeenToBeValidIsValidAndTakesFewSteps) {
  const auto quickly = [](const std::string& schema, const std::string& json) {
    return IsQuicklyValid(**CompiledSchema::Create(schema), json);
  };
  const std::string email = R"({"type":"string","pattern":"^[^@ ]+@[a-z0-9.-]+\\.[a-z]{2,}$"})";
  EXPECT_TRUE(quickly(email, R"("ann@example.com")"));
  EXPECT_FALSE(quickly(email, R"("ann")"));
  EXPECT_TRUE(quickly(R"({"items":{"type":"integer"}})", absl::StrCat("[1", Repeated(",1", 5'000), "]")));
  EXPECT_FALSE(quickly(R"({"items":{"type":"integer"}})", absl::StrCat("[1", Repeated(",1", 20'000), "]")));
  const std::string heavy = R"({"type":"string","pattern":"[ab]*a[ab]{300}c"})";
  EXPECT_FALSE(quickly(heavy, absl::StrCat("\"", Repeated("a", 10'000), "c\"")));
  EXPECT_FALSE(quickly("{}", "{"));
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
