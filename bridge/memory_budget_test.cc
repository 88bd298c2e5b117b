#include "bridge/memory_budget.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bridge/quota_error.h"
#include "bridge/retry_after.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr uint64_t kMiB = 1u << 20;

TEST(MemoryBudgetTest, WhatIsHeldIsCountedUntilItIsGivenBack) {
  const auto budget = MemoryBudget::Create({.bytes = 10 * kMiB, .tenant_bytes = 10 * kMiB});
  auto one = budget->Open("a"), two = budget->Open("b");
  EXPECT_TRUE(one->Hold(4 * kMiB).ok());
  EXPECT_TRUE(two->Hold(6 * kMiB).ok());
  EXPECT_EQ(budget->held(), 10 * kMiB);
  one.reset();
  EXPECT_EQ(budget->held(), 6 * kMiB);
  EXPECT_TRUE(two->Hold(kMiB).ok());
  EXPECT_EQ(budget->held(), kMiB);
}

TEST(MemoryBudgetTest, WhoWantsMoreThanIsLeftKeepsWhatItHas) {
  const auto budget = MemoryBudget::Create({.bytes = 10 * kMiB, .tenant_bytes = 10 * kMiB});
  const auto one = budget->Open("a"), two = budget->Open("b");
  ASSERT_TRUE(one->Hold(8 * kMiB).ok());
  ASSERT_TRUE(two->Hold(kMiB).ok());
  const absl::Status status = two->Hold(3 * kMiB);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(QuotaViolationOf(status)->quota, "memory_bytes");
  EXPECT_EQ(QuotaViolationOf(status)->subject, "service");
  EXPECT_TRUE(RetryAfterOf(status).has_value());
  EXPECT_EQ(budget->held(), 9 * kMiB);
}

TEST(MemoryBudgetTest, TenantHasItsShareAlone) {
  const auto budget = MemoryBudget::Create({.bytes = 10 * kMiB, .tenant_bytes = 5 * kMiB});
  const auto one = budget->Open("a"), two = budget->Open("a"), other = budget->Open("b");
  ASSERT_TRUE(one->Hold(3 * kMiB).ok());
  const absl::Status status = two->Hold(3 * kMiB);
  EXPECT_EQ(QuotaViolationOf(status)->quota, "tenant_memory_bytes");
  EXPECT_EQ(QuotaViolationOf(status)->subject, "tenant:a");
  EXPECT_TRUE(other->Hold(5 * kMiB).ok());
}

TEST(MemoryBudgetTest, WhatBelongsToNoTenantIsBoundedByTheWholeAlone) {
  const auto budget = MemoryBudget::Create({.bytes = 10 * kMiB, .tenant_bytes = 5 * kMiB});
  const auto account = budget->Open("");
  EXPECT_TRUE(account->Hold(8 * kMiB).ok());
  EXPECT_EQ(QuotaViolationOf(account->Hold(11 * kMiB))->quota, "memory_bytes");
}

TEST(MemoryBudgetTest, WhatIsOnlyKeptMakesRoom) {
  using Whose = MemoryBudgetOptions::Whose;
  std::vector<std::unique_ptr<MemoryBudget::Account>> kept;
  std::vector<std::pair<std::string, Whose>> asked;
  const auto let_go = [&](const std::string& tenant, Whose whose) {
    asked.emplace_back(tenant, whose);
    if (kept.empty()) return false;
    kept.pop_back();
    return true;
  };
  const auto budget = MemoryBudget::Create({.bytes = 10 * kMiB, .tenant_bytes = 8 * kMiB, .let_go = let_go});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(kept.emplace_back(budget->Open("a"))->Hold(2 * kMiB).ok());
  const auto other = budget->Open("b");
  ASSERT_TRUE(other->HoldIfFree(4 * kMiB).ok());
  EXPECT_FALSE(other->HoldIfFree(5 * kMiB).ok());
  EXPECT_THAT(asked, IsEmpty());
  EXPECT_TRUE(other->Hold(7 * kMiB).ok());
  EXPECT_THAT(asked, ElementsAre(Pair("b", Whose::kEverybodys), Pair("b", Whose::kEverybodys)));
  EXPECT_FALSE(other->Hold(9 * kMiB).ok());
  EXPECT_THAT(kept, IsEmpty());
  EXPECT_EQ(asked.back().second, Whose::kTenants);
  EXPECT_EQ(budget->held(), 7 * kMiB);
}

TEST(MemoryBudgetTest, SmallChangesMoveNothing) {
  const auto budget = MemoryBudget::Create({});
  const auto account = budget->Open("a");
  ASSERT_TRUE(account->Hold(1).ok());
  const uint64_t before = budget->held();
  ASSERT_TRUE(account->Hold(before).ok());
  ASSERT_TRUE(account->Hold(0).ok());
  EXPECT_EQ(budget->held(), before);
  EXPECT_LE(before, 64u << 10);
}

}  // namespace
}  // namespace isobridge::bridge
