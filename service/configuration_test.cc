#include "service/configuration.h"

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/setting.h"

namespace isobridge::service {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

GivenSetting Flag(const std::string& name, std::vector<std::string> values) {
  return {.name = name, .values = std::move(values), .origin = "--" + name};
}

std::string ErrorOf(const std::vector<GivenSetting>& given) {
  const auto configuration = Configuration::From(given);
  EXPECT_EQ(configuration.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(configuration.status().message());
}

TEST(ConfigurationTest, DefaultsGoTogether) {
  const auto configuration = Configuration::From({});
  ASSERT_TRUE(configuration.ok()) << configuration.status();
  EXPECT_EQ(configuration->server.listen.front().ToString(), "127.0.0.1:50051");
  EXPECT_GE(configuration->server.max_receive_bytes, configuration->limits.maxima.answer_bytes);
  EXPECT_EQ(configuration->limits.maxima.heap_bytes, configuration->sandbox.heap_classes.back());
}

TEST(ConfigurationTest, EveryDefaultReadsBackAsItself) {
  const Configuration defaults;
  for (const Setting& setting : Settings()) {
    if (setting.shape == Setting::Shape::kList) continue;
    Configuration configuration;
    EXPECT_EQ(setting.read({setting.print(defaults)}, configuration), absl::OkStatus()) << setting.name;
    EXPECT_EQ(setting.print(configuration), setting.print(defaults)) << setting.name;
  }
}

TEST(ConfigurationTest, NoNameIsGivenTwice) {
  std::set<std::string> names;
  for (const Setting& setting : Settings()) EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
}

TEST(ConfigurationTest, ValuesReachTheirPlace) {
  const auto configuration =
      Configuration::From({Flag("max_wall_time", {"2m"}), Flag("default_calls", {"7"}), Flag("heap_classes", {"64MiB", "256MiB"}),
                           Flag("landlock", {"prefer"}), Flag("listen", {"unix:/tmp/a", "[::1]:0"})});
  ASSERT_TRUE(configuration.ok()) << configuration.status();
  EXPECT_EQ(configuration->limits.maxima.wall_time, absl::Minutes(2));
  EXPECT_EQ(configuration->limits.defaults.calls, 7);
  EXPECT_THAT(configuration->limits.heap_classes, ElementsAre(64u << 20, 256u << 20));
  EXPECT_EQ(configuration->limits.maxima.heap_bytes, 256u << 20);
  EXPECT_EQ(configuration->sandbox.landlock, isolate::LandlockPolicy::kPrefer);
  EXPECT_TRUE(configuration->server.listen[0].unix_socket);
}

TEST(ConfigurationTest, LaterSettingWins) {
  const auto configuration = Configuration::From({Flag("warm_workers", {"3"}), Flag("warm_workers", {"5"})});
  EXPECT_EQ(configuration->sandbox.warm_workers, 5);
}

TEST(ConfigurationTest, UnreadableValueIsToldWithItsOrigin) {
  EXPECT_THAT(ErrorOf({{.name = "warm_workers", .values = {"many"}, .origin = "a.yaml:3"}}),
              AllOf(HasSubstr("a.yaml:3: warm_workers: 'many' is not a whole number")));
  EXPECT_THAT(ErrorOf({Flag("max_answer_bytes", {"12MB"})}), HasSubstr("128MiB"));
  EXPECT_THAT(ErrorOf({Flag("drain_grace", {"30"})}), StartsWith("--drain_grace: '30' is not a duration"));
  EXPECT_THAT(ErrorOf({Flag("profile", {"fast"})}), HasSubstr("one of jit hardened"));
  EXPECT_THAT(ErrorOf({Flag("reflection", {"1"})}), HasSubstr("one of true false"));
  EXPECT_THAT(ErrorOf({Flag("warm_workers", {"1", "2"})}), HasSubstr("takes one value"));
}

TEST(ConfigurationTest, ValueBelowTheLeastIsRefused) {
  EXPECT_THAT(ErrorOf({Flag("warm_workers", {"0"})}), HasSubstr("at least 1"));
  EXPECT_THAT(ErrorOf({Flag("tls_reload_interval", {"10ms"})}), HasSubstr("at least 1s"));
  EXPECT_THAT(ErrorOf({Flag("drain_grace", {"-1s"})}), HasSubstr("at least 0"));
}

TEST(ConfigurationTest, DefaultOverItsMaximumIsRefused) {
  EXPECT_THAT(ErrorOf({Flag("default_wall_time", {"1h"})}), HasSubstr("default_wall_time: 1h is over max_wall_time (10m)"));
  EXPECT_THAT(ErrorOf({Flag("max_calls", {"10"})}), HasSubstr("default_calls: 10000 is over max_calls (10)"));
}

TEST(ConfigurationTest, DepthThatCannotBeCheckedIsRefused) {
  EXPECT_THAT(ErrorOf({Flag("max_json_depth", {"513"})}), HasSubstr("max_json_depth: 513 is over 512"));
}

TEST(ConfigurationTest, StackThatCannotBeGivenIsRefused) {
  EXPECT_THAT(ErrorOf({Flag("max_stack_bytes", {"4MiB"})}), HasSubstr("max_stack_bytes: 4194304 is over 3145728"));
  EXPECT_THAT(ErrorOf({Flag("default_stack_bytes", {"1KiB"})}), HasSubstr("default_stack_bytes: 1024 is under 65536"));
}

TEST(ConfigurationTest, EndlessToolTimeIsRefused) {
  EXPECT_THAT(ErrorOf({Flag("max_tool_time", {"inf"})}), HasSubstr("max_tool_time: it must be finite"));
}

TEST(ConfigurationTest, HeapClassesAscendAndBoundTheHeap) {
  EXPECT_THAT(ErrorOf({Flag("heap_classes", {"256MiB", "128MiB"})}), HasSubstr("heap_classes: its sizes must ascend"));
  EXPECT_THAT(ErrorOf({Flag("heap_classes", {"128MiB", "128MiB"})}), HasSubstr("heap_classes: its sizes must ascend"));
  EXPECT_THAT(ErrorOf({Flag("heap_classes", {})}), HasSubstr("heap_classes: it is empty"));
  EXPECT_THAT(ErrorOf({Flag("max_heap_bytes", {"1GiB"})}), HasSubstr("1GiB is over the largest of heap_classes (128MiB)"));
  EXPECT_THAT(ErrorOf({Flag("heap_classes", {"8MiB", "128MiB"})}), HasSubstr("from 16MiB"));
  EXPECT_THAT(ErrorOf({Flag("heap_classes", {"128MiB", "8GiB"})}), HasSubstr("to 4GiB"));
}

TEST(ConfigurationTest, SizesThatNoFrameCarriesAreRefused) {
  EXPECT_THAT(ErrorOf({Flag("max_result_bytes", {"200MiB"})}), HasSubstr("max_result_bytes: 209715200 is over"));
  EXPECT_THAT(ErrorOf({Flag("max_args_bytes", {"160MiB"})}), HasSubstr("the most that a worker can be sent"));
  EXPECT_TRUE(Configuration::From({Flag("max_answer_bytes", {"159MiB"})}).ok());
}

TEST(ConfigurationTest, MessageSizeCarriesTheLargestAnswer) {
  EXPECT_THAT(ErrorOf({Flag("max_receive_bytes", {"4MiB"})}), HasSubstr("max_answer_bytes"));
  EXPECT_THAT(ErrorOf({Flag("max_answer_bytes", {"3GiB"})}), HasSubstr("max_receive_bytes: "));
}

TEST(ConfigurationTest, MoreWarmWorkersThanWorkersAreRefused) {
  EXPECT_THAT(ErrorOf({Flag("warm_workers", {"9"}), Flag("max_workers", {"4"})}), HasSubstr("9 is over max_workers (4)"));
}

}  // namespace
}  // namespace isobridge::service
