#include "bridge/memory_budget.h"

#include "bridge/quota_error.h"
#include "bridge/retry_after.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

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
