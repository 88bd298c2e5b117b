#include "bridge/result_cache.h"

#include <memory>
#include <string>

#include "bridge/memory_budget.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using Cache = ResultCache<std::string>;

std::shared_ptr<const std::string> Text() { return std::make_shared<const std::string>("x"); }

TEST(ResultCacheTest, KeysDifferByEveryPart) {
  const ResultKey key = MakeResultKey({"tenant", "source"});

  EXPECT_EQ(key, MakeResultKey({"tenant", "source"}));
  EXPECT_NE(key, MakeResultKey({"tenan", "tsource"}));
  EXPECT_NE(key, MakeResultKey({"other", "source"}));
  EXPECT_NE(key, MakeResultKey({"tenant", "source", ""}));
}

TEST(ResultCacheTest, FindsWhatWasPut) {
  Cache cache(10'000);
  const auto program = Text();
  cache.Put(MakeResultKey({"t", "a"}), program, 10);

  EXPECT_EQ(cache.Find(MakeResultKey({"t", "a"})), program);
  EXPECT_EQ(cache.Find(MakeResultKey({"t", "b"})), nullptr);
}

TEST(ResultCacheTest, DropsTheLeastRecentlyUsed) {
  Cache cache(3'000);
  const ResultKey a = MakeResultKey({"t", "a"});
  const ResultKey b = MakeResultKey({"t", "b"});
  const ResultKey c = MakeResultKey({"t", "c"});
  cache.Put(a, Text(), 1'000);
  cache.Put(b, Text(), 1'000);
  ASSERT_NE(cache.Find(a), nullptr);
  cache.Put(c, Text(), 1'000);

  EXPECT_NE(cache.Find(a), nullptr);
  EXPECT_EQ(cache.Find(b), nullptr);
  EXPECT_NE(cache.Find(c), nullptr);
  EXPECT_LE(cache.bytes(), 3'000u);
}

TEST(ResultCacheTest, ALaterResultTakesThePlaceOfAnEarlierOne) {
  Cache cache(10'000);
  const ResultKey key = MakeResultKey({"t", "a"});
  cache.Put(key, Text(), 1'000);
  const auto later = Text();
  cache.Put(key, later, 500);

  EXPECT_EQ(cache.Find(key), later);
  EXPECT_LT(cache.bytes(), 1'000u);
}

TEST(ResultCacheTest, KeepsNoMoreThanItsAccountGrants) {
  const auto budget = MemoryBudget::Create({.bytes = 10'000});
  Cache cache(100'000, budget->Open("", 1'000));
  for (const char* source : {"a", "b", "c"}) cache.Put(MakeResultKey({"t", source}), Text(), 4'000);

  EXPECT_LE(cache.bytes(), 10'000u);
  EXPECT_GE(budget->held(), cache.bytes());
  EXPECT_EQ(cache.Find(MakeResultKey({"t", "a"})), nullptr);
  EXPECT_NE(cache.Find(MakeResultKey({"t", "c"})), nullptr);
}

TEST(ResultCacheTest, LetsGoOfTheLeastRecentlyUsed) {
  Cache cache(10'000);
  for (const char* source : {"a", "b"}) cache.Put(MakeResultKey({"t", source}), Text(), 10);

  EXPECT_TRUE(cache.LetGo());
  EXPECT_EQ(cache.Find(MakeResultKey({"t", "a"})), nullptr);
  EXPECT_NE(cache.Find(MakeResultKey({"t", "b"})), nullptr);
  EXPECT_TRUE(cache.LetGo());
  EXPECT_FALSE(cache.LetGo());
}

TEST(ResultCacheTest, KeepsNothingThatIsLargerThanItself) {
  Cache cache(1'000);
  cache.Put(MakeResultKey({"t", "a"}), Text(), 2'000);

  EXPECT_EQ(cache.bytes(), 0u);
}

}  // namespace
}  // namespace isobridge::bridge
