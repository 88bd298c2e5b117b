#include "clients/cli/service_error.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

TEST(ServiceErrorTest, CodeAndMessageAreShown) {
  EXPECT_EQ(DescribeServiceError({grpc::StatusCode::UNAVAILABLE, "the service is draining"}),
            "UNAVAILABLE: the service is draining");
}

TEST(ServiceErrorTest, DetailsAreShown) {
  google::rpc::Status status;
  google::rpc::BadRequest bad_request;
  auto* field = bad_request.add_field_violations();
  field->set_field("start.tools[1].name");
  field->set_description("'1x' starts with a digit");
  status.add_details()->PackFrom(bad_request);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  status.add_details()->PackFrom(retry);
  google::rpc::ErrorInfo info;
  info.set_reason("INTERNAL_FAULT");
  (*info.mutable_metadata())["correlation_id"] = "abc";
  status.add_details()->PackFrom(info);
  EXPECT_EQ(DescribeServiceError({grpc::StatusCode::INVALID_ARGUMENT, "bad start", status.SerializeAsString()}),
            "INVALID_ARGUMENT: bad start\n"
            "  start.tools[1].name: '1x' starts with a digit\n"
            "  try again in 250ms\n"
            "  INTERNAL_FAULT, correlation_id abc");
}

TEST(ServiceErrorTest, WhatTheMessageSaysIsNotRepeated) {
  google::rpc::Status status;
  google::rpc::BadRequest bad_request;
  auto* field = bad_request.add_field_violations();
  field->set_field("start.code");
  field->set_description("is empty");
  status.add_details()->PackFrom(bad_request);
  EXPECT_EQ(DescribeServiceError({grpc::StatusCode::INVALID_ARGUMENT, "start.code: is empty", status.SerializeAsString()}),
            "INVALID_ARGUMENT: start.code: is empty");
}

TEST(ServiceErrorTest, DetailsThatAreNoneAreLeftOut) {
  EXPECT_EQ(DescribeServiceError({grpc::StatusCode::INTERNAL, "x\x1b", "\xff\xff"}), "INTERNAL: x\\u001b");
}

}  // namespace
}  // namespace isobridge::cli
