#include "bridge/limits.h"

#include "bridge/field_error.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using google::protobuf::FieldDescriptor;

// Asks for as much of the limit as its field can say.
void AskForTheMost(const FieldDescriptor* field, isobridge::v1::Limits* request) {
  const google::protobuf::Reflection* reflection = request->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      static_cast<google::protobuf::Duration*>(reflection->MutableMessage(request, field))->set_seconds(315'576'000'000);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(request, field, true);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->SetUInt32(request, field, UINT32_MAX);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection->SetUInt64(request, field, UINT64_MAX);
    default:
      FAIL() << field->name() << " has a type that no limit had before";
  }
}

std::string TextOf(const FieldDescriptor* field, const isobridge::v1::Limits& limits) {
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(limits, field, -1, &text);
  return text;
}

class LimitsTest : public ::testing::Test {
 protected:
  absl::StatusOr<Limits> Resolve() { return policy_.Resolve(request_, &lowered_); }

  LimitPolicy policy_;
  isobridge::v1::Limits request_;
  std::vector<std::string> lowered_;
};

TEST_F(LimitsTest, UnsetMeansTheDefault) {
  const absl::StatusOr<Limits> limits = Resolve();
  ASSERT_TRUE(limits.ok());
  EXPECT_EQ(limits->wall_time, absl::Seconds(30));
  EXPECT_EQ(limits->calls, 10'000u);
  EXPECT_EQ(limits->call_time, absl::InfiniteDuration());
  EXPECT_THAT(lowered_, IsEmpty());
}

TEST_F(LimitsTest, WhatIsAskedForCounts) {
  request_.mutable_wall_time()->set_nanos(5'000'000);
  request_.set_timers(3);
  EXPECT_EQ(Resolve()->wall_time, absl::Milliseconds(5));
  EXPECT_EQ(Resolve()->timers, 3u);
}

TEST_F(LimitsTest, AboveTheMaximumIsLoweredAndNamed) {
  request_.mutable_wall_time()->set_seconds(3'600);
  request_.set_args_bytes(1ull << 40);
  const absl::StatusOr<Limits> limits = Resolve();
  EXPECT_EQ(limits->wall_time, absl::Minutes(10));
  EXPECT_EQ(limits->args_bytes, 16u << 20);
  EXPECT_THAT(lowered_, ElementsAre(StartsWith("wall_time: 1h"),
                                    "args_bytes: 1024 GiB was asked for; the server's maximum, 16 MiB, applies"));
}

TEST_F(LimitsTest, EveryFieldIsLoweredToItsMaximumNamedAndEchoed) {
  policy_.maxima.call_time = absl::Seconds(20);
  policy_.maxima.wall_time_excludes_tools = false;
  policy_.heap_classes = {policy_.maxima.heap_bytes};
  const isobridge::v1::Limits maxima = ToProto(policy_.maxima);
  for (int i = 0; i < request_.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = request_.GetDescriptor()->field(i);
    SCOPED_TRACE(field->name());
    request_.Clear();
    lowered_.clear();
    AskForTheMost(field, &request_);
    const absl::StatusOr<Limits> limits = Resolve();
    ASSERT_TRUE(limits.ok());
    EXPECT_EQ(TextOf(field, ToProto(*limits)), TextOf(field, maxima));
    EXPECT_THAT(lowered_, ElementsAre(StartsWith(field->name() + ": ")));
  }
}

TEST_F(LimitsTest, LimitThatIsNotKnownIsRefused) {
  request_.GetReflection()->MutableUnknownFields(&request_)->AddVarint(500, 1);
  const std::optional<FieldViolation> violation = ViolationOf(Resolve().status());
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->field, "start.limits");
  EXPECT_THAT(violation->description, HasSubstr("field 500"));
}

TEST_F(LimitsTest, WallTimeCountsWhatTheOperatorDoesNotExclude) {
  policy_.maxima.wall_time_excludes_tools = false;
  request_.set_wall_time_excludes_tools(true);
  EXPECT_FALSE(Resolve()->wall_time_excludes_tools);
  EXPECT_THAT(lowered_, ElementsAre(HasSubstr("max_wall_time_excludes_tools")));
}

TEST_F(LimitsTest, ZeroAndNegativeTimesAreRefused) {
  request_.mutable_cpu_time();
  EXPECT_EQ(ViolationOf(Resolve().status())->field, "start.limits.cpu_time");
  request_.mutable_cpu_time()->set_seconds(-3);
  EXPECT_THAT(Resolve().status().message(), HasSubstr("must be more than zero, is -3s"));
}

TEST_F(LimitsTest, DurationThatIsNoneIsRefused) {
  request_.mutable_call_time()->set_seconds(1);
  request_.mutable_call_time()->set_nanos(-1);
  EXPECT_EQ(ViolationOf(Resolve().status())->field, "start.limits.call_time");
  request_.mutable_call_time()->set_seconds(INT64_MAX);
  request_.mutable_call_time()->set_nanos(0);
  EXPECT_FALSE(Resolve().ok());
}

TEST_F(LimitsTest, StackTooSmallForV8IsRefused) {
  request_.set_stack_bytes((64u << 10) - 1);
  EXPECT_EQ(ViolationOf(Resolve().status())->field, "start.limits.stack_bytes");
  request_.set_stack_bytes(64u << 10);
  EXPECT_EQ(Resolve()->stack_bytes, 64u << 10);
}

TEST_F(LimitsTest, HeapIsRaisedToTheNextClass) {
  policy_.heap_classes = {64u << 20, 128u << 20, 512u << 20};
  request_.set_heap_bytes(1);
  EXPECT_EQ(Resolve()->heap_bytes, 64u << 20);
  request_.set_heap_bytes((64u << 20) + 1);
  EXPECT_EQ(Resolve()->heap_bytes, 128u << 20);
  EXPECT_THAT(lowered_, IsEmpty());
}

TEST_F(LimitsTest, HeapAboveTheLargestClassIsLowered) {
  request_.set_heap_bytes(256u << 20);
  EXPECT_EQ(Resolve()->heap_bytes, 128u << 20);
  EXPECT_THAT(lowered_, ElementsAre(StartsWith("heap_bytes: 256 MiB")));
}

TEST_F(LimitsTest, HeapClassAboveTheMaximumIsNotUsed) {
  policy_.maxima.heap_bytes = 128u << 20;
  policy_.heap_classes = {128u << 20, 512u << 20};
  request_.set_heap_bytes(512u << 20);
  EXPECT_EQ(Resolve()->heap_bytes, 128u << 20);
  EXPECT_THAT(lowered_, ElementsAre(StartsWith("heap_bytes")));
}

TEST_F(LimitsTest, CallWithoutALimitOfItsOwnMayTakeWhatTheProgramMay) {
  request_.mutable_tool_time()->set_seconds(60);
  EXPECT_EQ(ToProto(*Resolve()).call_time().seconds(), 30);
  request_.set_wall_time_excludes_tools(true);
  EXPECT_EQ(ToProto(*Resolve()).call_time().seconds(), 60);
}

TEST_F(LimitsTest, EveryFieldIsEchoed) {
  const isobridge::v1::Limits echo = ToProto(*Resolve());
  for (int i = 0; i < echo.GetDescriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = echo.GetDescriptor()->field(i);
    EXPECT_TRUE(echo.GetReflection()->HasField(echo, field)) << field->name();
  }
  EXPECT_EQ(echo.call_time().seconds(), 30);
}

TEST_F(LimitsTest, CallTimeBeyondTheProgramsOwnIsToldAsLowered) {
  request_.mutable_wall_time()->set_seconds(60);
  request_.mutable_call_time()->set_seconds(1'200);
  EXPECT_EQ(ToProto(*Resolve()).call_time().seconds(), 60);
  EXPECT_THAT(lowered_, ElementsAre("call_time: 20m was asked for; wall_time, 1m, ends the program before"));
}

TEST_F(LimitsTest, CallTimeBeyondToolTimeIsToldAsLowered) {
  request_.set_wall_time_excludes_tools(true);
  request_.mutable_tool_time()->set_seconds(5);
  request_.mutable_call_time()->set_seconds(6);
  ASSERT_TRUE(Resolve().ok());
  EXPECT_THAT(lowered_, ElementsAre("call_time: 6s was asked for; tool_time, 5s, ends the program before"));
}

}  // namespace
}  // namespace isobridge::bridge
