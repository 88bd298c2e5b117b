#include "service/command_line.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/setting.h"

namespace isobridge::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CommandLine Parse(const std::vector<const char*>& arguments) {
  auto line = ParseCommandLine(arguments);
  EXPECT_TRUE(line.ok()) << line.status();
  return line.ok() ? *line : CommandLine();
}

std::string ErrorOf(const std::vector<const char*>& arguments) {
  return std::string(ParseCommandLine(arguments).status().message());
}

TEST(CommandLineTest, ValueFollowsEqualsOrSpace) {
  const CommandLine line = Parse({"--warm_workers=3", "-max_calls", "9", "--config", "a.yaml"});
  ASSERT_EQ(line.settings.size(), 2);
  EXPECT_EQ(line.settings[0].name, "warm_workers");
  EXPECT_THAT(line.settings[0].values, ElementsAre("3"));
  EXPECT_THAT(line.settings[1].values, ElementsAre("9"));
  EXPECT_EQ(line.config_file, "a.yaml");
}

TEST(CommandLineTest, SwitchNeedsNoValue) {
  const CommandLine line = Parse({"--allow_plaintext", "--noreflection", "--huge_text=false"});
  ASSERT_EQ(line.settings.size(), 3);
  EXPECT_THAT(line.settings[0].values, ElementsAre("true"));
  EXPECT_EQ(line.settings[1].name, "reflection");
  EXPECT_THAT(line.settings[1].values, ElementsAre("false"));
  EXPECT_THAT(line.settings[2].values, ElementsAre("false"));
}

TEST(CommandLineTest, ListGrows) {
  const CommandLine line = Parse({"--listen=unix:/a,unix:/b", "--listen=127.0.0.1:0"});
  ASSERT_EQ(line.settings.size(), 1);
  EXPECT_THAT(line.settings[0].values, ElementsAre("unix:/a", "unix:/b", "127.0.0.1:0"));
}

TEST(CommandLineTest, MistakesAreNamed) {
  EXPECT_THAT(ErrorOf({"--wram_workers=3"}), HasSubstr("there is no flag --wram_workers"));
  EXPECT_THAT(ErrorOf({"--warm_workers"}), HasSubstr("--warm_workers lacks its value"));
  EXPECT_THAT(ErrorOf({"program.ts"}), HasSubstr("'program.ts' is no flag"));
}

TEST(CommandLineTest, UsageShowsWhatHoldsWithoutAnySetting) {
  const std::string usage = ServeUsage();
  EXPECT_THAT(usage, HasSubstr("V8 heap of an execution, at most [128MiB]"));
  EXPECT_THAT(usage, HasSubstr("as much as the largest answer or start needs [65MiB]"));
}

TEST(CommandLineTest, UsageNamesEverySettingWithAnExample) {
  const std::string usage = ServeUsage();
  EXPECT_THAT(usage, HasSubstr("example: isobridge serve"));
  for (const Setting& setting : Settings()) EXPECT_THAT(usage, HasSubstr("  --" + setting.name + "  "));
}

}  // namespace
}  // namespace isobridge::service
