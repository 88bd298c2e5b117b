#include "bridge/check/program_check.h"

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

TEST(ProgramVerdictTest, StrictBlocksWhatWasCheckedWithoutItsTools) {
  const ProgramVerdict untyped = {.diagnostics = {}, .skipped = "", .untyped = "took too long", .notes = {}};
  EXPECT_TRUE(untyped.Blocks(isobridge::v1::CHECK_MODE_STRICT));
  EXPECT_FALSE(untyped.Blocks(isobridge::v1::CHECK_MODE_BLOCK_CERTAIN));
  EXPECT_FALSE(ProgramVerdict().Blocks(isobridge::v1::CHECK_MODE_STRICT));
}

}  // namespace
}  // namespace isobridge::bridge
