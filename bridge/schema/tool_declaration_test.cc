#include "bridge/schema/tool_declaration.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ToolDeclaration Declare(std::string_view input, std::string_view output = "", std::string_view description = "",
                        DocDetail detail = DocDetail::kFull) {
  TypeNames names;
  return DeclareTool({.flat = "x", .dotted = "x", .description = description, .input_schema = input, .output_schema = output},
                     detail, &names);
}

// The type of a property `p` with this schema.
std::string TypeOf(std::string_view schema) {
  const std::string text =
      Declare(absl::StrCat(R"({"type":"object","required":["p"],"properties":{"p":)", schema, "}}"), "", "", DocDetail::kNone)
          .text;
  constexpr std::string_view kBegin = "type XInput = { p: ";
  const size_t end = text.find(" };\n");
  return text.starts_with(kBegin) && end != std::string::npos ? text.substr(kBegin.size(), end - kBegin.size()) : text;
}

TEST(ToolDeclarationTest, AFunctionWithTypes) {
  EXPECT_EQ(
      Declare(R"({"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["C","F"]}},"required":["city"]})",
              R"({"type":"object","properties":{"degrees":{"type":"number"}},"required":["degrees"]})", "Tells the weather.")
          .text,
      "type XInput = { city: string; unit?: \"C\" | \"F\" };\n"
      "type XOutput = { degrees: number };\n"
      "/** Tells the weather. */\n"
      "declare function external_x(input: XInput): Promise<XOutput>;\n");
}

TEST(ToolDeclarationTest, WithoutSchemasEverythingIsUnknown) {
  EXPECT_EQ(Declare("").text, "declare function external_x(input?: unknown): Promise<unknown>;\n");
}

TEST(ToolDeclarationTest, AnInputThatMayBeEmptyIsOptional) {
  EXPECT_THAT(Declare(R"({"type":"object","properties":{"a":{"type":"string"}}})").text, HasSubstr("(input?: XInput)"));
}

TEST(ToolDeclarationTest, Types) {
  EXPECT_EQ(TypeOf(R"({"type":"integer"})"), "number");
  EXPECT_EQ(TypeOf(R"({"type":["string","null"]})"), "string | null");
  EXPECT_EQ(TypeOf(R"({"type":"string","nullable":true})"), "string | null");
  EXPECT_EQ(TypeOf(R"({"const":"a\"b"})"), R"("a\"b")");
  EXPECT_EQ(TypeOf(R"({"type":"string","enum":["a","b",1]})"), R"("a" | "b")");
  EXPECT_EQ(TypeOf(R"({"type":"array","items":{"type":["string","number"]}})"), "(string | number)[]");
  EXPECT_EQ(TypeOf(R"({"type":"array","prefixItems":[{"type":"number"},{"type":"number"}],"items":false,"minItems":1})"),
            "[number, number?]");
  EXPECT_EQ(TypeOf(R"({"type":"array","items":[{"type":"number"},{"type":["string","null"]}]})"),
            "[number?, (string | null)?, ...unknown[]]");
  EXPECT_EQ(TypeOf(R"({"type":"object"})"), "{ [key: string]: unknown }");
  EXPECT_EQ(TypeOf(R"({"type":"object","additionalProperties":{"type":"number"}})"), "{ [key: string]: number }");
  EXPECT_EQ(TypeOf(R"({"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"number"}})"),
            "{ a?: string; [key: string]: number | string | undefined }");
  EXPECT_EQ(TypeOf(R"({"type":"object","properties":{},"additionalProperties":false})"), "{ [key: string]: never }");
  EXPECT_EQ(TypeOf(R"({"oneOf":[{"type":"string"},{"type":"object","properties":{"id":{"type":"number"}}}]})"),
            "string | { id?: number }");
  EXPECT_EQ(
      TypeOf(
          R"({"type":"object","allOf":[{"properties":{"a":{"type":"string"}}},{"anyOf":[{"required":["a"]},{"required":["b"]}]}]})"),
      "{ a?: string } & ({ a: unknown } | { b: unknown })");
  EXPECT_EQ(TypeOf("true"), "unknown");
  EXPECT_EQ(TypeOf("false"), "never");
  EXPECT_EQ(TypeOf(R"({"not":{}})"), "never");
  EXPECT_EQ(TypeOf(R"({"type":"object","properties":{"odd-key":{"type":"boolean"}},"required":["odd-key"]})"),
            "{ \"odd-key\": boolean }");
  EXPECT_EQ(TypeOf(R"({"enum":[1e400]})"), "number");
}

