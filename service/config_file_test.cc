#include "service/config_file.h"

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::service {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Write(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/settings.yaml";
  std::ofstream(path) << text;
  return path;
}

std::string ErrorOf(const std::string& text) {
  const auto settings = ReadConfigFile(Write(text));
  EXPECT_EQ(settings.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(settings.status().message());
}

TEST(ConfigFileTest, ReadsValuesAndSequencesWithTheirLines) {
  const auto settings = ReadConfigFile(Write("# limits\nmax_wall_time: 2m\nlisten:\n  - unix:/tmp/a\n  - 127.0.0.1:0\n"));
  ASSERT_TRUE(settings.ok()) << settings.status();
  ASSERT_EQ(settings->size(), 2);
  EXPECT_EQ((*settings)[0].name, "max_wall_time");
  EXPECT_THAT((*settings)[0].values, ElementsAre("2m"));
  EXPECT_THAT((*settings)[0].origin, EndsWith("settings.yaml:2"));
  EXPECT_THAT((*settings)[1].values, ElementsAre("unix:/tmp/a", "127.0.0.1:0"));
}

TEST(ConfigFileTest, EmptyFileSetsNothing) { EXPECT_THAT(*ReadConfigFile(Write("# nothing yet\n")), IsEmpty()); }

TEST(ConfigFileTest, UnknownNameIsRefusedWithItsLine) {
  EXPECT_THAT(ErrorOf("warm_workers: 4\nwarm_wokers: 4\n"), HasSubstr("settings.yaml:2: there is no setting 'warm_wokers'"));
}

TEST(ConfigFileTest, WrongShapeIsRefusedWithItsLine) {
  EXPECT_THAT(ErrorOf("\nlisten:\n  host: a\n"), HasSubstr("settings.yaml:2: listen: it is a mapping"));
  EXPECT_THAT(ErrorOf("warm_workers:\n"), HasSubstr("settings.yaml:1: warm_workers: it has no value"));
  EXPECT_THAT(ErrorOf("listen: [[a]]\n"), HasSubstr("something other than plain values"));
  EXPECT_THAT(ErrorOf("- listen\n"), HasSubstr("must be a mapping"));
}

TEST(ConfigFileTest, NameThatComesTwiceIsRefused) {
  EXPECT_THAT(ErrorOf("max_calls: 1\nmax_calls: 2\n"), HasSubstr("settings.yaml:2: max_calls is already set at"));
}

TEST(ConfigFileTest, BrokenYamlIsRefusedWithItsLine) { EXPECT_THAT(ErrorOf("a: 1\nb: [\n"), HasSubstr("settings.yaml:")); }

TEST(ConfigFileTest, MissingFileIsTold) {
  EXPECT_EQ(ReadConfigFile("/nowhere/x.yaml").status().message(),
            "--config: can't read /nowhere/x.yaml: No such file or directory");
  EXPECT_EQ(ReadConfigFile("/").status().message(), "--config: can't read /: Is a directory");
}

}  // namespace
}  // namespace isobridge::service
