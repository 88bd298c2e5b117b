#include "bridge/idempotency_key.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::MatchesRegex;
using ::testing::SizeIs;

TEST(Sha256Test, KnownDigest) {
  EXPECT_EQ(absl::BytesToHexString(AsText(Sha256({"a", "bc"}))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(IdempotencyKeyTest, HasItsForm) {
  const std::string key = IdempotencyKey("e", 1, "tool", Sha256({"{}"}));
  EXPECT_THAT(key, SizeIs(26));
  EXPECT_THAT(key, MatchesRegex("[a-z2-7]+"));
}

TEST(IdempotencyKeyTest, SameCallSameKey) {
  EXPECT_EQ(IdempotencyKey("e", 1, "tool", Sha256({"{}"})), IdempotencyKey("e", 1, "tool", Sha256({"{}"})));
}

TEST(IdempotencyKeyTest, EveryPartCounts) {
  const std::string key = IdempotencyKey("e", 1, "tool", Sha256({"{}"}));
  EXPECT_NE(key, IdempotencyKey("f", 1, "tool", Sha256({"{}"})));
  EXPECT_NE(key, IdempotencyKey("e", 2, "tool", Sha256({"{}"})));
  EXPECT_NE(key, IdempotencyKey("e", 1, "tool2", Sha256({"{}"})));
  EXPECT_NE(key, IdempotencyKey("e", 1, "tool", Sha256({"[]"})));
}

TEST(IdempotencyKeyTest, PartsDoNotRunTogether) {
  EXPECT_NE(IdempotencyKey("e1", 1, "t", Sha256({""})), IdempotencyKey("e", 11, "t", Sha256({""})));
}

}  // namespace
}  // namespace isobridge::bridge
