#include "bridge/near_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NearNamesTest, SpellingIsForgiven) {
  const std::vector<std::string_view> names = {"get_weather", "list_cities", "send_mail"};
  EXPECT_THAT(NearNames("getWeather", names, 3), ElementsAre("get_weather"));
  EXPECT_THAT(NearNames("weather", names, 3), ElementsAre("get_weather"));
  EXPECT_THAT(NearNames("sendmial", names, 3), ElementsAre("send_mail"));
  EXPECT_THAT(NearNames("zzzzzz", names, 3), IsEmpty());
}

}  // namespace
}  // namespace isobridge::bridge
