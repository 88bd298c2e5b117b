#include "isolate/worker/line_map.h"

#include <vector>

#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

TEST(LineMapTest, WithoutInsertedBreaksLinesAreTheSame) {
  EXPECT_EQ(LineMap().ToSource(1), 1u);
  EXPECT_EQ(LineMap().ToSource(7), 7u);
}

TEST(LineMapTest, LinesAfterAnInsertedBreakMoveUp) {
  const LineMap map(std::vector<uint32_t>{1});
  EXPECT_EQ(map.ToSource(1), 1u);
  EXPECT_EQ(map.ToSource(2), 1u);
  EXPECT_EQ(map.ToSource(3), 2u);
}

TEST(LineMapTest, ConsecutiveBreaksFoldOntoOneLine) {
  const LineMap map(std::vector<uint32_t>{3, 4});
  EXPECT_EQ(map.ToSource(3), 3u);
  EXPECT_EQ(map.ToSource(4), 3u);
  EXPECT_EQ(map.ToSource(5), 3u);
  EXPECT_EQ(map.ToSource(6), 4u);
}

}  // namespace
}  // namespace isobridge::isolate
