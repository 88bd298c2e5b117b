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

TEST_P(JsonTest, Passes) { EXPECT_EQ(CheckJson(GetParam(), 64).status(), absl::OkStatus()) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(All, JsonTest,
                         ::testing::Values("null", "true", "false", "0", "-0", "12", "-1.5e+10", "1E5", "0.001", "\"\"",
                                           "\"a\\u00e9\\n\\\"\\\\\\/\"", "\"\\ud800\"", "\"h\xc3\xa9\"", "[]", "{}",
                                           " [ 1 , 2 ] ", "{\"a\":[{}],\"b\":{\"c\":null}}", "[[],[[]]]", "\t\r\n1\n",
                                           "\"a string of more than eight bytes \\\" and on\"", "{\"\":1}", "{\"a\":1,\"a\":2}"));

TEST_P(NoJsonTest, IsRefused) {
  EXPECT_EQ(CheckJson(GetParam(), 64).status().code(), absl::StatusCode::kInvalidArgument) << GetParam();
}

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
  EXPECT_EQ(CheckJson("{\"a\":1 x}", 64).status().message(), "at byte 7: expected ',' or '}', found 'x'");
  EXPECT_EQ(CheckJson("[1,", 64).status().message(), "at byte 3: expected a value, found the end");
  EXPECT_EQ(CheckJson("\"ab\xff\"", 64).status().message(), "at byte 3: not UTF-8");
}

TEST(JsonTextTest, DepthIsCountedFromOne) {
  EXPECT_EQ(CheckJson("[[1]]", 2).value_or(99), 2u);
  EXPECT_EQ(CheckJson("[[[1]]]", 2).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(CheckJson("[[],[],{\"a\":[]}]", 3).value_or(99), 3u);
  EXPECT_EQ(CheckJson("[[[]],[]]", 64).value_or(99), 3u);
  EXPECT_EQ(CheckJson("1", 0).value_or(99), 0u);
  EXPECT_EQ(CheckJson("[]", 0).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(JsonTextTest, ANullByteIsNoEnd) { EXPECT_FALSE(CheckJson(std::string_view("1\0", 2), 64).ok()); }

TEST(JsonDepthTest, BracketsInStringsDoNotCount) {
  EXPECT_LE(JsonDepth("[\"[[[[\"]", 1), 1u);
  EXPECT_EQ(JsonDepth("[\"[[[[\",[]]", 1), 1u + 1);
  EXPECT_LE(JsonDepth(R"(["\"[[[["])", 1), 1u);
  EXPECT_EQ(JsonDepth(R"(["\\",[[]]])", 2), 2u + 1);
}

TEST(JsonDepthTest, StringsAndEscapesGoOnFromBlockToBlock) {
  for (size_t shift = 0; shift < 70; ++shift) {
    const std::string padding(shift, ' ');
    EXPECT_LE(JsonDepth(padding + R"(["\\\"[[[[\\"])", 1), 1u) << shift;
    EXPECT_EQ(JsonDepth(padding + R"(["\\\"[[[[\\",[]])", 1), 1u + 1) << shift;
    EXPECT_LE(JsonDepth("[\"" + std::string(shift, 'a') + "\\\"[[\"]", 1), 1u) << shift;
  }
}

TEST(JsonDepthTest, OrderMattersWithinABlock) {
  std::string flat;
  for (int i = 0; i < 1'000; ++i) flat += "[]";
  EXPECT_LE(JsonDepth(flat, 1), 1u);
  EXPECT_LE(JsonDepth(std::string(64, '[') + std::string(64, ']'), 64), 64u);
  EXPECT_EQ(JsonDepth(std::string(65, '[') + std::string(65, ']'), 64), 64u + 1);
}

// Both find the same depth in whatever is JSON.
TEST(JsonDepthTest, AgreesWithTheFullCheck) {
  std::mt19937 random(1);
  constexpr char kPieces[][8] = {"[", "]", "{\"a\":", "}", "\"\\\"\"", "1", ",", "\"[\"", "\"\\\\\"", " "};
  int valid = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text(random() % 3 == 0 ? random() % 64 : 0, ' ');
    for (uint32_t n = 1 + random() % 7; n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    if (!CheckJson(text, 64).ok()) continue;
    ++valid;
    for (uint32_t depth = 0; depth < 5; ++depth)
      ASSERT_EQ(JsonDepth(text, depth), CheckJson(text, depth).value_or(depth + 1)) << text << " " << depth;
  }
  EXPECT_GT(valid, 1'000);
}

}  // namespace
}  // namespace isobridge::bridge
