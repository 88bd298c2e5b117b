#include "bridge/background_threads.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

TEST(BackgroundThreadsTest, WorkIsDoneAtTheSameTime) {
  absl::Notification second;
  BackgroundThreads background(2);
  background.Add([&] { EXPECT_TRUE(second.WaitForNotificationWithTimeout(absl::Seconds(20))); });
  background.Add([&] { second.Notify(); });
}

TEST(BackgroundThreadsTest, EverythingIsDoneBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    BackgroundThreads background(2);
    background.Add([&] {
      for (int i = 0; i < 1'000; ++i) background.Add([&] { ++done; });
    });
  }
  EXPECT_EQ(done, 1'000);
}

}  // namespace
}  // namespace isobridge::bridge
