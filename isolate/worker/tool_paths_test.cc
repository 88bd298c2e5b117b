#include "isolate/worker/tool_paths.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = ToolPaths::Place::Kind;

worker::v1::Begin TwoTools() {
  worker::v1::Begin begin;
  for (const char* path : {"external_a", "tools.a"}) begin.mutable_tools()->Add()->add_paths(path);
  begin.mutable_tools(1)->add_paths("tools.deep.er.b");
  return begin;
}

TEST(ToolPathsTest, FindsToolsAndContainers) {
  const worker::v1::Begin begin = TwoTools();
  ToolPaths paths;
  paths.Reset(&begin);
  EXPECT_EQ(paths.Find("external_a").kind, Kind::kTool);
  EXPECT_EQ(paths.Find("tools.deep.er.b").tool, 1u);
  EXPECT_EQ(paths.Find("tools.deep").kind, Kind::kContainer);
  EXPECT_EQ(paths.Find("tools.deep.er").kind, Kind::kContainer);
  EXPECT_EQ(paths.Find("tools.dee").kind, Kind::kNothing);
  EXPECT_EQ(paths.Find("").kind, Kind::kNothing);
}

TEST(ToolPathsTest, WithoutAManifestThereIsNothing) { EXPECT_EQ(ToolPaths().Find("tools").kind, Kind::kNothing); }

TEST(ToolPathsTest, ListsChildrenOnceAndInOrder) {
  const worker::v1::Begin begin = TwoTools();
  ToolPaths paths;
  paths.Reset(&begin);
  EXPECT_THAT(paths.Children(""), ElementsAre("external_a", "tools"));
  EXPECT_THAT(paths.Children("tools"), ElementsAre("a", "deep"));
  EXPECT_THAT(paths.Children("tools.dee"), IsEmpty());
}

TEST(ToolPathsTest, ThousandsOfContainersAreFound) {
  worker::v1::Begin begin;
  for (int i = 0; i < 5'000; ++i) begin.add_tools()->add_paths("tools.n" + std::to_string(i) + ".m.o.p");
  ToolPaths paths;
  paths.Reset(&begin);
  for (int i = 0; i < 5'000; ++i) {
    ASSERT_EQ(paths.Find("tools.n" + std::to_string(i) + ".m.o.p").tool, static_cast<uint32_t>(i));
    ASSERT_EQ(paths.Find("tools.n" + std::to_string(i) + ".m").kind, Kind::kContainer);
  }
}

TEST(ToolPathsTest, NearestForgivesSpelling) {
  const std::vector<std::string_view> names = {"get_weather", "list_cities", "send_mail"};
  EXPECT_THAT(ToolPaths::Nearest("getWeather", names, 3), ElementsAre("get_weather"));
  EXPECT_THAT(ToolPaths::Nearest("weather", names, 3), ElementsAre("get_weather"));
  EXPECT_THAT(ToolPaths::Nearest("sendmial", names, 3), ElementsAre("send_mail"));
  EXPECT_THAT(ToolPaths::Nearest("zzzzzz", names, 3), IsEmpty());
}

}  // namespace
}  // namespace isobridge::isolate
