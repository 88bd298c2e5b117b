#include "bridge/schema/catalog_description.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kSchema =
    R"({"type":"object","properties":{"city":{"type":"string","description":"Name of the city, as people write it."}},"required":["city"]})";

std::vector<ToolText> Tools(int count) {
  std::vector<ToolText> tools;
  for (int i = 0; i < count; ++i) {
    const std::string name = absl::StrCat("tool_", i);
    tools.push_back({.flat = name,
                     .dotted = name,
                     .description = "Tells something. And more about it.",
                     .input_schema = kSchema,
                     .output_schema = ""});
  }
  return tools;
}

uint64_t GuideTokens() {
  return CatalogDescription::Create(Tools(2), {})->tokens -
         EstimateTokens(CatalogDescription::Create(Tools(2), {})->declarations);
}

TEST(CatalogDescriptionTest, WithoutABudgetEverythingIsThere) {
  const auto description = CatalogDescription::Create(Tools(3), {});
  ASSERT_TRUE(description.ok());
  EXPECT_EQ(description->detail, DocDetail::kFull);
  EXPECT_THAT(description->omitted, IsEmpty());
  EXPECT_THAT(description->declarations, HasSubstr("Name of the city"));
  EXPECT_THAT(description->declarations, HasSubstr("And more about it."));
  EXPECT_THAT(description->declarations, Not(HasSubstr("Not all functions")));
}

TEST(CatalogDescriptionTest, TheGuideHasAnExampleOfTheCallersTools) {
  const auto description = CatalogDescription::Create(Tools(3), {.host_tool = "execute"});
  ASSERT_TRUE(description.ok());
  EXPECT_THAT(description->guide, HasSubstr("`execute` runs one TypeScript program"));
  EXPECT_THAT(description->guide, HasSubstr("exist only inside the program"));
  EXPECT_THAT(description->guide, HasSubstr("external_tool_0({ city: \"<city>\" }),\n  external_tool_1({ city: \"<city>\" }),"));
}

TEST(CatalogDescriptionTest, ABudgetTakesCommentsFirst) {
  const auto description = CatalogDescription::Create(Tools(20), {.token_budget = GuideTokens() + 1100});
  ASSERT_TRUE(description.ok());
  EXPECT_EQ(description->detail, DocDetail::kBrief);
  EXPECT_THAT(description->omitted, IsEmpty());
  EXPECT_THAT(description->declarations, HasSubstr("/** Tells something. */"));
  EXPECT_LE(description->tokens, GuideTokens() + 1100);
}

TEST(CatalogDescriptionTest, ABudgetThenTakesToolsAndSaysSo) {
  const auto description = CatalogDescription::Create(Tools(200), {.token_budget = GuideTokens() + 500});
  ASSERT_TRUE(description.ok());
  EXPECT_THAT(description->omitted, Not(IsEmpty()));
  EXPECT_THAT(description->declarations, HasSubstr("external_tool_0(input"));
  EXPECT_THAT(description->declarations,
              HasSubstr("// Not all functions are declared here. Find others inside the program: `await codemode.search("));
  EXPECT_THAT(description->declarations, HasSubstr("Others are: external_tool_"));
  EXPECT_THAT(description->declarations, HasSubstr(" more."));
  EXPECT_LE(description->tokens, GuideTokens() + 500);
}

TEST(CatalogDescriptionTest, EveryBudgetIsKept) {
  const std::vector<ToolText> tools = Tools(30);
  for (uint64_t budget = GuideTokens(); budget < GuideTokens() + 3000; budget += 97) {
    const auto description = CatalogDescription::Create(tools, {.token_budget = budget});
    ASSERT_TRUE(description.ok());
    EXPECT_LE(description->tokens, budget + 1);
  }
}

TEST(CatalogDescriptionTest, ABudgetBelowTheGuideIsRefused) {
  const auto description = CatalogDescription::Create(Tools(1), {.token_budget = 10});
  EXPECT_EQ(description.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(description.status().message(), HasSubstr("is 10, but the instructions alone take"));
}

TEST(CatalogDescriptionTest, ABadToolIsToldAndSparesTheOthers) {
  std::vector<ToolText> tools = Tools(2);
  tools[0].input_schema = "{\"type\":";
  const auto description = CatalogDescription::Create(tools, {});
  ASSERT_TRUE(description.ok());
  EXPECT_THAT(description->notes, SizeIs(1));
  EXPECT_THAT(description->declarations, HasSubstr("external_tool_0(input?: unknown)"));
  EXPECT_THAT(description->declarations, HasSubstr("external_tool_1(input: Tool1Input)"));
}

}  // namespace
}  // namespace isobridge::bridge
