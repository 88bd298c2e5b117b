#include "service/wire.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::service {
namespace {

using isobridge::v1::RunRequest;
using ::testing::HasSubstr;

// In pieces, as they come from a socket.
grpc::ByteBuffer Pieces(const std::string& bytes, size_t size) {
  std::vector<grpc::Slice> slices;
  for (size_t i = 0; i < bytes.size(); i += size) slices.emplace_back(bytes.substr(i, size));
  return {slices.data(), slices.size()};
}

RunRequest Request() {
  RunRequest request;
  request.mutable_start()->set_code("return 1");
  request.mutable_start()->mutable_limits()->mutable_wall_time()->set_seconds(1);
  for (const char* name : {"a", "b"}) request.mutable_start()->add_tools()->set_name(name);
  request.add_answers()->mutable_result()->set_result_json("{}");
  return request;
}

TEST(WireTest, RequestComesThroughInAnyPieces) {
  const std::string bytes = Request().SerializeAsString();
  for (const size_t size : {size_t{1}, size_t{3}, bytes.size()}) {
    RunRequest parsed;
    ASSERT_TRUE(ParseRequest(Pieces(bytes, size), &parsed).ok()) << size;
    EXPECT_EQ(parsed.SerializeAsString(), bytes);
  }
}

TEST(WireTest, EmptyRequestIsOne) {
  RunRequest parsed;
  EXPECT_TRUE(ParseRequest(Pieces("", 1), &parsed).ok());
}

TEST(WireTest, WhatIsWrittenCanBeRead) {
  for (const size_t size : {size_t{0}, size_t{10}, size_t{5'000'000}}) {
    RunRequest request;
    request.mutable_start()->set_code(std::string(size, 'x'));
    RunRequest parsed;
    ASSERT_TRUE(ParseRequest(ToBytes(request), &parsed).ok());
    EXPECT_EQ(parsed.start().code().size(), size);
  }
}

// A request of so many answers that say nothing.
std::string EmptyAnswers(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += std::string("\x12\x00", 2);
  return bytes;
}

TEST(WireTest, AsManyFieldsAsAllowedComeThrough) {
  RunRequest parsed;
  ASSERT_TRUE(ParseRequest(Pieces(EmptyAnswers(kMaxRequestFields), 16'384), &parsed).ok());
  EXPECT_EQ(parsed.answers_size(), kMaxRequestFields);
}

TEST(WireTest, MillionsOfEmptyPartsAreRefusedBeforeTheyAreParsed) {
  RunRequest parsed;
  const absl::Status status = ParseRequest(Pieces(EmptyAnswers(kMaxRequestFields + 1), 16'384), &parsed);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("more than 600000 fields"));
  EXPECT_EQ(parsed.answers_size(), 0);
}

TEST(WireTest, GarbageIsNamed) {
  RunRequest parsed;
  EXPECT_THAT(ParseRequest(Pieces("\xff\xff\xff", 2), &parsed).message(),
              HasSubstr("these 3 bytes are no isobridge.v1.RunRequest"));
}

}  // namespace
}  // namespace isobridge::service
