// Bytes beside JSON, and results that are cut.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::ExecutionError;
using isobridge::v1::Warning;
using ::testing::ElementsAre;

class ValuesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(); }
  static void TearDownTestSuite() { delete server_; }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

isobridge::v1::Start Taking(const std::string& code, const std::vector<std::string>& tools = {}) {
  isobridge::v1::Start start = Program(code, tools);
  start.set_attachments(true);
  return start;
}

TEST_F(ValuesTest, BytesGoBothWays) {
  const std::string all_bytes = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  isobridge::v1::Start start = Taking(
      "const { image } = await external_flip({ image: input.image, note: 'x' }); return { same: image.length, image }", {"flip"});
  start.set_input_json(R"({"image":""})");
  start.add_input_attachments()->set_path("/image");
  start.mutable_input_attachments(0)->set_data(all_bytes);

  Conversation conversation(channel_);
  conversation.Start(start);
  const isobridge::v1::Call call = conversation.NextCall();
  EXPECT_EQ(call.args_json(), R"({"image":"","note":"x"})");
  ASSERT_EQ(call.attachments_size(), 1);
  EXPECT_EQ(call.attachments(0).path(), "/image");
  EXPECT_EQ(call.attachments(0).type(), "Uint8Array");
  EXPECT_EQ(call.attachments(0).data(), all_bytes);
  isobridge::v1::ExecuteRequest answer;
  answer.mutable_call_result()->set_id(1);
  answer.mutable_call_result()->set_result_json(R"({"image":""})");
  *answer.mutable_call_result()->add_attachments() = call.attachments(0);
  conversation.Send(answer);
  const Transcript transcript = conversation.Finish();
  EXPECT_EQ(transcript.json(), R"({"same":256,"image":""})");
  ASSERT_EQ(transcript.finished().value().attachments_size(), 1);
  EXPECT_EQ(transcript.finished().value().attachments(0).data(), all_bytes);
  EXPECT_EQ(transcript.finished().usage().result_bytes(), transcript.json().size() + 6 + 256);
}

TEST_F(ValuesTest, OthersGetNumbersAndAWarning) {
  const Transcript transcript = Execute(channel_, "return new Uint8Array([1, 2])");
  EXPECT_EQ(transcript.json(), "[1,2]");
  EXPECT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_LOSSY_RESULT));
}

TEST_F(ValuesTest, BytesCountForTheLimits) {
  isobridge::v1::Start start = Taking("return new Uint8Array(3000)");
  start.mutable_limits()->set_result_bytes(2'000);
  EXPECT_EQ(Execute(channel_, start).code(), ExecutionError::CODE_RESULT_TOO_LARGE);
  start = Taking("return 1");
  start.mutable_limits()->set_input_bytes(100);
  start.set_input_json("\"\"");
  start.add_input_attachments()->set_data(std::string(200, 'x'));
  EXPECT_EQ(ViolatedField(Execute(channel_, start).status), "start.input_json");
}

TEST_F(ValuesTest, BadAttachmentsAreToldToWhoeverSentThem) {
  isobridge::v1::Start start = Taking("return 1");
  start.set_input_json("{}");
  start.add_input_attachments()->set_path("no-pointer");
  EXPECT_EQ(ViolatedField(Execute(channel_, start).status), "start.input_attachments");

  Conversation conversation(channel_);
  conversation.Start(Program("try { await external_a() } catch (e) { return [e.name, e.code] }", {"a"}));
  conversation.NextCall();
  isobridge::v1::ExecuteRequest answer;
  answer.mutable_call_result()->set_id(1);
  answer.mutable_call_result()->set_result_json("{}");
  answer.mutable_call_result()->add_attachments()->set_path("/nowhere");
  conversation.Send(answer);
  EXPECT_EQ(conversation.Finish().json(), R"(["CallError","ATTACHMENT_INVALID"])");
}

TEST_F(ValuesTest, EqualArgumentsWithOtherBytesHaveAnotherDigest) {
  const isobridge::v1::Finished finished =
      Execute(channel_, Taking("for (const n of [1, 1, 2]) await external_a(new Uint8Array([n]))", {"a"}),
              [](const isobridge::v1::Call&) { return "1"; })
          .finished();
  EXPECT_EQ(finished.calls(0).args_sha256(), finished.calls(1).args_sha256());
  EXPECT_NE(finished.calls(1).args_sha256(), finished.calls(2).args_sha256());
}

TEST_F(ValuesTest, AResultIsCutOnRequest) {
  isobridge::v1::Start start = Program("return Array.from({ length: 1000 }, (_, id) => ({ id }))");
  start.mutable_limits()->set_result_bytes(300);
  EXPECT_EQ(Execute(channel_, start).code(), ExecutionError::CODE_RESULT_TOO_LARGE);
  start.set_result_truncation(true);
  const Transcript transcript = Execute(channel_, start);
  EXPECT_LE(transcript.json().size(), 300u);
  EXPECT_EQ(transcript.finished().value().truncation().original_bytes(), 10'891u);
  EXPECT_THAT(transcript.warnings(), ElementsAre(Warning::CODE_RESULT_TRUNCATED));
}

}  // namespace
}  // namespace isobridge::e2e
