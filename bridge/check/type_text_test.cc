#include "bridge/check/type_text.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TypeTextTest, FindsWhatIsQuoted) {
  EXPECT_THAT(QuotedIn("Property 'x' does not exist on type '{ a: string; }'."), ElementsAre("x", "{ a: string; }"));
  EXPECT_THAT(QuotedIn("Type 'A | \"it's\"' is not assignable to type 'B'."), ElementsAre("A | \"it's\"", "B"));
  EXPECT_THAT(QuotedIn("nothing"), IsEmpty());
  EXPECT_THAT(QuotedIn("open 'end"), ElementsAre("end"));
}

TEST(TypeTextTest, FindsWhatIsSuggested) {
  EXPECT_EQ(SuggestionIn("Cannot find name 'a'. Did you mean 'b'?"), "b");
  EXPECT_EQ(SuggestionIn("'c' does not exist in type 'T'. Did you mean to write 'city'?"), "city");
  EXPECT_EQ(SuggestionIn("Cannot find name 'a'."), "");
}

TEST(TypeTextTest, TakesUnionsApart) {
  EXPECT_THAT(UnionMembers("string"), ElementsAre("string"));
  EXPECT_THAT(UnionMembers("\"a | b\" | { c: 1 | 2; } | Map<a | b, () => 1 | 2>"),
              ElementsAre("\"a | b\"", "{ c: 1 | 2; }", "Map<a | b, () => 1 | 2>"));
}

TEST(TypeTextTest, FindsObjectsByTheirKeys) {
  EXPECT_EQ(KeysOf("{ b: \"x\" | \"y\"; a?: { c: number; }[]; f: (n: number, m: string) => void; }"), "a,b,f");
  EXPECT_EQ(KeysOf("{ \"odd key\": 1; readonly r: 2; }"), "odd key,r");
  EXPECT_EQ(KeysOf("{}"), "");
  EXPECT_EQ(KeysOf("Row"), "");
  std::vector<std::string> found;
  for (const ObjectKeys& object : ObjectsIn("type A = {\n  x: number\n  y: { z: string }\n};\nconst s = '{a:1}';")) {
    found.push_back(object.keys);
  }
  EXPECT_THAT(found, ElementsAre("z", "x,y"));
  EXPECT_THAT(ObjectsIn("}}{{ '"), IsEmpty());
}

TEST(TypeTextTest, KnowsTypesWhoseValuesHaveNoMore) {
  EXPECT_TRUE(IsClosedGlobal("string"));
  EXPECT_TRUE(IsClosedGlobal("{ a: string; }[]"));
  EXPECT_TRUE(IsClosedGlobal("Map<string, number>"));
  EXPECT_FALSE(IsClosedGlobal("Error"));
  EXPECT_FALSE(IsClosedGlobal("Row"));
  EXPECT_FALSE(IsClosedGlobal("{}"));
  EXPECT_TRUE(IsPromise("Promise<{ a: 1 | 2; }>"));
  EXPECT_FALSE(IsPromise("Promise<A> | B"));
  EXPECT_TRUE(IsObjectLiteral("{ a: string; }"));
  EXPECT_FALSE(IsObjectLiteral("{}"));
  EXPECT_FALSE(IsObjectLiteral("{ a: string; } | { b: string; }"));
}

TEST(TypeTextTest, KnowsWhatNeverFits) {
  EXPECT_TRUE(NeverFits("number", "string"));
  EXPECT_TRUE(NeverFits("5", "string | undefined"));
  EXPECT_TRUE(NeverFits("\"K\"", "\"C\" | \"F\" | undefined"));
  EXPECT_TRUE(NeverFits("string", "string[]"));
  EXPECT_TRUE(NeverFits("{ a: number; }", "string"));
  EXPECT_TRUE(NeverFits("1 | 2", "string"));
  EXPECT_FALSE(NeverFits("string", "\"C\" | \"F\""));
  EXPECT_FALSE(NeverFits("string | number", "string"));
  EXPECT_FALSE(NeverFits("Date", "string"));
  EXPECT_FALSE(NeverFits("number", "Row"));
  EXPECT_FALSE(NeverFits("\"C\"", "string"));
}

}  // namespace
}  // namespace isobridge::bridge
