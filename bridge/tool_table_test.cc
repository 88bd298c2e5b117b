#include "bridge/tool_table.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/field_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<ToolTable> Make(const std::vector<std::string>& names) {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  for (const std::string& name : names) tools.Add()->set_name(name);
  return ToolTable::Create(std::move(tools), 5'000, "start.tools");
}

TEST(ToolTableTest, NamesAreMappedForTheProgram) {
  const absl::StatusOr<ToolTable> table = Make({"weather", "github.get-issue"});
  EXPECT_EQ(table->text(0).flat, "weather");
  EXPECT_EQ(table->text(1).flat, "github_get_issue");
  EXPECT_EQ(table->text(1).dotted, "github.get_issue");
  worker::v1::Begin begin;
  table->AddTo(&begin);
  const ToolNames names(begin.tools().names(), begin.tools().ends());
  EXPECT_EQ(names.size(), 2u);
  EXPECT_EQ(names.Find("github_get_issue")->tool, 1u);
}

TEST(ToolTableTest, AWorkerIsToldOfAllowedToolsAlone) {
  const absl::StatusOr<ToolTable> table = Make({"c", "a.x", "a.y", "b"});
  worker::v1::Begin begin;
  table->AddTo(&begin, {false, false, true, true});
  const ToolNames names(begin.tools().names(), begin.tools().ends());
  EXPECT_EQ(begin.tools().names(), "a.yb");
  EXPECT_EQ(names.size(), 2u);
  EXPECT_EQ(names.Find("a_y")->tool, 2u);
  EXPECT_EQ(names.Find("b")->tool, 3u);
  EXPECT_FALSE(names.Find("a.x").has_value());
}

TEST(ToolTableTest, KeepsTheClientsNamesAndOrder) {
  const absl::StatusOr<ToolTable> table = Make({"b-1", "a"});
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->size(), 2u);
  EXPECT_EQ(table->name(0), "b-1");
  EXPECT_EQ(table->name(1), "a");
}

TEST(ToolTableTest, FunctionNamesAreTheFirstFew) {
  EXPECT_EQ(ToolTable().FunctionNames(), "");
  EXPECT_EQ(Make({"a", "github.get-issue"})->FunctionNames(), "external_a, external_github_get_issue");
  EXPECT_EQ(Make({"a", "b", "c", "d", "e", "f"})->FunctionNames(),
            "external_a, external_b, external_c, external_d, external_e, … (6 in all)");
  EXPECT_EQ(Make({"a", "b", "c", "d", "e", "f"})->FunctionNames({true, false, false, false, false, true}),
            "external_a, external_f");
}

struct BadName {
  const char* name;
  const char* why;
};
class BadNameTest : public ::testing::TestWithParam<BadName> {};

TEST_P(BadNameTest, IsRefusedWithItsPlaceAndReason) {
  const absl::Status status = Make({"good", GetParam().name}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ViolationOf(status)->field, "start.tools[1].name");
  EXPECT_THAT(status.message(), HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(All, BadNameTest,
                         ::testing::Values(BadName{"", "is empty"}, BadName{".a", "empty segment"},
                                           BadName{"a.", "empty segment"}, BadName{"a..b", "empty segment"},
                                           BadName{"1a", "starts with a digit"}, BadName{"a.2b", "starts with a digit"},
                                           BadName{"a b", "allowed are"}, BadName{"a/b", "allowed are"},
                                           BadName{"ä", "allowed are"}, BadName{"a\nb", "\\n"}, BadName{"delete", "reserved"},
                                           BadName{"a.class", "reserved"}, BadName{"then", "reserved"},
                                           BadName{"a.__proto__", "reserved"}, BadName{"constructor", "reserved"},
                                           BadName{"prototype", "reserved"}, BadName{"await", "reserved"},
                                           // Only as the program would see it.
                                           BadName{"--proto--", "reserved"}, BadName{"_.proto__", "\"__proto__\""}));

TEST(ToolTableTest, NameOf128CharactersIsTheLongest) {
  EXPECT_TRUE(Make({std::string(128, 'a')}).ok());
  EXPECT_THAT(Make({std::string(129, 'a')}).status().message(), HasSubstr("129 characters; the limit is 128"));
}

struct Pair {
  const char* first;
  const char* second;
};
class ConflictTest : public ::testing::TestWithParam<Pair> {};

TEST_P(ConflictTest, NamesBothTools) {
  for (const std::vector<std::string>& names : {std::vector<std::string>{GetParam().first, GetParam().second},
                                                std::vector<std::string>{GetParam().second, GetParam().first}}) {
    const absl::Status status = Make(names).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(status.message(), HasSubstr(absl::StrCat("\"", GetParam().first, "\"")));
    EXPECT_THAT(status.message(), HasSubstr(absl::StrCat("\"", GetParam().second, "\"")));
  }
}

INSTANTIATE_TEST_SUITE_P(All, ConflictTest,
                         ::testing::Values(Pair{"a", "a"}, Pair{"a-b", "a_b"}, Pair{"a.b", "a_b"}, Pair{"a.b-c", "a.b_c"},
                                           Pair{"a.b.c", "a.b_c"},
                                           // A function where the other needs a namespace.
                                           Pair{"a", "a.b"}, Pair{"a.b", "a.b.c"},
                                           // codemode.a_b, the flat form of the first.
                                           Pair{"a.b", "a_b.c"}));

TEST(ToolTableTest, NeighboursInANamespaceAreFine) { EXPECT_TRUE(Make({"a.b", "a.c", "a.d.e", "ab", "b.a"}).ok()); }

TEST(ToolTableTest, TooManyToolsAreRefused) {
  const absl::Status status = Make(std::vector<std::string>(5'001, "a")).status();
  EXPECT_EQ(ViolationOf(status)->field, "start.tools");
  EXPECT_THAT(status.message(), HasSubstr("5001 tools; the server's limit is 5000"));
}

TEST(ToolTableTest, FiveThousandToolsAreFine) {
  std::vector<std::string> names;
  for (int i = 0; i < 5'000; ++i) names.push_back(absl::StrCat("n", i % 50, ".tool", i));
  EXPECT_TRUE(Make(names).ok());
}

}  // namespace
}  // namespace isobridge::bridge
