// Answers, half-close and the requests that are refused.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::AnswerRefused;
using ::testing::Contains;
using ::testing::HasSubstr;

class AnswersTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(); }
  static void TearDownTestSuite() { delete server_; }

  // The status of a stream whose start is `start`.
  grpc::Status Refusal(const isobridge::v1::Start& start) const { return Execute(channel_, start).status; }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

// What the last refusal says; fails if there is none.
AnswerRefused RefusalIn(const Transcript& transcript) {
  for (const auto& message : transcript.messages) {
    if (message.has_answer_refused()) return message.answer_refused();
  }
  ADD_FAILURE() << "no answer was refused";
  return {};
}

TEST_F(AnswersTest, RecordedStreamThatHalfClosesAtOnceFindsItsAnswers) {
  Conversation conversation(channel_);
  conversation.Start(Program("const a = await external_a(); const b = await external_b(); return a + b", {"a", "b"}));
  conversation.Answer(1, "40");
  conversation.Answer(2, "2");
  conversation.HalfClose();
  const Transcript transcript = conversation.Finish();
  EXPECT_TRUE(transcript.status.ok()) << transcript.status.error_message();
  EXPECT_EQ(transcript.json(), "42");
}

TEST_F(AnswersTest, CallAfterHalfCloseFailsInsideTheProgram) {
  Conversation conversation(channel_);
  conversation.Start(Program("try { await external_a() } catch (e) { return e.code }", {"a"}));
  conversation.HalfClose();
  EXPECT_EQ(conversation.Finish().json(), "\"CHANNEL_CLOSED\"");
}

TEST_F(AnswersTest, HalfCloseDoesNotStopTheProgram) {
  Conversation conversation(channel_);
  conversation.Start(Program("await new Promise(r => setTimeout(r, 30)); return 'ran on'"));
  conversation.HalfClose();
  EXPECT_EQ(conversation.Finish().json(), "\"ran on\"");
}

TEST_F(AnswersTest, DuplicateAnswerIsRefused) {
  Conversation conversation(channel_);
  conversation.Start(Program("const a = await external_a(); const b = await external_b(); return [a, b]", {"a", "b"}));
  conversation.NextCall();
  conversation.Answer(1, "1");
  conversation.NextCall();
  conversation.Answer(1, "99");
  conversation.Answer(2, "2");
  const Transcript transcript = conversation.Finish();
  EXPECT_EQ(transcript.json(), "[1,2]");
  EXPECT_EQ(RefusalIn(transcript).reason(), AnswerRefused::REASON_DUPLICATE);
}

TEST_F(AnswersTest, LateAnswerIsRefused) {
  isobridge::v1::Start start = Program("try { await external_slow() } catch (e) {} return await external_b()", {"slow", "b"});
  start.mutable_limits()->mutable_call_time()->set_nanos(20'000'000);
  Conversation conversation(channel_);
  conversation.Start(start);
  conversation.NextCall();
  conversation.NextCall();  // Comes once the first has timed out.
  conversation.Answer(1, "1");
  conversation.Answer(2, "2");
  const Transcript transcript = conversation.Finish();
  EXPECT_THAT(transcript.outline(), Contains("call_cancelled 1"));
  EXPECT_EQ(RefusalIn(transcript).reason(), AnswerRefused::REASON_LATE);
}

TEST_F(AnswersTest, IdZeroIsRefused) {
  Conversation conversation(channel_);
  conversation.Start(Program("return await external_a()", {"a"}));
  conversation.NextCall();
  conversation.Answer(0, "1");
  conversation.Answer(1, "1");
  EXPECT_EQ(RefusalIn(conversation.Finish()).reason(), AnswerRefused::REASON_UNKNOWN);
}

TEST_F(AnswersTest, AnswerThatIsNoJsonFailsItsCall) {
  Conversation conversation(channel_);
  conversation.Start(Program("try { await external_a() } catch (e) { return e.code }", {"a"}));
  conversation.NextCall();
  conversation.Answer(1, "{oops");
  EXPECT_EQ(conversation.Finish().json(), "\"ANSWER_NOT_JSON\"");
}

TEST_F(AnswersTest, StreamWithoutStartIsRefused) {
  Conversation conversation(channel_);
  conversation.HalfClose();
  const grpc::Status status = conversation.Finish().status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start");
}

TEST_F(AnswersTest, AnswerBeforeStartIsRefused) {
  Conversation conversation(channel_);
  conversation.Answer(1, "1");
  const grpc::Status status = conversation.Finish().status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start");
}

TEST_F(AnswersTest, SecondStartIsRefused) {
  Conversation conversation(channel_);
  conversation.Start(Program("return await external_a()", {"a"}));
  conversation.NextCall();
  conversation.Start(Program("return 1"));
  const grpc::Status status = conversation.Finish().status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start");
}

TEST_F(AnswersTest, EmptyMessageIsRefused) {
  Conversation conversation(channel_);
  conversation.Start(Program("return await external_a()", {"a"}));
  conversation.NextCall();
  conversation.Send({});
  EXPECT_EQ(conversation.Finish().status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(AnswersTest, BadFieldsOfStartAreNamed) {
  EXPECT_EQ(ViolatedField(Refusal(Program(""))), "start.code");
  EXPECT_EQ(ViolatedField(Refusal(Program("1", {"ok", "3d"}))), "start.tools[1].name");
  isobridge::v1::Start start = Program("1");
  start.set_input_json("{oops");
  EXPECT_EQ(ViolatedField(Refusal(start)), "start.input_json");
  start = Program("1");
  start.set_seed("short");
  EXPECT_EQ(ViolatedField(Refusal(start)), "start.seed");
  start = Program("1");
  start.mutable_limits()->mutable_wall_time()->set_seconds(-1);
  EXPECT_EQ(ViolatedField(Refusal(start)), "start.limits.wall_time");
  start = Program("1");
  start.set_execution_id("no spaces");
  EXPECT_EQ(ViolatedField(Refusal(start)), "start.execution_id");
}

TEST_F(AnswersTest, ToolsThatFallTogetherAreBothNamed) {
  const grpc::Status status = Refusal(Program("1", {"get-it", "get_it"}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("get-it"));
  EXPECT_THAT(status.error_message(), HasSubstr("get_it"));
}

TEST_F(AnswersTest, MessageOverTheSizeLimitIsRefused) {
  const grpc::Status status = Refusal(Program(std::string(70u << 20, ' ')));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace isobridge::e2e
