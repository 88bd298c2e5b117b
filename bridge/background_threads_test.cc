#include "bridge/background_threads.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

TEST(BackgroundThreadsTest, WorkIsDoneAtTheSameTime) {
  absl::Notification second;
  BackgroundThreads background(2);
  background.Add("a", [&] { EXPECT_TRUE(second.WaitForNotificationWithTimeout(absl::Seconds(20))); });
  background.Add("b", [&] { second.Notify(); });
}

TEST(BackgroundThreadsTest, OneTenantLeavesAThreadToOthers) {
  absl::Notification release, other;
  std::atomic<int> begun = 0;
  BackgroundThreads background(3);
  for (int i = 0; i < 10; ++i) {
    background.Add("a", [&] {
      ++begun;
      release.WaitForNotification();
    });
  }
  background.Add("b", [&] { other.Notify(); });
  EXPECT_TRUE(other.WaitForNotificationWithTimeout(absl::Seconds(20)));
  EXPECT_LE(begun, 2);
  release.Notify();
}

TEST(BackgroundThreadsTest, TenantsTakeTurns) {
  std::vector<std::string> order;
  {
    absl::Notification release;
    BackgroundThreads background(1);
    background.Add("c", [&] { release.WaitForNotification(); });
    for (int i = 0; i < 3; ++i) background.Add("a", [&] { order.push_back("a"); });
    background.Add("b", [&] { order.push_back("b"); });
    release.Notify();
  }
  EXPECT_THAT(order, ::testing::ElementsAre("a", "b", "a", "a"));
}

TEST(BackgroundThreadsTest, EverythingIsDoneBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    BackgroundThreads background(2);
    background.Add("a", [&] {
      for (int i = 0; i < 1'000; ++i) background.Add("a", [&] { ++done; });
    });
  }
  EXPECT_EQ(done, 1'000);
}

TEST(BackgroundThreadsTest, WhatComesAfterTheEndIsDoneByWhoAddsIt) {
  BackgroundThreads background(2);
  background.End();
  std::thread::id done_by;
  background.Add("a", [&] { done_by = std::this_thread::get_id(); });
  EXPECT_EQ(done_by, std::this_thread::get_id());
}

}  // namespace
}  // namespace isobridge::bridge
