#include "clients/cli/json_text.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using ::testing::HasSubstr;

TEST(JsonTextTest, NumbersAreKeptAsWritten) {
  constexpr std::string_view kText = R"([1.0,1e400,-0.0,12345678901234567890123,0.1,"1.0"])";
  EXPECT_EQ(CompactJson(*ParseJson(kText)), kText);
}

TEST(JsonTextTest, NumbersAsValuesAreEqualHoweverTheyAreWritten) {
  EXPECT_EQ(*ParseJson("[1.50,2]", Numbers::kAsValues), *ParseJson("[1.5,2.0]", Numbers::kAsValues));
}

TEST(JsonTextTest, MembersKeepTheirOrder) { EXPECT_EQ(CompactJson(*ParseJson(R"({"z":1,"a":2})")), R"({"z":1,"a":2})"); }

TEST(JsonTextTest, ErrorSaysWhere) {
  EXPECT_THAT(ParseJson("{\"a\": 1,\n \"b\" 2}").status().message(), HasSubstr("line 2, column"));
}

TEST(JsonTextTest, WhatIsNoValueIsToldWhatWasExpected) {
  for (const std::string text : {"hi", "notjson", "missing.json", "{\"a\": hi}", "[1, nil]"}) {
    EXPECT_THAT(ParseJson(text).status().message(), HasSubstr("expected a value: an object, a list")) << text;
  }
}

TEST(JsonTextTest, CommentsTrailingTextAndNothingAreRefused) {
  EXPECT_EQ(ParseJson("/* a */ 1").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseJson("1 2").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseJson("").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseJson(" ").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(JsonTextTest, BytesThatAreNoUtf8AreRefused) {
  EXPECT_EQ(ParseJson("\"\xff\"").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseJson("\"\xfe\xed\xa0\x80\"").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(JsonTextTest, DeepNestingIsRefused) {
  EXPECT_EQ(ParseJson(std::string(100'000, '[')).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(JsonTextTest, PrettyTextIsIndentedAndSafeForATerminal) {
  EXPECT_EQ(PrettyJson(*ParseJson("{\"a\":[1,2],\"b\":\"\u009b2J\"}")),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": \"\\u009b2J\"\n}");
}

}  // namespace
}  // namespace isobridge::cli
