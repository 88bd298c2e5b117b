#include "isolate/worker/tool_paths.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = ToolPaths::Place::Kind;

worker::v1::Begin Begin(const std::vector<std::string>& dotted) {
  bridge::ToolNames::Texts texts = bridge::ToolNames::Write(dotted);
  worker::v1::Begin begin;
  begin.mutable_tools()->set_names(texts.names);
  begin.mutable_tools()->set_ends(texts.ends);
  return begin;
}

class ToolPathsTest : public ::testing::Test {
 protected:
  ToolPathsTest() { paths_.Reset(&begin_); }

  const worker::v1::Begin begin_ = Begin({"a", "deep.er.b"});
  ToolPaths paths_;
};

TEST_F(ToolPathsTest, FindsToolsUnderEachOfTheirPaths) {
  for (const char* path : {"external_deep_er_b", "tools.deep.er.b", "codemode.deep.er.b", "codemode.deep_er_b"}) {
    EXPECT_EQ(paths_.Find(path).kind, Kind::kTool) << path;
    EXPECT_EQ(paths_.Find(path).tool, 1u) << path;
  }
  EXPECT_EQ(paths_.Find("external_a").tool, 0u);
}

TEST_F(ToolPathsTest, FindsContainers) {
  for (const char* path : {"tools.deep", "tools.deep.er", "codemode.deep"})
    EXPECT_EQ(paths_.Find(path).kind, Kind::kContainer) << path;
}

TEST_F(ToolPathsTest, OtherSpellingsAreNothing) {
  for (const char* path :
       {"", "external_", "tools", "tools.", "tools.dee", "tools.deep_er_b", "tools.deep.er_b", "codemode.deep.er_b",
        "codemode.deep_er.b", "external_deep.er.b", "external_a.", "other.a", "a", "tools.a.b"}) {
    EXPECT_EQ(paths_.Find(path).kind, Kind::kNothing) << path;
  }
}

TEST_F(ToolPathsTest, WithoutAManifestThereIsNothing) { EXPECT_EQ(ToolPaths().Find("tools.a").kind, Kind::kNothing); }

TEST_F(ToolPathsTest, ListsNamesOnceAndInOrder) {
  const worker::v1::Begin begin = Begin({"z", "n.b", "n.a", "c"});
  paths_.Reset(&begin);
  EXPECT_THAT(paths_.Functions(), ElementsAre("external_z", "external_n_b", "external_n_a", "external_c"));
  EXPECT_THAT(paths_.Children("tools"), ElementsAre("z", "n", "c"));
  EXPECT_THAT(paths_.Children("tools.n"), ElementsAre("b", "a"));
  EXPECT_THAT(paths_.Children("codemode"), ElementsAre("z", "n", "n_b", "n_a", "c"));
  EXPECT_THAT(paths_.Children("tools.dee"), IsEmpty());
}

TEST_F(ToolPathsTest, SomeToolsOfAManifestKeepTheirPlacesAndOrder) {
  const worker::v1::Begin all = Begin({"z", "n.b", "n.a", "c"});
  const bridge::ToolNames::Texts some =
      bridge::ToolNames::Only({false, true, false, true}, bridge::ToolNames(all.tools().names(), all.tools().ends()));
  worker::v1::Begin begin;
  begin.mutable_tools()->set_names(some.names);
  begin.mutable_tools()->set_ends(some.ends);
  paths_.Reset(&begin);
  EXPECT_THAT(paths_.Functions(), ElementsAre("external_n_b", "external_c"));
  EXPECT_THAT(paths_.Children("tools"), ElementsAre("n", "c"));
  EXPECT_EQ(paths_.Find("tools.c").tool, 3u);
  EXPECT_EQ(paths_.Find("tools.z").kind, Kind::kNothing);
}

}  // namespace
}  // namespace isobridge::isolate
