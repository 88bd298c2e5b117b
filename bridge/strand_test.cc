#include "bridge/strand.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;

TEST(StrandTest, IdleStrandRunsTheTaskBeforePostReturns) {
  Strand strand;
  bool ran = false;
  strand.Post([&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(StrandTest, TaskPostedByATaskRunsAfterIt) {
  Strand strand;
  std::vector<int> order;
  strand.Post([&] {
    strand.Post([&] { order.push_back(2); });
    order.push_back(1);
  });
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(StrandTest, LastTaskMayOwnTheOwner) {
  auto owner = std::make_shared<Strand>();
  Strand* const strand = owner.get();
  const std::weak_ptr<Strand> lives = owner;
  strand->Post([owner = std::move(owner)]() mutable {});
  EXPECT_TRUE(lives.expired());
}

// Unsynchronised counting: only a strand makes it right, and TSan watches.
TEST(StrandTest, OneTaskAtATimeFromManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kTasks = 5'000;
  Strand strand;
  int count = 0;
  std::vector<std::vector<int>> seen(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kTasks; ++i) {
        strand.Post([&count, &seen, t, i] {
          ++count;
          seen[t].push_back(i);
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, kThreads * kTasks);
  for (const std::vector<int>& order : seen) EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

}  // namespace
}  // namespace isobridge::bridge