TEST(ToolDeclarationTest, RecursionIsATypeWithAName) {
  EXPECT_EQ(
      Declare(
          R"({"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/$defs/node"}}}}}})",
          "", "", DocDetail::kNone)
          .text,
      "type XInput = XInputNode;\n"
      "type XInputNode = { children?: XInputNode[] };\n"
      "declare function external_x(input?: XInput): Promise<unknown>;\n");
  EXPECT_THAT(Declare(R"({"type":"object","properties":{"next":{"$ref":"#"}}})").text,
              HasSubstr("type XInput = { next?: XInput };"));
}

TEST(ToolDeclarationTest, ATypeThatWouldConsistOfItselfIsUnknown) {
  const ToolDeclaration tool =
      Declare(R"({"properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"type":"string"}]}}})");
  EXPECT_THAT(tool.text, HasSubstr("type XInputA = unknown;"));
  EXPECT_THAT(tool.notes, ElementsAre(HasSubstr("XInputA would consist of itself")));
}

// Walked from each of them to the end, the chain would take minutes.
TEST(ToolDeclarationTest, ALongChainOfReferencesIsWalkedOnce) {
  std::string schema = R"({"$ref":"#/$defs/d0","$defs":{)";
  constexpr int kLinks = 4'000;
  for (int i = 0; i < kLinks; ++i) {
    const std::string next = absl::StrCat(R"({"$ref":"#/$defs/d)", i + 1, "\"}");
    absl::StrAppend(&schema, "\"d", i, R"(":{"anyOf":[)", next, R"(,{"type":"string"}]},)");
  }
  absl::StrAppend(&schema, "\"d", kLinks, R"(":{"type":"object"}}})");
  const ToolDeclaration tool = Declare(schema);
  EXPECT_THAT(tool.notes, IsEmpty());
}

