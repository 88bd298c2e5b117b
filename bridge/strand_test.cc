#include "bridge/strand.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "bridge/background_threads.h"
#include "bridge/fake_background.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;

TEST(StrandTest, IdleStrandRunsTheTaskBeforePostReturns) {
  FakeBackground background;
  Strand strand(&background, "tenant");
  bool ran = false;
  strand.Post([&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(StrandTest, TaskPostedByATaskRunsAfterIt) {
  FakeBackground background;
  Strand strand(&background, "tenant");
  std::vector<int> order;
  strand.Post([&] {
    strand.Post([&] { order.push_back(2); });
    order.push_back(1);
  });
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(StrandTest, LastTaskMayOwnTheOwner) {
  FakeBackground background;
  auto owner = std::make_shared<Strand>(&background, "tenant");
  Strand* const strand = owner.get();
  const std::weak_ptr<Strand> lives = owner;
  strand->Post([owner = std::move(owner)]() mutable {});
  EXPECT_TRUE(lives.expired());
}

TEST(StrandTest, HeavyTasksWaitForTheBackgroundAndKeepTheOrder) {
  FakeBackground background;
  background.hold = true;
  Strand strand(&background, "tenant");
  std::vector<int> order;
  strand.Post([&] { order.push_back(1); }, Strand::Weight::kHeavy);
  strand.Post([&] { order.push_back(2); });
  strand.Post([&] { order.push_back(3); }, Strand::Weight::kHeavy);
  strand.Post([&] { order.push_back(4); });
  EXPECT_THAT(order, ElementsAre());
  // Others have their turn after each.
  background.WorkOnce();
  EXPECT_THAT(order, ElementsAre(1, 2));
  background.WorkOnce();
  EXPECT_THAT(order, ElementsAre(1, 2, 3, 4));
  strand.Post([&] { order.push_back(5); });
  EXPECT_THAT(order, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(background.held.empty());
}

TEST(StrandTest, WhoRunsALightTaskLeavesAHeavyOneThatCameMeanwhile) {
  FakeBackground background;
  background.hold = true;
  Strand strand(&background, "tenant");
  std::vector<int> order;
  strand.Post([&] {
    strand.Post([&] { order.push_back(2); }, Strand::Weight::kHeavy);
    order.push_back(1);
  });
  EXPECT_THAT(order, ElementsAre(1));
  background.WorkOnce();
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(StrandTest, TheLastHeavyTaskMayOwnTheOwner) {
  FakeBackground background;
  background.hold = true;
  auto owner = std::make_shared<Strand>(&background, "tenant");
  Strand* const strand = owner.get();
  const std::weak_ptr<Strand> lives = owner;
  strand->Post([owner = std::move(owner)]() mutable {}, Strand::Weight::kHeavy);
  EXPECT_FALSE(lives.expired());
  background.WorkOnce();
  EXPECT_TRUE(lives.expired());
}

// Unsynchronised counting: only a strand makes it right, and TSan watches.
TEST(StrandTest, OneTaskAtATimeFromManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kTasks = 5'000;
  BackgroundThreads background(2);
  Strand strand(&background, "tenant");
  int count = 0;
  absl::BlockingCounter left(kThreads * kTasks);
  std::vector<std::vector<int>> seen(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kTasks; ++i) {
        const auto weight = i % 7 == t ? Strand::Weight::kHeavy : Strand::Weight::kLight;
        strand.Post(
            [&count, &seen, &left, t, i] {
              ++count;
              seen[t].push_back(i);
              left.DecrementCount();
            },
            weight);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  left.Wait();
  EXPECT_EQ(count, kThreads * kTasks);
  for (const std::vector<int>& order : seen) EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

}  // namespace
}  // namespace isobridge::bridge
