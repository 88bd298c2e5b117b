#include "isolate/checker/checker_messages.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using Result = CheckerMessageReader::Result;

bridge::SortedJson Json(std::string_view text) { return *bridge::ParseSorted(text, 64); }

TEST(CheckerMessageReaderTest, CutsWhatComesInPieces) {
  CheckerMessageReader reader;
  std::string_view message;
  const std::string bytes = "Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]";
  std::string found;
  for (const char c : bytes) {
    reader.Append({&c, 1});
    while (reader.Next(&message) == Result::kMessage) absl::StrAppend(&found, message, "|");
  }
  EXPECT_EQ(found, "{}|[1]|");
}

TEST(CheckerMessageReaderTest, RefusesOtherHeadersAndTooMuch) {
  for (const std::string& bytes : {std::string("HTTP/1.1 200\r\n\r\n"), std::string("Content-Length: -1\r\n\r\n"),
                                   absl::StrCat("Content-Length: ", kMaxCheckerMessageBytes + 1, "\r\n\r\n"),
                                   std::string(200, 'x'), std::string("Content-Length: 1\r\nX: 2\r\n\r\n1")}) {
    CheckerMessageReader reader;
    std::string_view message;
    reader.Append(bytes);
    EXPECT_EQ(reader.Next(&message), Result::kBroken) << bytes;
  }
}

TEST(CheckerMessageTest, KnowsRequestsAnswersAndFailures) {
  const auto request = ReadCheckerMessage(R"({"jsonrpc":"2.0","id":"api1","method":"readFile","params":"/c/a"})");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->kind, CheckerMessage::Kind::kRequest);
  EXPECT_EQ(request->id, "\"api1\"");
  EXPECT_EQ(request->argument, "/c/a");

  const auto answer = ReadCheckerMessage(R"({"id":7,"result":[1]})");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->kind, CheckerMessage::Kind::kAnswer);
  EXPECT_EQ(answer->number, 7u);
  EXPECT_THAT(answer->result, SizeIs(1));

  const auto failure = ReadCheckerMessage(R"({"id":7,"error":{"message":"no"}})");
  ASSERT_TRUE(failure.ok());
  EXPECT_EQ(failure->kind, CheckerMessage::Kind::kFailure);
  EXPECT_EQ(failure->failure, "no");
}

TEST(CheckerMessageTest, RefusesWhatIsNeither) {
  EXPECT_FALSE(ReadCheckerMessage("").ok());
  EXPECT_FALSE(ReadCheckerMessage("[1,2").ok());
  EXPECT_FALSE(ReadCheckerMessage("[]").ok());
  EXPECT_FALSE(ReadCheckerMessage(R"({"method":"readFile"})").ok());
  EXPECT_FALSE(ReadCheckerMessage(R"({"id":"1"})").ok());
  EXPECT_FALSE(ReadCheckerMessage(absl::StrCat(R"({"method":"m","id":")", std::string(100, 'x'), "\"}")).ok());
  EXPECT_FALSE(ReadCheckerMessage(absl::StrCat(R"({"id":1,"result":)", std::string(300, '['), std::string(300, ']'), "}")).ok());
  EXPECT_FALSE(ReadCheckerMessage("{\"id\":1,\"result\":\"\xff\"}").ok());
}

TEST(CheckerSnapshotTest, HasANumberAndOneProject) {
  const auto snapshot = ReadSnapshot(Json(R"({"snapshot":3,"projects":[{"id":"/c/tsconfig.json"}]})"));
  ASSERT_TRUE(snapshot.ok());
  EXPECT_EQ(snapshot->number, 3u);
  EXPECT_EQ(snapshot->project, "/c/tsconfig.json");
  EXPECT_FALSE(ReadSnapshot(Json(R"({"snapshot":3,"projects":[]})")).ok());
  EXPECT_FALSE(ReadSnapshot(Json("null")).ok());
}

TEST(CheckerFindingsTest, HaveChainsAndHints) {
  const auto report = ReadFindings(
      Json(
          R"([{"pos":1,"end":4,"code":2345,"text":"outer","messageChain":[{"code":2741,"text":"inner"}],"relatedInformation":[{"code":2773,"text":"await?"}]}])"),
      10);
  ASSERT_TRUE(report.ok());
  ASSERT_THAT(report->findings, SizeIs(1));
  ASSERT_THAT(report->findings[0].messages, SizeIs(2));
  EXPECT_EQ(report->findings[0].messages[1].code, 2741);
  EXPECT_TRUE(report->findings[0].misses_await);
}

TEST(CheckerFindingsTest, OutsideOfTheTextAreRefused) {
  EXPECT_FALSE(ReadFindings(Json(R"([{"pos":1,"end":11,"code":1,"text":""}])"), 10).ok());
  EXPECT_FALSE(ReadFindings(Json(R"([{"pos":3,"end":2,"code":1,"text":""}])"), 10).ok());
  EXPECT_FALSE(ReadFindings(Json(R"([{"pos":-1,"end":2,"code":1,"text":""}])"), 10).ok());
  EXPECT_FALSE(ReadFindings(Json(R"([{"pos":1,"end":2,"code":1}])"), 10).ok());
  EXPECT_FALSE(ReadFindings(Json(R"([{"pos":1,"end":2,"code":99999999,"text":""}])"), 10).ok());
  EXPECT_FALSE(ReadFindings(Json("{}"), 10).ok());
  EXPECT_TRUE(ReadFindings(Json("null"), 10).ok());
}

TEST(CheckerFindingsTest, AreBounded) {
  std::string list = "[";
  for (int i = 0; i < 600; ++i) {
    absl::StrAppend(&list, i == 0 ? "" : ",", R"({"pos":0,"end":0,"code":1,"text":")", std::string(5'000, 'x'), "\"}");
  }
  const auto report = ReadFindings(Json(list + "]"), 10);
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->findings, SizeIs(bridge::TypeReport::kMaxFindings));
  EXPECT_LE(report->findings[0].messages[0].text.size(), 4'010u);
}

TEST(CheckerRequestTest, CountsItsBytes) {
  EXPECT_EQ(CheckerRequest(1, "m", "null"),
            "Content-Length: 51\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":null}");
  EXPECT_THAT(CheckerReply("\"a\"", "true"), HasSubstr("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":true}"));
}

}  // namespace
}  // namespace isobridge::isolate
