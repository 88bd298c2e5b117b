#include "bridge/fair_queue.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

using Queue = FairQueue<std::string>;

bool Any(const std::string&, const std::string&) { return true; }

// Everything that is left, in turn.
std::vector<std::string> TakeAll(Queue& queue) {
  std::vector<std::string> items;
  while (auto item = queue.TakeNext(Any)) items.push_back(*item);
  return items;
}

Queue Filled() {
  Queue queue;
  for (const char* item : {"a1", "a2", "a3", "a4"}) queue.Add("a", item);
  for (const char* item : {"b1", "b2"}) queue.Add("b", item);
  queue.Add("c", "c1");
  return queue;
}

TEST(FairQueueTest, TenantsTakeTurnsAndEachIsServedInItsOrder) {
  Queue queue = Filled();
  EXPECT_THAT(TakeAll(queue), ElementsAre("a1", "b1", "c1", "a2", "b2", "a3", "a4"));
  EXPECT_EQ(queue.size(), 0);
}

TEST(FairQueueTest, NewcomerIsServedAfterOneTurnOfAThousand) {
  Queue queue;
  for (int i = 0; i < 1000; ++i) queue.Add("flood", "f");
  queue.TakeNext(Any);
  queue.Add("quiet", "q");
  EXPECT_THAT(queue.TakeNext(Any), Optional<std::string>("f"));
  EXPECT_THAT(queue.TakeNext(Any), Optional<std::string>("q"));
}

TEST(FairQueueTest, WhoComesBackWaitsForTheOthersTurns) {
  Queue queue = Filled();
  queue.TakeNext(Any);
  queue.TakeNext(Any);
  queue.TakeNext(Any);
  queue.Add("c", "c2");
  EXPECT_THAT(TakeAll(queue), ElementsAre("a2", "b2", "c2", "a3", "a4"));
}

TEST(FairQueueTest, WhoIsPassedOverKeepsItsTurn) {
  Queue queue = Filled();
  EXPECT_THAT(queue.TakeNext([](const std::string& tenant, const std::string&) { return tenant == "b"; }),
              Optional<std::string>("b1"));
  EXPECT_THAT(TakeAll(queue), ElementsAre("a1", "c1", "b2", "a2", "a3", "a4"));
}

TEST(FairQueueTest, OnlyTheOldestOfATenantIsLookedAt) {
  Queue queue = Filled();
  EXPECT_EQ(queue.TakeNext([](const std::string&, const std::string& item) { return item == "a2"; }), std::nullopt);
}

TEST(FairQueueTest, RemovedOneIsGone) {
  Queue queue = Filled();
  const Queue::Id id = queue.Add("d", "d1");
  EXPECT_EQ(*queue.Find(id), "d1");
  EXPECT_THAT(queue.Remove(id), Optional<std::string>("d1"));
  EXPECT_EQ(queue.Remove(id), std::nullopt);
  EXPECT_EQ(queue.Find(id), nullptr);
  EXPECT_EQ(queue.size_of("d"), 0);
  EXPECT_EQ(queue.size(), 7);
}

TEST(FairQueueTest, RoomIsMadeByTheLongestLineAlone) {
  Queue queue = Filled();
  EXPECT_THAT(queue.MakeRoomFor("b"), Optional<std::string>("a4"));
  EXPECT_EQ(queue.MakeRoomFor("b"), std::nullopt);
  EXPECT_EQ(queue.MakeRoomFor("a"), std::nullopt);
  EXPECT_THAT(queue.MakeRoomFor("new"), Optional<std::string>("a3"));
  EXPECT_EQ(Queue().MakeRoomFor("new"), std::nullopt);
}

TEST(FairQueueTest, TenantsAreVisitedInTurn) {
  Queue queue = Filled();
  queue.TakeNext(Any);
  std::vector<std::string> tenants;
  queue.VisitTenants([&](const std::string& tenant) { tenants.push_back(tenant); });
  EXPECT_THAT(tenants, ElementsAre("b", "c", "a"));
}

TEST(FairQueueTest, ClearedOneIsEmptyAndGivesNewIds) {
  Queue queue = Filled();
  const Queue::Id old = queue.Add("d", "d1");
  queue.Clear();
  EXPECT_EQ(queue.size(), 0);
  EXPECT_EQ(queue.TakeNext(Any), std::nullopt);
  EXPECT_GT(queue.Add("d", "d2"), old);
  EXPECT_EQ(queue.Remove(old), std::nullopt);
}

TEST(FairQueueTest, EmptyOneHasNoNext) { EXPECT_EQ(Queue().TakeNext(Any), std::nullopt); }

}  // namespace
}  // namespace isobridge::bridge
