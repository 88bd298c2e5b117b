#include "bridge/check/tool_types.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<ToolText> kTools = {
    {.flat = "weather",
     .dotted = "weather",
     .description = "",
     .input_schema = R"({"type":"object","properties":{"stadt_é":{"type":"string"}},"required":["stadt_é"]})",
     .output_schema =
         R"({"type":"object","properties":{"days":{"type":"array","items":{"type":"object","properties":{"t":{"type":"number"}}}}}})"},
    {.flat = "mail_send", .dotted = "mail.send", .description = "", .input_schema = "", .output_schema = ""}};

TEST(ToolTypesTest, DeclareToolsByAllTheirNames) {
  const ToolTypes types(std::make_shared<const DeclaredTools>(kTools));
  EXPECT_THAT(types.declarations()->text,
              HasSubstr("declare function external_weather(input: WeatherInput): Promise<WeatherOutput>;"));
  EXPECT_THAT(types.declarations()->text, HasSubstr("send: typeof external_mail_send;"));
  EXPECT_EQ(types.ToolCalled("external_mail_send"), 1u);
  EXPECT_EQ(types.ToolCalled("tools.mail.send"), 1u);
  EXPECT_EQ(types.ToolCalled("codemode.mail_send"), 1u);
  EXPECT_EQ(types.ToolCalled("tools.mail_send"), std::nullopt);
}

TEST(ToolTypesTest, WhatIsNotSaidIsAnything) {
  const ToolTypes types(std::make_shared<const DeclaredTools>(kTools));
  EXPECT_THAT(types.declarations()->text, HasSubstr("external_mail_send(input?: any): Promise<any>;"));

  const ToolTypes untyped = types.Without({0});
  EXPECT_EQ(untyped.ToolWithType("WeatherInput"), std::nullopt);
  EXPECT_EQ(untyped.ToolWithKeys("t"), std::nullopt);
  EXPECT_EQ(untyped.ToolCalled("external_weather"), 0u);
  EXPECT_THAT(untyped.declarations()->text, HasSubstr("external_weather(input?: any): Promise<any>;"));
  EXPECT_THAT(untyped.declarations()->text, Not(HasSubstr("WeatherInput")));
  EXPECT_NE(untyped.declarations()->digest, types.declarations()->digest);
}

TEST(ToolTypesTest, KnowWhoseDeclarationAPlaceIs) {
  const ToolTypes types(std::make_shared<const DeclaredTools>(kTools));
  // In UTF-16 the é is one unit, not two.
  const auto length = static_cast<uint32_t>(types.signature(0).size() - 1);
  EXPECT_EQ(types.ToolAt(0), 0u);
  EXPECT_EQ(types.ToolAt(length - 1), 0u);
  EXPECT_EQ(types.ToolAt(length), 1u);
  EXPECT_EQ(types.ToolAt(100'000), std::nullopt);
}

TEST(ToolTypesTest, KnowTypesByNameAndByShape) {
  const ToolTypes types(std::make_shared<const DeclaredTools>(kTools));
  EXPECT_EQ(types.ToolWithType("WeatherOutput"), 0u);
  EXPECT_EQ(types.ToolWithType("Row"), std::nullopt);
  EXPECT_EQ(types.ToolWithKeys("t"), 0u);
  EXPECT_EQ(types.ToolWithKeys("x"), std::nullopt);
  EXPECT_TRUE(types.Mentions("days"));
  EXPECT_FALSE(types.Mentions("day"));
}

TEST(ToolTypesTest, ToolsThatAreNotThereAreFoundByNothing) {
  const auto tools = std::make_shared<const DeclaredTools>(kTools);
  const ToolTypes types(tools, {false, true});
  EXPECT_THAT(types.declarations()->text, Not(HasSubstr("weather")));
  EXPECT_EQ(types.ToolAt(0), 1u);
  EXPECT_EQ(types.ToolCalled("external_weather"), std::nullopt);
  EXPECT_EQ(types.ToolCalled("external_mail_send"), 1u);
  EXPECT_EQ(types.ToolWithType("WeatherOutput"), std::nullopt);
  EXPECT_EQ(types.ToolWithKeys("t"), std::nullopt);
  EXPECT_TRUE(ToolTypes(tools, {false, false}).empty());
}

TEST(ToolTypesTest, TypesTakeNoNameOfTheLanguage) {
  const std::vector<ToolText> tools = {
      {.flat = "a",
       .dotted = "a",
       .description = "",
       .input_schema =
           R"({"$defs":{"Date":{"type":"object","properties":{"y":{"type":"number"}}}},"type":"object","properties":{"d":{"$ref":"#/$defs/Date"}}})",
       .output_schema = ""}};
  const ToolTypes types(std::make_shared<const DeclaredTools>(tools));
  EXPECT_THAT(types.declarations()->text, Not(HasSubstr("type Date ")));
}

}  // namespace
}  // namespace isobridge::bridge
