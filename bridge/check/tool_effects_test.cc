#include "bridge/check/tool_effects.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::CheckResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ToolUse = CompiledProgram::ToolUse;

ToolTable Tools() {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  tools.Add()->set_name("a");
  tools.Add()->set_name("mail.send");
  return *ToolTable::Create(std::move(tools), 10, "tools");
}

CheckResponse::Effects Effects(std::vector<ToolUse> uses, const std::vector<bool>& allowed = {}) {
  CompiledProgram program;
  program.tool_uses = std::move(uses);
  return EffectsOf("line one\nline two", program, Tools(), allowed);
}

TEST(ToolEffectsTest, UsesOfOneToolByAnyNameAreOneEffect) {
  const CheckResponse::Effects effects = Effects({{.path = "external_mail_send", .name_start = 9, .called = true},
                                                  {.path = "tools.mail.send", .name_start = 3, .called = true, .in_loop = true},
                                                  {.path = "external_a", .called = true, .conditional = true}});
  ASSERT_THAT(effects.tools(), SizeIs(2));
  const CheckResponse::ToolEffect& mail = effects.tools(0);
  EXPECT_EQ(mail.tool(), "mail.send");
  EXPECT_EQ(mail.place_count(), 2u);
  EXPECT_EQ(mail.places(0).line(), 2u);
  EXPECT_EQ(mail.places(1).column(), 4u);
  EXPECT_TRUE(mail.repeated_calls());
  EXPECT_FALSE(mail.conditional());
  EXPECT_TRUE(effects.tools(1).conditional());
  EXPECT_FALSE(effects.dynamic());
}

TEST(ToolEffectsTest, ConditionalIsOnlyWhatIsNeverUnconditional) {
  const CheckResponse::Effects effects =
      Effects({{.path = "external_a", .called = true, .conditional = true}, {.path = "external_a", .called = true}});
  EXPECT_FALSE(effects.tools(0).conditional());
}

TEST(ToolEffectsTest, WhatIsPassedOnIsSaid) {
  EXPECT_TRUE(Effects({{.path = "external_a"}}).tools(0).passed_as_value());
  EXPECT_TRUE(Effects({{.path = "tools", .dynamic = true}}).dynamic());
  EXPECT_TRUE(Effects({{.path = "tools.mail"}}).dynamic());
}

// Looked for among all paths each, they would take hours.
TEST(ToolEffectsTest, ManyUnknownNamesInAWideCatalogAreSoonSaid) {
  constexpr int kTools = 5'000;
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  for (int i = 0; i < kTools; ++i) tools.Add()->set_name(absl::StrCat("space", i % 50, ".tool_", i));
  const ToolTable table = *ToolTable::Create(std::move(tools), kTools, "tools");
  CompiledProgram program;
  for (int i = 0; i < 50'000; ++i) program.tool_uses.push_back({.path = absl::StrCat("tools.nope", i), .called = true});
  program.tool_uses.push_back({.path = "tools.space7"});
  const CheckResponse::Effects effects = EffectsOf("", program, table, {});
  EXPECT_THAT(effects.unknown(), SizeIs(100));
  EXPECT_TRUE(effects.dynamic());
}

TEST(ToolEffectsTest, ANamespaceIsNoneOfWhichTheNameIsOnlyTheBeginning) {
  const CheckResponse::Effects effects = Effects({{.path = "tools.mai"}, {.path = "tools.mail.sen"}, {.path = "tools.z"}});
  EXPECT_FALSE(effects.dynamic());
  EXPECT_THAT(effects.unknown(), ElementsAre("tools.mai", "tools.mail.sen", "tools.z"));
}

TEST(ToolEffectsTest, WhatIsOfAToolNamesTheTool) {
  const CheckResponse::Effects effects = Effects({{.path = "tools.mail.send.call", .called = true}});
  ASSERT_THAT(effects.tools(), SizeIs(1));
  EXPECT_EQ(effects.tools(0).tool(), "mail.send");
  EXPECT_TRUE(effects.tools(0).passed_as_value());
  EXPECT_THAT(effects.unknown(), IsEmpty());
  EXPECT_FALSE(effects.dynamic());
}

TEST(ToolEffectsTest, WhatIsNotLookedAtIsDynamic) {
  CompiledProgram program;
  program.more_tool_uses = true;
  const CheckResponse::Effects effects = EffectsOf("", program, Tools(), {});
  EXPECT_TRUE(effects.incomplete());
  EXPECT_TRUE(effects.dynamic());
}

TEST(ToolEffectsTest, UnknownNamesAndForbiddenToolsAreSaid) {
  const CheckResponse::Effects effects =
      Effects({{.path = "external_b", .called = true}, {.path = "external_a", .called = true}}, {false, true});
  EXPECT_THAT(effects.unknown(), ElementsAre("external_b"));
  EXPECT_TRUE(effects.dynamic());
  EXPECT_TRUE(effects.tools(0).forbidden());
  EXPECT_FALSE(Effects({{.path = "tools.b", .called = true}}).dynamic());
}

TEST(ToolEffectsTest, QuestionsAboutToolsAreNoCalls) {
  const CheckResponse::Effects effects = Effects({{.path = "codemode.search", .called = true, .in_loop = true},
                                                  {.path = "codemode.describe"},
                                                  {.path = "codemode.describe.call", .called = true}});
  EXPECT_THAT(effects.tools(), IsEmpty());
  EXPECT_THAT(effects.unknown(), IsEmpty());
  EXPECT_FALSE(effects.dynamic());
  EXPECT_TRUE(Effects({{.path = "codemode.search", .dynamic = true}}).dynamic());
  EXPECT_THAT(Effects({{.path = "tools.search"}, {.path = "codemode.searches"}, {.path = "codemode.mail.search"}}).unknown(),
              ElementsAre("codemode.mail.search", "codemode.searches", "tools.search"));
}

TEST(ToolEffectsTest, ToolsNamedLikeQuestionsAreCalledByTheirOtherPaths) {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  tools.Add()->set_name("search");
  tools.Add()->set_name("describe.it");
  const ToolTable table = *ToolTable::Create(std::move(tools), 10, "tools");
  const auto called = [&](std::string path) {
    CompiledProgram program;
    program.tool_uses.push_back({.path = std::move(path), .called = true});
    return EffectsOf("", program, table, {}).tools_size() == 1;
  };
  EXPECT_FALSE(called("codemode.search"));
  EXPECT_TRUE(called("tools.search"));
  EXPECT_TRUE(called("external_search"));
  EXPECT_TRUE(called("codemode.describe_it"));
}

TEST(ToolEffectsTest, PlacesAreBounded) {
  const CheckResponse::Effects effects = Effects(std::vector<ToolUse>(50, {.path = "external_a", .name_start = 4'000'000'000}));
  EXPECT_THAT(effects.tools(0).places(), SizeIs(20));
  EXPECT_EQ(effects.tools(0).place_count(), 50u);
  EXPECT_THAT(Effects({}).tools(), IsEmpty());
}

}  // namespace
}  // namespace isobridge::bridge