TEST(ToolDeclarationTest, AReferenceToNothingIsUnknownAndSaysSo) {
  const ToolDeclaration tool =
      Declare(R"({"type":"object","properties":{"a":{"$ref":"https://example.com/a"},"b":{"type":"string"}}})");
  EXPECT_THAT(tool.text, HasSubstr("{ a?: unknown; b?: string }"));
  EXPECT_THAT(tool.notes, ElementsAre(HasSubstr("$ref \"https://example.com/a\" names nothing")));
}

TEST(ToolDeclarationTest, TypeThatThereIsNoneOfIsUnknown) {
  const auto tool = Declare(R"({"type":"objekt"})");
  EXPECT_THAT(tool.text, Not(HasSubstr("never")));
  EXPECT_THAT(tool.notes, ElementsAre("XInput: type \"objekt\" is none of JSON Schema's"));
}

TEST(ToolDeclarationTest, ASchemaThatCantBeReadIsUnknownAndSaysSo) {
  const ToolDeclaration tool = Declare("[1]");
  EXPECT_EQ(tool.text, "declare function external_x(input?: unknown): Promise<unknown>;\n");
  EXPECT_THAT(tool.notes, ElementsAre(HasSubstr("neither an object nor a boolean")));
}

TEST(ToolDeclarationTest, CommentsCantBeEndedByText) {
  const std::string text =
      Declare(R"({"type":"object","properties":{"a":{"type":"string","description":"x */ y\nz","default":"*/","pattern":"*/"}}})",
              "", "one */ two")
          .text;
  EXPECT_THAT(text, HasSubstr("/** one *\\/ two */"));
  EXPECT_THAT(text, HasSubstr("   * x *\\/ y\n   * z\n   * @default \"*\\/\"\n   * @pattern *\\/\n   */\n  a?: string;"));
}

TEST(ToolDeclarationTest, LimitsAndExamplesAreToldInComments) {
  const std::string text =
      Declare(
          R"({"type":"object","properties":{"n":{"type":"integer","minimum":1,"maximum":9,"default":3,"deprecated":true,"examples":[4]},"d":{"type":"string","format":"date"}}})")
          .text;
  EXPECT_THAT(text, HasSubstr("@deprecated\n   * @default 3\n   * @minimum 1\n   * @maximum 9\n   * @example 4"));
  EXPECT_THAT(text, HasSubstr("/** @format date */"));
}

TEST(ToolDeclarationTest, NamesDontCollide) {
  TypeNames names;
  constexpr std::string_view kSchema = R"({"type":"object","properties":{"a":{"type":"string"}}})";
  EXPECT_THAT(
      DeclareTool({.flat = "get_issue", .dotted = "get_issue", .description = "", .input_schema = kSchema, .output_schema = ""},
                  DocDetail::kNone, &names)
          .text,
      HasSubstr("type GetIssueInput ="));
  EXPECT_THAT(
      DeclareTool({.flat = "getIssue", .dotted = "getIssue", .description = "", .input_schema = kSchema, .output_schema = ""},
                  DocDetail::kNone, &names)
          .text,
      HasSubstr("type GetIssueInput_2 ="));
}

TEST(ToolDeclarationTest, DeepAdditionalPropertiesDontMultiply) {
  std::string schema = R"({"type":"string"})";
  for (int i = 0; i < 40; ++i)
    schema = absl::StrCat(R"({"type":"object","properties":{"a":)", schema, R"(},"additionalProperties":{"type":"string"}})");
  EXPECT_LT(Declare(schema).text.size(), 20000u);
}

// Each level would double the time, and multiply the text by the number of names.
TEST(ToolDeclarationTest, DeepAdditionalPropertiesAreWrittenOnce) {
  std::string schema = R"({"type":"string"})";
  for (int i = 0; i < 120; ++i) schema = absl::StrCat(R"({"additionalProperties":)", schema, "}");
  EXPECT_LT(Declare(schema).text.size(), 100'000u);
  schema = R"({"type":"string"})";
  for (int i = 0; i < 100; ++i) schema = absl::StrCat(R"({"required":["a","b","c","d"],"additionalProperties":)", schema, "}");
  EXPECT_LT(Declare(schema).text.size(), 200'000u);
}

TEST(ToolDeclarationTest, IndentationDoesntMultiply) {
  std::string schema = R"({"type":"object","properties":{)";
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&schema, i == 0 ? "" : ",", "\"a", i, "\":{}");
  schema += "}}";
  for (int i = 0; i < 60; ++i) schema = absl::StrCat(R"({"type":"object","properties":{"a":)", schema, "}}");
  EXPECT_LT(Declare(schema).text.size(), 4 * schema.size());
}

TEST(ToolDeclarationTest, Namespaces) {
  const std::vector<ToolText> tools = {
      {.flat = "ping", .dotted = "ping", .description = "", .input_schema = "", .output_schema = ""},
      {.flat = "github_get_issue", .dotted = "github.get_issue", .description = "", .input_schema = "", .output_schema = ""}};
  EXPECT_EQ(DeclareNamespaces(tools),
            "declare const tools: {\n"
            "  github: {\n"
            "    get_issue: typeof external_github_get_issue;\n"
            "  };\n"
            "  ping: typeof external_ping;\n"
            "};\n"
            "declare const codemode: {\n"
            "  search(query: string, options?: { limit?: number; offset?: number; namespace?: string }): "
            "Promise<{ total: number; offset: number; nextOffset?: number; "
            "hits: { path: string; name: string; description: string; signature: string }[] }>;\n"
            "  describe(path: string): Promise<{ path: string; name: string; declaration: string }>;\n"
            "  github: {\n"
            "    get_issue: typeof external_github_get_issue;\n"
            "  };\n"
            "  github_get_issue: typeof external_github_get_issue;\n"
            "  ping: typeof external_ping;\n"
            "};\n");
}

TEST(ToolDeclarationTest, ParameterListMarksWhatIsRequired) {
  EXPECT_EQ(ParameterList(R"({"properties":{"city":{"type":"string"},"unit":{"enum":["C","F"]}},"required":["city"]})"),
            "city*: string, unit: \"C\" | \"F\" (* = required)");
  EXPECT_EQ(ParameterList("true"), "");
}

}  // namespace
}  // namespace isobridge::bridge
