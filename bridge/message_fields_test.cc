#include "bridge/message_fields.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;

constexpr int kMaxFields = 100;

absl::Status Check(const std::string& bytes) { return CheckFrameFields(bytes, kMaxFields); }

worker::v1::FromWorker Finished(int warnings) {
  worker::v1::FromWorker frame;
  frame.set_execution(7);
  frame.mutable_finished()->set_value_json("{\"a\":[1,2,3]}");
  frame.mutable_finished()->set_reason(worker::v1::Finished::REASON_RETURNED);
  for (int i = 0; i < warnings; ++i) frame.mutable_finished()->add_warnings()->set_message("lost");
  return frame;
}

TEST(MessageFieldsTest, WhatWorkersSendPasses) {
  EXPECT_EQ(Check(Finished(10).SerializeAsString()), absl::OkStatus());
  EXPECT_EQ(Check(""), absl::OkStatus());
  worker::v1::FromWorker compiled;
  compiled.mutable_compiled()->set_code(std::string(1 << 20, 'x'));
  for (uint32_t i = 1; i <= 1000; ++i) compiled.mutable_compiled()->add_inserted_breaks(i);
  EXPECT_EQ(Check(compiled.SerializeAsString()), absl::OkStatus());
}

TEST(MessageFieldsTest, FieldsAreCountedAtEveryDepth) {
  const absl::Status status = Check(Finished(kMaxFields).SerializeAsString());
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("more than 100 fields"));
}

TEST(MessageFieldsTest, CausesOfAnErrorAreCounted) {
  worker::v1::FromWorker frame;
  for (int i = 0; i < kMaxFields - 2; ++i) frame.mutable_finished()->mutable_error()->add_causes();
  EXPECT_EQ(Check(frame.SerializeAsString()), absl::OkStatus());
  frame.mutable_finished()->mutable_error()->add_causes();
  EXPECT_EQ(Check(frame.SerializeAsString()).code(), absl::StatusCode::kResourceExhausted);
}

TEST(MessageFieldsTest, FieldsThatNobodyKnowsCountToo) {
  std::string unknown;
  for (int i = 0; i <= kMaxFields; ++i) unknown += std::string("\xf8\x7f\x01", 3);
  EXPECT_EQ(Check(unknown).code(), absl::StatusCode::kResourceExhausted);
}

TEST(MessageFieldsTest, TextIsNotTakenForFields) {
  worker::v1::FromWorker frame;
  frame.mutable_finished()->set_value_json(std::string(10'000, '\n'));
  EXPECT_EQ(Check(frame.SerializeAsString()), absl::OkStatus());
}

TEST(MessageFieldsTest, CutsAreMalformed) {
  const std::string whole = Finished(3).SerializeAsString();
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    // Whatever parses passes; what is wrong deeper down is left to the parser.
    if (worker::v1::FromWorker parsed; parsed.ParseFromString(cut)) EXPECT_TRUE(Check(cut).ok()) << size;
    if (size > 3 && size < 20) EXPECT_FALSE(Check(cut).ok()) << size;
  }
}

TEST(MessageFieldsTest, SubmessageBeyondTheEndIsMalformed) {
  EXPECT_EQ(Check(std::string("\x12\xff\xff\xff\xff\x07", 6)).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Check(std::string(11, '\xff')).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace isobridge::bridge
