#include "bridge/attachment_places.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

ClientAttachments At(std::initializer_list<std::string> paths) {
  ClientAttachments attachments;
  for (const std::string& path : paths) attachments.Add()->set_path(path);
  return attachments;
}

std::string ProblemOf(std::string_view json, std::initializer_list<std::string> paths) {
  const std::optional<MisplacedAttachment> misplaced = FindMisplaced(json, At(paths));
  return misplaced.has_value() ? absl::StrCat(misplaced->index, " ", misplaced->problem) : "";
}

TEST(AttachmentPlacesTest, EmptyStringsArePlaces) {
  EXPECT_EQ(ProblemOf(R"("")", {""}), "");
  EXPECT_EQ(ProblemOf(R"( { "a" : "" , "b": [ 1, "x", "", [[""]], {"c": {"": ""}}, "" ] } )",
                      {"/b/5", "/a", "/b/2", "/b/4/c/", "/b/3/0/0"}),
            "");
  EXPECT_EQ(ProblemOf(R"([{"skipped": ["]}", "\"", -1.5e3, true, {"x": null}]}, "", 2])", {"/1"}), "");
  EXPECT_EQ(ProblemOf(R"({"a": "", "a!": "", "a/b": {"~1": ""}})", {"/a", "/a!", "/a~1b/~01"}), "");
  EXPECT_EQ(ProblemOf(R"(["", "", "", "", "", "", "", "", "", "", ""])", {"/10", "/9", "/1"}), "");
  EXPECT_EQ(ProblemOf("{}", {}), "");
}

TEST(AttachmentPlacesTest, WhatStandsThereInsteadIsSaid) {
  EXPECT_EQ(
      ProblemOf(R"({"rows": [{"image": "x"}]})", {"/rows/0/image"}),
      "0 points to \"/rows/0/image\", where there is a string that is not empty; an attachment goes in the place of an empty "
      "string");
  for (const auto& [json, kind] : {std::pair{R"([{}])", "an object"},
                                   {"[[]]", "an array"},
                                   {"[ 0 ]", "a number"},
                                   {"[null]", "null"},
                                   {"[false]", "a boolean"},
                                   {"[]", "nothing"},
                                   {"{}", "nothing"},
                                   {"\"\"", "nothing"}}) {
    EXPECT_THAT(ProblemOf(json, {"/0"}), StartsWith(absl::StrCat("0 points to \"/0\", where there is ", kind, ";"))) << json;
  }
  EXPECT_THAT(ProblemOf("", {""}), StartsWith("0 points to the whole value, where there is nothing;"));
  EXPECT_THAT(ProblemOf("{}", {""}), StartsWith("0 points to the whole value, where there is an object;"));
}

TEST(AttachmentPlacesTest, IndicesAndKeysAreExact) {
  for (const char* path : {"/00", "/+0", "/ 0", "/-", "/length", "/18446744073709551616", "/", "//0", "/0/"}) {
    EXPECT_THAT(ProblemOf(R"(["", ""])", {path}), HasSubstr("there is nothing")) << path;
  }
  EXPECT_THAT(ProblemOf(R"({"a": {"b": ""}})", {"/a/b/c"}), HasSubstr("there is nothing"));
  EXPECT_THAT(ProblemOf(R"({"ab": ""})", {"/a"}), HasSubstr("there is nothing"));
}

TEST(AttachmentPlacesTest, EscapedKeysAreWhatTheySay) {
  EXPECT_EQ(ProblemOf(R"({"\u0061\n\/\"\\": ""})", {"/a\n~1\"\\"}), "");
  EXPECT_EQ(ProblemOf(R"({"\u00e9\u8a9e\ud83d\ude00": ""})", {"/é語😀"}), "");
  EXPECT_THAT(ProblemOf(R"({"\ud83d": "", "\ud83d\u0061": "", "\ude00": ""})", {"/\uFFFD"}), HasSubstr("there is nothing"));
}

TEST(AttachmentPlacesTest, TheLastMemberOfANameCounts) {
  EXPECT_EQ(ProblemOf(R"({"a": 1, "a": ""})", {"/a"}), "");
  EXPECT_THAT(ProblemOf(R"({"a": "", "a": 1})", {"/a"}), HasSubstr("there is a number"));
  EXPECT_THAT(ProblemOf(R"({"a": {"b": ""}, "a": {}})", {"/a/b"}), HasSubstr("there is nothing"));
  EXPECT_THAT(ProblemOf(R"({"a": {"b": ""}, "\u0061": []})", {"/a/b"}), HasSubstr("there is nothing"));
}

TEST(AttachmentPlacesTest, OneGoesInOnePlace) {
  EXPECT_THAT(ProblemOf(R"({"a": ""})", {"/a", "/a"}), StartsWith("1 points to \"/a\", where attachment 0 goes;"));
  EXPECT_THAT(ProblemOf(R"({"a": ""})", {"/a", "/a/b"}), StartsWith("1 points to \"/a/b\", where there is nothing;"));
}

TEST(AttachmentPlacesTest, TheFirstThatIsWrongIsNamed) {
  EXPECT_THAT(ProblemOf(R"({"a": "", "b": 1, "c": 2})", {"/a", "/c", "/b"}), StartsWith("1 points to \"/c\""));
}

TEST(AttachmentPlacesTest, LongPathsAndTextsAreSoonDone) {
  std::string path;
  for (int i = 0; i < 5'000; ++i) path += "/0";
  ClientAttachments attachments;
  for (int i = 0; i < 1'000; ++i) attachments.Add()->set_path(path);
  EXPECT_EQ(FindMisplaced("[0]", attachments)->index, 0);

  std::string json = "[";
  for (int i = 0; i < 300'000; ++i) absl::StrAppend(&json, R"({"k)", i, R"(": ""},)");
  json += "\"\"]";
  EXPECT_EQ(ProblemOf(json, {"/300000", "/299999/k299999", "/0/k0"}), "");
}

}  // namespace
}  // namespace isobridge::bridge
