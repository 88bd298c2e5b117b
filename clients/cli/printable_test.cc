#include "clients/cli/printable.h"

#include <string>

#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

TEST(PrintableTest, EscapeSequencesAreShownNotObeyed) {
  EXPECT_EQ(Printable("a\x1b[2Jb\x07\r", LineBreaks::kEscaped), "a\\u001b[2Jb\\u0007\\u000d");
}

TEST(PrintableTest, EightBitControlsAndDirectionMarksAreShown) {
  EXPECT_EQ(Printable("\u009b31m\u202eevil\u2066", LineBreaks::kEscaped), "\\u009b31m\\u202eevil\\u2066");
}

TEST(PrintableTest, LineBreaksAreKeptOnlyWhereAsked) {
  EXPECT_EQ(Printable("a\nb", LineBreaks::kKept), "a\nb");
  EXPECT_EQ(Printable("a\nb", LineBreaks::kEscaped), "a\\u000ab");
}

TEST(PrintableTest, TextIsUnchanged) {
  EXPECT_EQ(Printable("naïve 日本語 🎉\t\uFFFD", LineBreaks::kEscaped), "naïve 日本語 🎉\t\uFFFD");
}

TEST(PrintableTest, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(Printable("a\xff\xc0\xaf", LineBreaks::kEscaped), "a\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(Printable("\xed\xa0\x80", LineBreaks::kEscaped), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(Printable("\xe2\x82", LineBreaks::kEscaped), "\uFFFD\uFFFD");
}

TEST(PrintableTest, CutTextFitsAndSaysThatItWasCut) {
  EXPECT_EQ(CutToWidth("abcdef", 6), "abcdef");
  EXPECT_EQ(CutToWidth("abcdef", 4), "abc…");
  EXPECT_EQ(CutToWidth("日本語", 5), "日本…");
  EXPECT_LE(DisplayWidth(CutToWidth(std::string(500, 'x'), 80)), 80u);
}

}  // namespace
}  // namespace isobridge::cli
