#include "bridge/catalog/search_words.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(SearchWordsTest, AllSpellingsOfANameHaveTheSameWords) {
  for (const char* name : {"getHTTPResponse", "get_http_response", "get-http-response", "GetHttpResponse", "get.http.response"}) {
    EXPECT_THAT(SearchWords(name, 10), ElementsAre("get", "http", "response")) << name;
  }
}

TEST(SearchWordsTest, PluralsAreTheirSingulars) {
  EXPECT_THAT(SearchWords("issues cities boxes matches address status analysis gas", 10),
              ElementsAre("issue", "city", "box", "match", "address", "status", "analysis", "gas"));
}

TEST(SearchWordsTest, DigitsStayWithTheirWord) { EXPECT_THAT(SearchWords("oauth2 v2.1", 10), ElementsAre("oauth2", "v2", "1")); }

TEST(SearchWordsTest, LettersBeyondAsciiAreLetters) {
  EXPECT_THAT(SearchWords("größe, naïve", 10), ElementsAre("größe", "naïve"));
}

TEST(SearchWordsTest, TakesTheFirst) {
  EXPECT_THAT(SearchWords("a b c d", 2), ElementsAre("a", "b"));
  EXPECT_THAT(SearchWords(" ._- ", 2), IsEmpty());
  EXPECT_THAT(SearchWords(std::string(1'000, 'a'), 2), ElementsAre(SizeIs(40)));
}

}  // namespace
}  // namespace isobridge::bridge
