#include "bridge/check/program_words.h"

#include <string>

#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

TEST(ProgramWordsTest, TypesAreDeclaredInFourWays) {
  const std::u16string text = u"interface A {} type\nB = 1; class C{} const enum D$ {} type É = 1; interface  ";
  const ProgramWords words(text);
  for (const char* name : {"A", "B", "C", "D$", "É"}) EXPECT_TRUE(words.DeclaresType(name)) << name;
  for (const char* name : {"D", "type", "", "interface"}) EXPECT_FALSE(words.DeclaresType(name)) << name;
}

TEST(ProgramWordsTest, OnlyAWholeWordDeclaresAndOnlyTheNext) {
  const std::u16string text = u"mytype A; type = B; type x C; type.D; typeE";
  const ProgramWords words(text);
  for (const char* name : {"A", "B", "C", "D", "E"}) EXPECT_FALSE(words.DeclaresType(name)) << name;
  EXPECT_TRUE(words.DeclaresType("x"));
}

TEST(ProgramWordsTest, NamesThatAreAskedForAreKnown) {
  const std::u16string text = u"if (typeof nope !== 'undefined') typeofx;";
  const ProgramWords words(text);
  EXPECT_TRUE(words.AsksFor("nope"));
  EXPECT_FALSE(words.AsksFor("x"));
}

TEST(ProgramWordsTest, PropertiesAreAddedByAssignment) {
  const std::u16string text = u"o.a = 1; o.b ??= 2; o.\n c++; o.d == 1; o.e => 1; f = 1; o.g; o.é=1";
  const ProgramWords words(text);
  for (const char* name : {"a", "b", "c", "é"}) EXPECT_TRUE(words.MayAdd(name)) << name;
  for (const char* name : {"d", "e", "f", "g", "h"}) EXPECT_FALSE(words.MayAdd(name)) << name;
}

TEST(ProgramWordsTest, AnyPropertyMayBeAddedByAComputedName) {
  for (const std::u16string text :
       {u"o[k] = 1", u"Object.assign(o, p)", u"Object.defineProperty(o, k, {})", u"Reflect.set(o, k, 1)"}) {
    EXPECT_TRUE(ProgramWords(text).MayAdd("x"));
  }
  const std::u16string read = u"o[k] == 1";
  EXPECT_FALSE(ProgramWords(read).MayAdd("x"));
}

TEST(ProgramWordsTest, ParenthesesAreCounted) {
  const std::u16string text = u"a(b(c), d)";
  const ProgramWords words(text);
  EXPECT_EQ(words.Opened(0, 1), 0);
  EXPECT_EQ(words.Opened(1, 4), 2);
  EXPECT_EQ(words.Opened(1, 8), 1);
  EXPECT_EQ(words.Opened(0, text.size()), 0);
  EXPECT_EQ(ProgramWords(u"").Opened(0, 0), 0);
}

TEST(ProgramWordsTest, TheEndOfMuchWhiteSpaceIsNotLookedFor) {
  const std::u16string text = u"x" + std::u16string(2'000, u' ') + u";";
  EXPECT_TRUE(IsAssignedBehind(text, 1));
  EXPECT_FALSE(IsAssignedBehind(text, 1'500));
}

}  // namespace
}  // namespace isobridge::bridge
