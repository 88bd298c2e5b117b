#include "bridge/deadlines.h"

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using Due = Deadlines::Due;

const absl::Time kNow = absl::FromUnixSeconds(1'000);

absl::Duration NoCpu() { return absl::ZeroDuration(); }

class DeadlinesTest : public ::testing::Test {
 protected:
  ToolClock tools_;
  Limits limits_{.wall_time = absl::Seconds(1), .cpu_time = absl::Seconds(10)};
};

TEST_F(DeadlinesTest, WallTimeIsDueAtItsEnd) {
  Deadlines deadlines(absl::InfiniteFuture());
  deadlines.Start(kNow, limits_, &tools_);
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(999), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.Check(kNow + absl::Seconds(1), NoCpu), Due::kWallTime);
}

TEST_F(DeadlinesTest, MarginIsAtLeastTwentyMilliseconds) {
  Deadlines deadlines(kNow + absl::Milliseconds(100));
  deadlines.Start(kNow, limits_, &tools_);
  EXPECT_EQ(deadlines.rpc_time(), absl::Milliseconds(80));
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(79), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(80), NoCpu), Due::kRpcDeadline);
}

TEST_F(DeadlinesTest, RpcDeadlineThatIsFarAwayDoesNotCount) {
  Deadlines deadlines(kNow + absl::Hours(1));
  deadlines.Start(kNow, limits_, &tools_);
  EXPECT_EQ(deadlines.Check(kNow + absl::Hours(2), NoCpu), Due::kWallTime);
}

TEST_F(DeadlinesTest, KillOfAShortMarginComesInsideIt) {
  Deadlines deadlines(kNow + absl::Milliseconds(100));
  deadlines.Start(kNow, limits_, &tools_);
  deadlines.Stopping(kNow + absl::Milliseconds(80));
  EXPECT_EQ(deadlines.Next(), kNow + absl::Milliseconds(90));
}

TEST_F(DeadlinesTest, WaitingProgramIsSeldomAskedForItsCpuTime) {
  Deadlines deadlines(absl::InfiniteFuture());
  limits_.wall_time = absl::Minutes(10);
  deadlines.Start(kNow, limits_, &tools_);
  int asked = 0;
  const auto cpu = [&] {
    ++asked;
    return absl::Seconds(1);
  };
  for (absl::Time now = kNow; now < kNow + absl::Seconds(60);
       now = std::max(now + absl::Milliseconds(1), std::min(deadlines.Next(), now + absl::Seconds(1)))) {
    deadlines.Check(now, cpu);
  }
  EXPECT_LE(asked, 7);
}

TEST_F(DeadlinesTest, OnceStoppingOnlyTheKillIsDue) {
  Deadlines deadlines(absl::InfiniteFuture());
  limits_.cpu_time = absl::Seconds(1);
  deadlines.Start(kNow, limits_, &tools_);
  deadlines.Drain(kNow + absl::Seconds(1));
  deadlines.Stopping(kNow + absl::Seconds(1));
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(1'199), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(1'200), NoCpu), Due::kKill);
}

TEST_F(DeadlinesTest, ToolTimeAddsUpOverCalls) {
  Deadlines deadlines(absl::InfiniteFuture());
  limits_.wall_time = absl::Minutes(1);
  limits_.tool_time = absl::Seconds(3);
  deadlines.Start(kNow, limits_, &tools_);
  tools_.Start(kNow);
  EXPECT_EQ(deadlines.Next(), kNow + absl::Seconds(3));
  tools_.Stop(kNow + absl::Seconds(2));
  EXPECT_EQ(deadlines.Check(kNow + absl::Seconds(9), NoCpu), Due::kNothing);
  tools_.Start(kNow + absl::Seconds(9));
  EXPECT_EQ(deadlines.CallEnd(kNow + absl::Seconds(9)), kNow + absl::Seconds(10));
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(9'999), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.Check(kNow + absl::Seconds(10), NoCpu), Due::kToolTime);
}

TEST_F(DeadlinesTest, WallTimeThatExcludesToolsStandsStillWhileACallWaits) {
  Deadlines deadlines(absl::InfiniteFuture());
  limits_.tool_time = absl::Minutes(1);
  limits_.wall_time_excludes_tools = true;
  deadlines.Start(kNow, limits_, &tools_);
  tools_.Start(kNow + absl::Milliseconds(500));
  EXPECT_EQ(deadlines.Check(kNow + absl::Seconds(20), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.CallEnd(kNow + absl::Seconds(20)), kNow + absl::Milliseconds(60'500));
  tools_.Stop(kNow + absl::Seconds(20));
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(20'499), NoCpu), Due::kNothing);
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(20'500), NoCpu), Due::kWallTime);
}

TEST_F(DeadlinesTest, RpcDeadlineNeverStandsStill) {
  Deadlines deadlines(kNow + absl::Seconds(10));
  limits_.wall_time_excludes_tools = true;
  deadlines.Start(kNow, limits_, &tools_);
  tools_.Start(kNow);
  EXPECT_EQ(deadlines.CallEnd(kNow), kNow + absl::Milliseconds(9'500));
  EXPECT_EQ(deadlines.Check(kNow + absl::Milliseconds(9'500), NoCpu), Due::kRpcDeadline);
}

}  // namespace
}  // namespace isobridge::bridge
