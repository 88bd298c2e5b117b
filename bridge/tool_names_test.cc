#include "bridge/tool_names.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

struct Kept {
  explicit Kept(const std::vector<std::string>& dotted) : texts(ToolNames::Write(dotted)), names(texts.names, texts.ends) {}
  const ToolNames::Texts texts;
  const ToolNames names;
};

TEST(ToolNamesTest, FindsANameByEitherForm) {
  const Kept kept({"weather", "github.get_issue", "a.b.c"});
  EXPECT_EQ(kept.names.size(), 3u);
  EXPECT_EQ(kept.names.Find("weather")->tool, 0u);
  EXPECT_EQ(kept.names.Find("github.get_issue")->tool, 1u);
  EXPECT_EQ(kept.names.Find("github_get_issue")->dotted, "github.get_issue");
  EXPECT_EQ(kept.names.Find("a_b.c")->tool, 2u);
  EXPECT_FALSE(kept.names.Find("weathe").has_value());
  EXPECT_FALSE(kept.names.Find("weather2").has_value());
  EXPECT_FALSE(kept.names.Find("").has_value());
}

TEST(ToolNamesTest, KnowsNamespaces) {
  const Kept kept({"a_z", "a.b.c", "a_a", "b"});
  EXPECT_TRUE(kept.names.HasInside("a"));
  EXPECT_TRUE(kept.names.HasInside("a.b"));
  EXPECT_FALSE(kept.names.HasInside("a.b.c"));
  EXPECT_FALSE(kept.names.HasInside("a_b"));
  EXPECT_FALSE(kept.names.HasInside("b"));
  EXPECT_FALSE(kept.names.HasInside("zzz"));
}

TEST(ToolNamesTest, ThousandsAreFound) {
  std::vector<std::string> dotted;
  for (int i = 0; i < 5'000; ++i) dotted.push_back("space" + std::to_string(i % 70) + ".tool_" + std::to_string(i));
  const Kept kept(dotted);
  for (uint32_t i = 0; i < 5'000; ++i) ASSERT_EQ(kept.names.Find(dotted[i])->tool, i);
  for (int i = 0; i < 70; ++i) ASSERT_TRUE(kept.names.HasInside("space" + std::to_string(i)));
}

TEST(ToolNamesTest, NothingHasNoNames) {
  EXPECT_EQ(ToolNames().size(), 0u);
  EXPECT_FALSE(ToolNames().Find("a").has_value());
  EXPECT_FALSE(ToolNames().HasInside("a"));
}

TEST(ToolNamesTest, TextsThatDontBelongTogetherHoldNone) {
  const ToolNames::Texts texts = ToolNames::Write({"abc", "def"});
  EXPECT_EQ(ToolNames("a", texts.ends).size(), 0u);
  EXPECT_EQ(ToolNames(texts.names, "1234567").size(), 0u);
}

}  // namespace
}  // namespace isobridge::bridge
