#include "bridge/tool_clock.h"

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'000);

TEST(ToolClockTest, CountsOnlyWhileItRuns) {
  ToolClock clock;
  EXPECT_EQ(clock.Used(kNow), absl::ZeroDuration());
  clock.Start(kNow);
  EXPECT_EQ(clock.Used(kNow + absl::Seconds(2)), absl::Seconds(2));
  clock.Stop(kNow + absl::Seconds(3));
  EXPECT_EQ(clock.Used(kNow + absl::Seconds(9)), absl::Seconds(3));
  clock.Start(kNow + absl::Seconds(10));
  EXPECT_EQ(clock.Used(kNow + absl::Seconds(11)), absl::Seconds(4));
}

TEST(ToolClockTest, EndOfALimitIsNeverWhileItStands) {
  ToolClock clock;
  EXPECT_EQ(clock.EndOf(absl::Seconds(5)), absl::InfiniteFuture());
  clock.Start(kNow);
  EXPECT_EQ(clock.EndOf(absl::Seconds(5)), kNow + absl::Seconds(5));
  EXPECT_EQ(clock.EndOf(absl::InfiniteDuration()), absl::InfiniteFuture());
  clock.Stop(kNow + absl::Seconds(2));
  EXPECT_EQ(clock.EndOf(absl::Seconds(5)), absl::InfiniteFuture());
  clock.Start(kNow + absl::Seconds(20));
  EXPECT_EQ(clock.EndOf(absl::Seconds(5)), kNow + absl::Seconds(23));
}

TEST(ToolClockTest, EndIsPutOffByWhatWasUsed) {
  ToolClock clock;
  EXPECT_EQ(clock.PutOff(kNow), kNow);
  clock.Start(kNow);
  EXPECT_EQ(clock.PutOff(kNow), absl::InfiniteFuture());
  clock.Stop(kNow + absl::Seconds(3));
  EXPECT_EQ(clock.PutOff(kNow), kNow + absl::Seconds(3));
}

TEST(ToolClockTest, TimeThatGoesBackCostsNothing) {
  ToolClock clock;
  clock.Start(kNow);
  clock.Stop(kNow - absl::Seconds(1));
  EXPECT_EQ(clock.Used(kNow), absl::ZeroDuration());
}

}  // namespace
}  // namespace isobridge::bridge
