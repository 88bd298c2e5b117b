#include "bridge/byte_text.h"

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

TEST(ByteTextTest, RoundNumbersHaveTheLargestUnitThatFits) {
  EXPECT_EQ(ByteText(16u << 20), "16 MiB");
  EXPECT_EQ(ByteText(64u << 10), "64 KiB");
  EXPECT_EQ(ByteText(uint64_t{3} << 30), "3 GiB");
}

TEST(ByteTextTest, OthersStayExact) {
  EXPECT_EQ(ByteText(0), "0 bytes");
  EXPECT_EQ(ByteText(1), "1 byte");
  EXPECT_EQ(ByteText(1025), "1025 bytes");
  EXPECT_EQ(ByteText(17'000'000), "17000000 bytes (16.2 MiB)");
  EXPECT_EQ(ByteText((16u << 20) + 1), "16777217 bytes (16.0 MiB)");
}

}  // namespace
}  // namespace isobridge::bridge
