#include "bridge/code_frame.h"

#include <string>

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

TEST(CodeFrameTest, ShowsTwoLinesAroundAndACaret) {
  EXPECT_EQ(CodeFrame("a\nb\nc = d\ne\nf\ng", 3, 5),
            "  1 | a\n"
            "  2 | b\n"
            "> 3 | c = d\n"
            "    |     ^\n"
            "  4 | e\n"
            "  5 | f\n");
}

TEST(CodeFrameTest, FirstLineOfOne) { EXPECT_EQ(CodeFrame("boom()", 1, 1), "> 1 | boom()\n    | ^\n"); }

TEST(CodeFrameTest, AlignsLineNumbersOfDifferentLength) {
  EXPECT_EQ(CodeFrame("\n\n\n\n\n\n\nx\ny\nz\n", 9, 1),
            "   7 | \n"
            "   8 | x\n"
            ">  9 | y\n"
            "     | ^\n"
            "  10 | z\n"
            "  11 | \n");
}

TEST(CodeFrameTest, NoSuchLineGivesNothing) {
  EXPECT_EQ(CodeFrame("a\nb", 3, 1), "");
  EXPECT_EQ(CodeFrame("a", 0, 0), "");
  EXPECT_EQ(CodeFrame("a", 4294967295u, 1), "");
}

TEST(CodeFrameTest, ColumnBeyondTheEndIsPutBehindTheLine) { EXPECT_EQ(CodeFrame("ab", 1, 99), "> 1 | ab\n    |   ^\n"); }

TEST(CodeFrameTest, ColumnsAreUtf16Units) {
  // The emoji is two units and one character.
  EXPECT_EQ(CodeFrame("'\xF0\x9F\x98\x80' + x", 1, 8), "> 1 | '\xF0\x9F\x98\x80' + x\n    |       ^\n");
}

TEST(CodeFrameTest, TabsTakeOneColumn) { EXPECT_EQ(CodeFrame("\t\tx", 1, 3), "> 1 |   x\n    |   ^\n"); }

TEST(CodeFrameTest, LineBreaksAreThoseOfV8) {
  EXPECT_EQ(CodeFrame("a\r\nb\rc\xE2\x80\xA8"
                      "d",
                      4, 1),
            "  2 | b\n  3 | c\n> 4 | d\n    | ^\n");
}

TEST(CodeFrameTest, ControlCharactersAndBrokenUtf8AreReplaced) {
  EXPECT_EQ(CodeFrame("\x1B[31m\xFF\xE2\x80\xAEz", 1, 1), "> 1 | \xEF\xBF\xBD[31m\xEF\xBF\xBD\xEF\xBF\xBDz\n    | ^\n");
}

TEST(CodeFrameTest, LongLineIsCutAroundTheCaret) {
  const std::string source = std::string(1'000'000, 'a') + "HERE" + std::string(1'000'000, 'b');
  const std::string frame = CodeFrame(source, 1, 1'000'001);
  EXPECT_LT(frame.size(), 400u);
  const size_t caret = frame.find('^') - frame.rfind('\n', frame.find('^')) - 1;
  // The ellipsis in front takes three bytes and one column.
  EXPECT_EQ(frame.find("HERE"), caret + 2);
  EXPECT_NE(frame.find("\xE2\x80\xA6"
                       "a"),
            std::string::npos);
  EXPECT_NE(frame.find("b\xE2\x80\xA6"), std::string::npos);
}

TEST(CodeFrameTest, LongLinesAroundAreCutAtTheirEnd) {
  const std::string frame = CodeFrame("x\n" + std::string(5000, 'y'), 1, 1);
  EXPECT_EQ(frame, "> 1 | x\n    | ^\n  2 | " + std::string(120, 'y') + "\xE2\x80\xA6\n");
}

TEST(CodeFrameTest, TheFrameOfALateColumnIsThatOfAShorterLine) {
  // Characters of two bytes and of four, so that steps over the line end inside of them.
  std::string tail;
  for (int i = 0; i < 400; ++i) tail += "\xC3\xA9\xF0\x9F\x98\x80";
  const uint32_t shift = 3 * 5'000;
  std::string head;
  for (int i = 0; i < 5'000; ++i) head += "\xC3\xA9\xF0\x9F\x98\x80";
  for (uint32_t column = 700; column < 710; ++column) {
    EXPECT_EQ(CodeFrame(head + tail, 1, shift + column), CodeFrame(tail, 1, column)) << column;
  }
}

TEST(CodeFrameTest, ManyFramesOfALongSourceAreSoonDrawn) {
  const std::string source = std::string(1'000'000, '\n') + std::string(4'000'000, 'x');
  const CodeFrames frames(source);
  for (int i = 0; i < 500; ++i) EXPECT_FALSE(frames.At(1'000'001, 3'999'999 - i).empty());
}

}  // namespace
}  // namespace isobridge::bridge
