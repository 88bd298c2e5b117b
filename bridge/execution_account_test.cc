#include "bridge/execution_account.h"

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

const absl::Time kCreated = absl::FromUnixSeconds(1'000);

TEST(ExecutionAccountTest, TimesFollowOneAnother) {
  ExecutionAccount account(kCreated);
  account.Admitted(kCreated + absl::Seconds(10));
  account.Compiled(kCreated + absl::Seconds(11), /*cached=*/true);
  account.Queued(kCreated + absl::Seconds(13));
  account.Started(kCreated + absl::Seconds(13));
  account.SetCpuTime(absl::Seconds(5));
  isobridge::v1::Usage usage;
  account.AddUsage(kCreated + absl::Seconds(20), &usage);
  EXPECT_EQ(usage.compile_time().seconds(), 1);
  EXPECT_TRUE(usage.compile_cached());
  EXPECT_EQ(usage.queue_time().seconds(), 10 + 2);
  EXPECT_EQ(usage.wall_time().seconds(), 7);
  EXPECT_EQ(usage.cpu_time().seconds(), 5);
}

TEST(ExecutionAccountTest, ProcessThatIsGoneTellsTimeAndMemory) {
  ExecutionAccount account(kCreated);
  account.Started(kCreated);
  account.WorkerGone({.cpu_time = absl::Seconds(4), .peak_resident_bytes = 5});
  isobridge::v1::Usage usage;
  usage.set_memory_peak_bytes(1);
  account.AddUsage(kCreated, &usage);
  EXPECT_EQ(usage.cpu_time().seconds(), 4);
  EXPECT_EQ(usage.memory_peak_bytes(), 5u);
}

TEST(ExecutionAccountTest, MemoryThatTheWorkerToldStays) {
  ExecutionAccount account(kCreated);
  account.Started(kCreated);
  isobridge::v1::Usage usage;
  usage.set_memory_peak_bytes(1);
  account.AddUsage(kCreated, &usage);
  EXPECT_EQ(usage.memory_peak_bytes(), 1u);
}

TEST(ExecutionAccountTest, WhatNeverStartedTookNoTimeOnTheWall) {
  ExecutionAccount account(kCreated);
  account.Admitted(kCreated);
  account.Compiled(kCreated + absl::Seconds(1), /*cached=*/false);
  const telemetry::ExecutionSummary summary = account.Summary("UNAVAILABLE", /*calls=*/0, kCreated + absl::Seconds(9));
  EXPECT_EQ(summary.wall_time, absl::ZeroDuration());
  EXPECT_EQ(summary.compile_time, absl::Seconds(1));
  EXPECT_EQ(summary.outcome, "UNAVAILABLE");
}

}  // namespace
}  // namespace isobridge::bridge
