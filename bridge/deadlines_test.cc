#include "bridge/deadlines.h"

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using Due = Deadlines::Due;

const absl::Time kNow = absl::FromUnixSeconds(1'000);

absl::Duration NoCpu() { return absl::ZeroDuration(); }

TEST(DeadlinesTest, WallTimeIsDueAtItsEnd) {
  Deadlines deadlines(absl::InfiniteFuture());
  deadlines.Start(kNow, absl::Seconds(1), absl::Seconds(10));
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(999), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.Check(kNow + absl::Seconds(1), NoCpu), Due::kWallTime);
  EXPECT_EQ(deadlines.wall_limit_name(), "wall_time");
}

TEST(DeadlinesTest, MarginIsAtLeastTwentyMilliseconds) {
  Deadlines deadlines(kNow + absl::Milliseconds(100));
  deadlines.Start(kNow, absl::Seconds(1), absl::Seconds(10));
  EXPECT_EQ(deadlines.wall_time(), absl::Milliseconds(80));
  EXPECT_EQ(deadlines.wall_limit_name(), "deadline");
}

TEST(DeadlinesTest, RpcDeadlineThatIsFarAwayDoesNotCount) {
  Deadlines deadlines(kNow + absl::Hours(1));
  deadlines.Start(kNow, absl::Seconds(1), absl::Seconds(10));
  EXPECT_EQ(deadlines.wall_limit_name(), "wall_time");
}

TEST(DeadlinesTest, KillOfAShortMarginComesInsideIt) {
  Deadlines deadlines(kNow + absl::Milliseconds(100));
  deadlines.Start(kNow, absl::Seconds(1), absl::Seconds(10));
  deadlines.Stopping(kNow + absl::Milliseconds(80));
  EXPECT_EQ(deadlines.Next(), kNow + absl::Milliseconds(90));
}

TEST(DeadlinesTest, WaitingProgramIsSeldomAskedForItsCpuTime) {
  Deadlines deadlines(absl::InfiniteFuture());
  deadlines.Start(kNow, absl::Minutes(10), absl::Seconds(10));
  int asked = 0;
  const auto cpu = [&] {
    ++asked;
    return absl::Seconds(1);
  };
  for (absl::Time now = kNow; now < kNow + absl::Seconds(60); now = std::max(now + absl::Milliseconds(1), std::min(deadlines.Next(), now + absl::Seconds(1)))) {
    deadlines.Check(now, cpu);
  }
  EXPECT_LE(asked, 7);
}

TEST(DeadlinesTest, OnceStoppingOnlyTheKillIsDue) {
  Deadlines deadlines(absl::InfiniteFuture());
  deadlines.Start(kNow, absl::Seconds(1), absl::Seconds(1));
  deadlines.Drain(kNow + absl::Seconds(1));
  deadlines.Stopping(kNow + absl::Seconds(1));
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(1'199), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(1'200), NoCpu), Due::kKill);
}

}  // namespace
}  // namespace isobridge::bridge
