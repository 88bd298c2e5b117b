#include "service/status.h"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/time/time.h"
#include "bridge/error_reason.h"
#include "bridge/field_error.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "telemetry/log.h"

namespace isobridge::service {
namespace {

// Keeps what was written last.
class RememberingLog final : public telemetry::Log {
 public:
  void Write(telemetry::Severity, std::string_view, std::initializer_list<telemetry::LogField> fields) override {
    written.clear();
    for (const auto& field : fields) written[std::string(field.name)] = std::get<std::string_view>(field.value);
  }
  std::map<std::string, std::string> written;
};

telemetry::Log quiet;

using ::testing::HasSubstr;
using ::testing::Not;

google::rpc::Status RichOf(const grpc::Status& status) {
  google::rpc::Status rich;
  EXPECT_TRUE(rich.ParseFromString(status.error_details()));
  return rich;
}

TEST(StatusTest, OkHasNoDetails) {
  const grpc::Status status = ToGrpcStatus(absl::OkStatus(), quiet);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.error_details(), "");
}

TEST(StatusTest, BadRequestNamesTheField) {
  const grpc::Status status = ToGrpcStatus(bridge::FieldError("start.tools[3].name", "it starts with a digit"), quiet);

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "start.tools[3].name: it starts with a digit");
  google::rpc::BadRequest details;
  const google::rpc::Status rich = RichOf(status);
  EXPECT_EQ(rich.code(), 3);
  ASSERT_EQ(rich.details_size(), 1);
  ASSERT_TRUE(rich.details(0).UnpackTo(&details));
  ASSERT_EQ(details.field_violations_size(), 1);
  EXPECT_EQ(details.field_violations(0).field(), "start.tools[3].name");
  EXPECT_EQ(details.field_violations(0).description(), "it starts with a digit");
}

TEST(StatusTest, PassedLimitHasAStableReasonAndItsNumbers) {
  const bridge::PassedLimit passed{.reason = "SOURCE_TOO_LARGE", .name = "source_bytes", .limit = 10, .used = 12};
  const google::rpc::Status rich = RichOf(ToGrpcStatus(bridge::FieldOverLimit("start.code", "has 12 bytes", passed), quiet));

  google::rpc::ErrorInfo info;
  ASSERT_EQ(rich.details_size(), 2);
  ASSERT_TRUE(rich.details(1).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "SOURCE_TOO_LARGE");
  EXPECT_EQ(info.domain(), "isobridge.dev");
  EXPECT_EQ(info.metadata().at("name"), "source_bytes");
  EXPECT_EQ(info.metadata().at("limit"), "10");
  EXPECT_EQ(info.metadata().at("used"), "12");
}

TEST(StatusTest, AReasonIsForClientsToBranchOn) {
  const google::rpc::Status rich =
      RichOf(ToGrpcStatus(bridge::WithReason(absl::FailedPreconditionError("not known"), "CATALOG_UNKNOWN"), quiet));
  EXPECT_EQ(rich.code(), grpc::StatusCode::FAILED_PRECONDITION);
  google::rpc::ErrorInfo info;
  ASSERT_EQ(rich.details_size(), 1);
  ASSERT_TRUE(rich.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "CATALOG_UNKNOWN");
  EXPECT_EQ(info.domain(), "isobridge.dev");
}

TEST(StatusTest, UnavailableSaysWhenToRetry) {
  const google::rpc::Status rich = RichOf(ToGrpcStatus(absl::UnavailableError("draining"), quiet));
  google::rpc::RetryInfo retry;
  ASSERT_EQ(rich.details_size(), 1);
  ASSERT_TRUE(rich.details(0).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
}

TEST(StatusTest, QuotaIsNamedWithWhoseItIsAndWhenToRetry) {
  const absl::Status status = bridge::WithRetryAfter(
      bridge::QuotaError({.subject = "tenant:a", .quota = "tenant_executions", .description = "tenant a runs 8 executions"}),
      absl::Microseconds(1'500'001));
  EXPECT_EQ(status.message(), "tenant a runs 8 executions (tenant_executions)");

  const google::rpc::Status rich = RichOf(ToGrpcStatus(status, quiet));
  google::rpc::QuotaFailure quota;
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  EXPECT_EQ(rich.code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  ASSERT_EQ(rich.details_size(), 3);
  ASSERT_TRUE(rich.details(0).UnpackTo(&quota) && rich.details(1).UnpackTo(&info) && rich.details(2).UnpackTo(&retry));
  EXPECT_EQ(quota.violations(0).subject(), "tenant:a");
  EXPECT_EQ(quota.violations(0).description(), "tenant_executions: tenant a runs 8 executions");
  EXPECT_EQ(info.reason(), "QUOTA_EXHAUSTED");
  EXPECT_EQ(info.metadata().at("quota"), "tenant_executions");
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 501'000'000);
}

TEST(StatusTest, WhatARetryWouldNotMendPromisesNone) {
  EXPECT_EQ(RichOf(ToGrpcStatus(absl::ResourceExhaustedError("use Execute"), quiet)).details_size(), 0);
}

TEST(StatusTest, FaultOfTheServiceIsLoggedUnderTheIdThatTheClientGets) {
  RememberingLog log;
  const grpc::Status status = ToGrpcStatus(absl::InternalError("/srv/secret is gone"), log);

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("secret")));
  EXPECT_THAT(status.error_details(), Not(HasSubstr("secret")));
  EXPECT_EQ(log.written["status"], "/srv/secret is gone");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(RichOf(status).details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INTERNAL_FAULT");
  EXPECT_EQ(info.domain(), "isobridge.dev");
  EXPECT_EQ(info.metadata().at("correlation_id"), log.written["correlation_id"]);
  EXPECT_THAT(status.error_message(), HasSubstr(log.written["correlation_id"]));
}

TEST(StatusTest, ForeignPayloadsStayHere) {
  absl::Status status = absl::InvalidArgumentError("bad");
  status.SetPayload("isobridge.internal", absl::Cord("secret"));
  EXPECT_EQ(RichOf(ToGrpcStatus(status, quiet)).details_size(), 0);
}

}  // namespace
}  // namespace isobridge::service
