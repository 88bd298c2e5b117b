#include "bridge/catalog/discovery.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/field_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::shared_ptr<const Catalog> Shop() {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  isobridge::v1::Tool* weather = tools.Add();
  weather->set_name("weather.get-now");
  weather->set_description("Tells the weather. Of today.");
  weather->set_input_schema_json(R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})");
  weather->set_output_schema_json(R"({"type":"object","properties":{"degrees":{"type":"number"}},"required":["degrees"]})");
  for (int i = 0; i < 30; ++i) tools.Add()->set_name(absl::StrCat("mail.box", i));
  CatalogCache cache({});
  return *cache.Register("t", tools);
}

absl::StatusOr<std::string> Search(const std::string& args) { return SearchToolsJson(*Shop(), args); }
absl::StatusOr<std::string> Describe(const std::string& path) {
  return DescribeToolJson(*Shop(), absl::StrCat("[\"", path, "\",null]"));
}

TEST(DiscoveryTest, AHitSaysHowTheToolIsCalled) {
  EXPECT_EQ(*Search(R"(["weather",null])"),
            R"({"total":1,"offset":0,"hits":[{"path":"external_weather_get_now","name":"weather.get-now",)"
            R"("description":"Tells the weather.",)"
            R"j("signature":"external_weather_get_now(input: { city: string }): Promise<{ degrees: number }>"}]})j");
}

TEST(DiscoveryTest, PagesAreTurned) {
  const auto catalog = Shop();
  const absl::StatusOr<ToolHits> first = SearchTools(*catalog, {.text = "mail"});
  EXPECT_EQ(first->total, 30u);
  EXPECT_EQ(first->hits.size(), 10u);
  EXPECT_EQ(first->next_offset, 10u);
  const absl::StatusOr<ToolHits> last = SearchTools(*catalog, {.text = "mail", .limit = 20, .offset = 20});
  EXPECT_EQ(last->hits.size(), 10u);
  EXPECT_EQ(last->next_offset, 0u);
  EXPECT_EQ(SearchTools(*catalog, {.text = "mail", .offset = 4'000'000'000u})->hits.size(), 0u);
  EXPECT_THAT(*Search(R"(["mail",{"limit":1,"offset":2,"namespace":"mail"}])"),
              HasSubstr(R"("total":30,"offset":2,"nextOffset":3)"));
}

TEST(DiscoveryTest, BadArgumentsSayWhatTheyMustBe) {
  const auto message = [](const std::string& args) { return std::string(Search(args).status().message()); };
  EXPECT_THAT(message("[5,null]"), HasSubstr("query must be a string, is 5"));
  EXPECT_THAT(message("[null,null]"), HasSubstr("query must be a string, is null"));
  EXPECT_THAT(message(R"(["a",[]])"), HasSubstr("the options must be an object"));
  EXPECT_THAT(message(R"(["a",{"limit":-1}])"), HasSubstr("limit must be a whole number from 0, is -1"));
  EXPECT_THAT(message(R"(["a",{"limit":51}])"), HasSubstr("must be from 1 to 50"));
  EXPECT_THAT(message(R"(["a",{"offset":1.5}])"), HasSubstr("offset must be a whole number"));
  EXPECT_THAT(message(R"(["a",{"namespace":{}}])"), HasSubstr("namespace must be a string"));
  EXPECT_THAT(message(R"(["a",{"count":1}])"), HasSubstr("there is no option \"count\""));
  EXPECT_THAT(message(absl::StrCat("[\"", std::string(1'001, 'a'), "\",null]")), HasSubstr("has 1001 bytes"));
  EXPECT_EQ(Search(R"([1])").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Search("nonsense").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(DiscoveryTest, DescribeGivesTheTypes) {
  for (const char* path : {"external_weather_get_now", "weather.get-now", "tools.weather.get_now", "codemode.weather_get_now"}) {
    const absl::StatusOr<std::string> described = Describe(path);
    ASSERT_TRUE(described.ok()) << path;
    EXPECT_THAT(*described, HasSubstr("declare function external_weather_get_now(input: WeatherGetNowInput)"));
    EXPECT_THAT(*described, HasSubstr("Of today."));
  }
}

// ---- least privilege ----

// Of the shop, the first two boxes.
AllowedTools TwoBoxes() {
  AllowedTools allowed(31, false);
  allowed[1] = allowed[2] = true;
  return allowed;
}

TEST(DiscoveryTest, OnlyAllowedToolsAreFound) {
  const auto search = [](const std::string& args) { return *SearchToolsJson(*Shop(), args, TwoBoxes()); };
  EXPECT_THAT(search(R"(["weather",null])"), HasSubstr(R"("total":0)"));
  EXPECT_THAT(search(R"(["weather.get-now",null])"), HasSubstr(R"("total":0)"));
  EXPECT_THAT(search(R"(["",{"namespace":"weather"}])"), HasSubstr(R"("total":0)"));
  EXPECT_THAT(search(R"(["mail",{"limit":1}])"), HasSubstr(R"("total":2,"offset":0,"nextOffset":1)"));
  EXPECT_THAT(search(R"(["",{"limit":50}])"), AllOf(HasSubstr("external_mail_box1"), Not(HasSubstr("box2"))));
}

TEST(DiscoveryTest, OnlyAllowedToolsAreDescribedOrHintedAt) {
  const auto describe = [](const std::string& path) {
    return DescribeToolJson(*Shop(), absl::StrCat("[\"", path, "\",null]"), TwoBoxes());
  };
  EXPECT_TRUE(describe("mail.box0").ok());
  for (const char* path : {"weather.get-now", "external_weather_get_now", "weather", "wether_get_nwo", "mail.box7", "now"}) {
    const absl::Status status = describe(path).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << path;
    EXPECT_THAT(status.message(), AllOf(Not(HasSubstr("Did you mean external_weather")), Not(HasSubstr("is a namespace")),
                                        Not(HasSubstr("external_mail_box7")), Not(HasSubstr("box2"))));
  }
  EXPECT_THAT(describe("mail").status().message(), HasSubstr("is a namespace of 2 tools"));
  EXPECT_THAT(describe("mail.box7").status().message(), HasSubstr("external_mail_box0"));
}

TEST(DiscoveryTest, UnknownPathsGetTheNearest) {
  EXPECT_THAT(Describe("weather").status().message(), HasSubstr("is a namespace of 1 tools"));
  EXPECT_THAT(Describe("external_now").status().message(), HasSubstr("Did you mean external_weather_get_now?"));
  EXPECT_THAT(Describe("wether_get_nwo").status().message(), HasSubstr("external_weather_get_now"));
  EXPECT_THAT(Describe("zzzz").status().message(), HasSubstr("codemode.search(query) finds tools"));
  EXPECT_EQ(Describe("zzzz").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(DescribeToolJson(*Catalog::Empty(), R"(["a",null])").status().message(), HasSubstr("this program has none"));
}

}  // namespace
}  // namespace isobridge::bridge
