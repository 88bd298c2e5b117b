#include "bridge/catalog/search_index.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

struct Described {
  std::string name, description, input_schema;
};

class SearchIndexTest : public ::testing::Test {
 protected:
  void Make(const std::vector<Described>& described) {
    google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
    for (const Described& tool : described) {
      isobridge::v1::Tool* added = tools.Add();
      added->set_name(tool.name);
      added->set_description(tool.description);
      added->set_input_schema_json(tool.input_schema);
    }
    table_ = *ToolTable::Create(std::move(tools), 10'000, "tools");
  }
  std::vector<std::string> Names(std::string_view query, std::string_view space = "") {
    std::vector<std::string> names;
    for (const uint32_t tool : SearchIndex(table_).Find(query, space)) names.push_back(table_.name(tool));
    return names;
  }

  ToolTable table_;
};

TEST_F(SearchIndexTest, ANameCountsMoreThanADescriptionAndThatMoreThanAParameter) {
  Make({{"archive", "", R"({"properties":{"x":{"description":"the mail"}}})"},
        {"deliver", "Handles mail and other things that are delivered."},
        {"mail.send", "Sends."},
        {"unrelated", "Nothing."}});
  EXPECT_THAT(Names("mail"), ElementsAre("mail.send", "deliver", "archive"));
}

TEST_F(SearchIndexTest, SpellingsAndPluralsDontMatter) {
  Make({{"github.getIssue"}, {"github.close-pull_request"}});
  EXPECT_THAT(Names("issues"), ElementsAre("github.getIssue"));
  EXPECT_THAT(Names("get_issue"), ElementsAre("github.getIssue"));
  EXPECT_THAT(Names("getissue"), ElementsAre("github.getIssue"));
  EXPECT_THAT(Names("PullRequests"), ElementsAre("github.close-pull_request"));
}

TEST_F(SearchIndexTest, AWordFindsWhatItBeginsButTheWholeWordComesFirst) {
  Make({{"repository_list"}, {"repo_list"}, {"re_list"}});
  EXPECT_THAT(Names("repo"), ElementsAre("repo_list", "repository_list"));
  EXPECT_THAT(Names("re"), ElementsAre("re_list"));
}

TEST_F(SearchIndexTest, AnExactPathComesFirst) {
  Make({{"get_issue_issue_issue", "get issue"}, {"github.get-issue"}, {"issue.get", "get issue get issue"}});
  for (const char* query : {"github.get-issue", "github.get_issue", "github_get_issue", "external_github_get_issue",
                            "tools.github.get_issue", " codemode.github_get_issue "}) {
    EXPECT_EQ(Names(query).front(), "github.get-issue") << query;
  }
}

TEST_F(SearchIndexTest, RareWordsCountMoreThanCommonOnes) {
  std::vector<Described> tools;
  for (int i = 0; i < 50; ++i) tools.push_back({absl::StrCat("get_thing", i), "Gets a thing of the list."});
  tools.push_back({"fetch_weather", "Tells it."});
  Make(tools);
  EXPECT_EQ(Names("get the weather").front(), "fetch_weather");
}

TEST_F(SearchIndexTest, ParametersAreFoundAtEveryDepth) {
  Make({{"book", "", R"({"properties":{"trip":{"properties":{"departureAirport":{"enum":["Lisbon"]}}}}})"}, {"other"}});
  EXPECT_THAT(Names("airport"), ElementsAre("book"));
  EXPECT_THAT(Names("lisbon"), ElementsAre("book"));
}

TEST_F(SearchIndexTest, ANamespaceNarrows) {
  Make({{"github.issue"}, {"jira.issue"}, {"githubx.issue"}, {"github.pr.issue"}});
  EXPECT_THAT(Names("issue", "github"), UnorderedElementsAre("github.issue", "github.pr.issue"));
  EXPECT_THAT(Names("issue", "github.pr"), ElementsAre("github.pr.issue"));
  EXPECT_THAT(Names("issue", "none"), IsEmpty());
}

TEST_F(SearchIndexTest, NoQueryListsAllByName) {
  Make({{"c"}, {"a.z"}, {"b"}});
  EXPECT_THAT(Names(""), ElementsAre("a.z", "b", "c"));
  EXPECT_THAT(Names("  ", "a"), ElementsAre("a.z"));
}

TEST_F(SearchIndexTest, EqualsAreInTheOrderOfTheirNames) {
  Make({{"mail.c", "Same."}, {"mail.a", "Same."}, {"mail.b", "Same."}});
  EXPECT_THAT(Names("mail"), ElementsAre("mail.a", "mail.b", "mail.c"));
}

TEST_F(SearchIndexTest, WhatNobodyHasIsFoundNowhere) {
  Make({{"a"}, {"b"}});
  EXPECT_THAT(Names("zebra"), IsEmpty());
  EXPECT_THAT(SearchIndex(ToolTable()).Find("zebra", ""), IsEmpty());
  EXPECT_THAT(SearchIndex(ToolTable()).Find("", ""), IsEmpty());
}

TEST_F(SearchIndexTest, QueriesOfAnySizeAreAnswered) {
  std::vector<Described> tools;
  for (int i = 0; i < 2'000; ++i) tools.push_back({absl::StrCat("abc", i, ".abc"), "abc abd abe"});
  Make(tools);
  std::string query;
  for (int i = 0; i < 10'000; ++i) absl::StrAppend(&query, "abc", i % 7, " ");
  EXPECT_THAT(Names(query), Not(IsEmpty()));
  EXPECT_THAT(Names("abc"), SizeIs(2'000));
}

}  // namespace
}  // namespace isobridge::bridge
