#include "bridge/check/declared_tools.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<ToolText> kTools = {{.flat = "mail_send",
                                       .dotted = "mail.send",
                                       .description = "",
                                       .input_schema = R"({"type":"object","properties":{"to":{"type":"string"}}})",
                                       .output_schema = ""},
                                      {.flat = "mail_read",
                                       .dotted = "mail.read",
                                       .description = "",
                                       .input_schema = R"({"type":"object","properties":{"to":{"type":"string"}}})",
                                       .output_schema = R"({"type":"object","properties":{"é":{"type":"string"}}})"}};

TEST(DeclaredToolsTest, EachIsDeclaredWithItsTypesAndWithout) {
  const DeclaredTools tools(kTools);
  ASSERT_EQ(tools.size(), 2u);
  EXPECT_THAT(tools.typed(0).text, HasSubstr("external_mail_send(input?: MailSendInput): Promise<any>;"));
  EXPECT_THAT(tools.untyped(0).text, HasSubstr("external_mail_send(input?: any): Promise<any>;"));
  EXPECT_EQ(tools.names(1).dotted, "mail.read");
  // In UTF-16 the é is one unit, not two.
  EXPECT_EQ(tools.typed(1).length, tools.typed(1).text.size() - 1);
}

TEST(DeclaredToolsTest, AreFoundByPathAndType) {
  const DeclaredTools tools(kTools);
  for (const char* path : {"external_mail_read", "tools.mail.read", "codemode.mail.read", "codemode.mail_read"}) {
    EXPECT_EQ(tools.ToolCalled(path), 1u) << path;
  }
  EXPECT_EQ(tools.ToolCalled("tools.mail_read"), std::nullopt);
  EXPECT_EQ(tools.ToolWithType("MailReadInput"), 1u);
  EXPECT_EQ(tools.ToolWithType("Row"), std::nullopt);
}

TEST(DeclaredToolsTest, ObjectsWithTheSamePropertiesHaveOneShape) {
  const DeclaredTools tools(kTools);
  const std::optional<uint32_t> shape = tools.ShapeOf("to");
  ASSERT_TRUE(shape.has_value());
  EXPECT_THAT(tools.typed(0).shapes, ElementsAre(*shape));
  EXPECT_EQ(tools.typed(1).shapes.front(), *shape);
  EXPECT_EQ(tools.shapes(), 2u);
  EXPECT_EQ(tools.ShapeOf("x"), std::nullopt);
}

TEST(DeclaredToolsTest, NamesInThemAreMentioned) {
  const DeclaredTools tools(kTools);
  for (const char* name : {"to", "MailSendInput", "nextOffset", "send", "é"}) EXPECT_TRUE(tools.Mentions(name)) << name;
  EXPECT_FALSE(tools.Mentions("t"));
}

}  // namespace
}  // namespace isobridge::bridge
