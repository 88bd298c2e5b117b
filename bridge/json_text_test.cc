#include "bridge/json_text.h"

#include <iterator>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;

class JsonTest : public ::testing::TestWithParam<const char*> {};
class NoJsonTest : public ::testing::TestWithParam<const char*> {};

TEST_P(JsonTest, Passes) { EXPECT_EQ(CheckJson(GetParam(), 64), absl::OkStatus()) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(All, JsonTest,
                         ::testing::Values("null", "true", "false", "0", "-0", "12", "-1.5e+10", "1E5", "0.001", "\"\"",
                                           "\"a\\u00e9\\n\\\"\\\\\\/\"", "\"\\ud800\"", "\"h\xc3\xa9\"", "[]", "{}",
                                           " [ 1 , 2 ] ", "{\"a\":[{}],\"b\":{\"c\":null}}", "[[],[[]]]", "\t\r\n1\n",
                                           "\"a string of more than eight bytes \\\" and on\"", "{\"\":1}", "{\"a\":1,\"a\":2}"));

TEST_P(NoJsonTest, IsRefused) { EXPECT_EQ(CheckJson(GetParam(), 64).code(), absl::StatusCode::kInvalidArgument) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(All, NoJsonTest,
                         ::testing::Values("", " ", "nul", "nulll", "True", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1",
                                           "NaN", "Infinity", "'a'", "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"\n\"", "\"\\",
                                           "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1",
                                           "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{1:1}", "[1}", "{\"a\":1]", "1 2",
                                           "{}{}", "// c\n1", "1 /* c */",
                                           "\xef\xbb\xbf"
                                           "1",
                                           "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "undefined"));

TEST(JsonTextTest, SaysWhereAndWhat) {
  EXPECT_EQ(CheckJson("{\"a\":1 x}", 64).message(), "at byte 7: expected ',' or '}', found 'x'");
  EXPECT_EQ(CheckJson("[1,", 64).message(), "at byte 3: expected a value, found the end");
  EXPECT_EQ(CheckJson("\"ab\xff\"", 64).message(), "at byte 3: not UTF-8");
}

TEST(JsonTextTest, DepthIsCountedFromOne) {
  EXPECT_EQ(CheckJson("[[1]]", 2), absl::OkStatus());
  EXPECT_EQ(CheckJson("[[[1]]]", 2).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(CheckJson("[[],[],{\"a\":[]}]", 3), absl::OkStatus());
  EXPECT_EQ(CheckJson("1", 0), absl::OkStatus());
  EXPECT_EQ(CheckJson("[]", 0).code(), absl::StatusCode::kOutOfRange);
}

TEST(JsonTextTest, ANullByteIsNoEnd) { EXPECT_FALSE(CheckJson(std::string_view("1\0", 2), 64).ok()); }

TEST(JsonNestsDeeperTest, BracketsInStringsDoNotCount) {
  EXPECT_FALSE(JsonNestsDeeper("[\"[[[[\"]", 1));
  EXPECT_TRUE(JsonNestsDeeper("[\"[[[[\",[]]", 1));
  EXPECT_FALSE(JsonNestsDeeper(R"(["\"[[[["])", 1));
  EXPECT_TRUE(JsonNestsDeeper(R"(["\\",[[]]])", 2));
}

TEST(JsonNestsDeeperTest, StringsAndEscapesGoOnFromBlockToBlock) {
  for (size_t shift = 0; shift < 70; ++shift) {
    const std::string padding(shift, ' ');
    EXPECT_FALSE(JsonNestsDeeper(padding + R"(["\\\"[[[[\\"])", 1)) << shift;
    EXPECT_TRUE(JsonNestsDeeper(padding + R"(["\\\"[[[[\\",[]])", 1)) << shift;
    EXPECT_FALSE(JsonNestsDeeper("[\"" + std::string(shift, 'a') + "\\\"[[\"]", 1)) << shift;
  }
}

TEST(JsonNestsDeeperTest, OrderMattersNearTheLimit) {
  std::string flat;
  for (int i = 0; i < 1'000; ++i) flat += "[]";
  EXPECT_FALSE(JsonNestsDeeper(flat, 1));
  EXPECT_FALSE(JsonNestsDeeper(std::string(64, '[') + std::string(64, ']'), 64));
  EXPECT_TRUE(JsonNestsDeeper(std::string(65, '[') + std::string(65, ']'), 64));
}

// Both find the same depth in whatever is JSON.
TEST(JsonNestsDeeperTest, AgreesWithTheFullCheck) {
  std::mt19937 random(1);
  constexpr char kPieces[][8] = {"[", "]", "{\"a\":", "}", "\"\\\"\"", "1", ",", "\"[\"", "\"\\\\\"", " "};
  int valid = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text(random() % 3 == 0 ? random() % 64 : 0, ' ');
    for (uint32_t n = 1 + random() % 7; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    if (!CheckJson(text, 64).ok()) continue;
    ++valid;
    for (uint32_t depth = 0; depth < 5; ++depth)
      ASSERT_EQ(JsonNestsDeeper(text, depth), !CheckJson(text, depth).ok()) << text << " " << depth;
  }
  EXPECT_GT(valid, 1'000);
}

}  // namespace
}  // namespace isobridge::bridge
