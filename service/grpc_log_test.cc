#include "service/grpc_log.h"

#include "gmock/gmock.h"
#include "grpc/support/log.h"
#include "gtest/gtest.h"
#include "telemetry/log.h"

namespace isobridge::service {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(GrpcLogTest, MessageIsOneLineOfTheLog) {
  // Until then, which grpc_init does otherwise, gRPC is silent.
  gpr_log_verbosity_init();
  ::testing::internal::CaptureStderr();
  {
    telemetry::StructuredLog log({.format = telemetry::LogFormat::kJson});
    const GrpcLog grpc_log(&log);
    gpr_log("src/core/tls.cc", 7, GPR_LOG_SEVERITY_ERROR, "handshake \"%s\"\n", "failed");
  }
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              MatchesRegex(R"(\{"time":"[^"]*","severity":"error","event":"grpc","text":"handshake \\"failed\\"\\n",)"
                           R"("source":"tls.cc:7"\}.)"));
}

TEST(GrpcLogTest, AfterItsEndMessagesGoWhereTheyWent) {
  gpr_log_verbosity_init();
  {
    telemetry::StructuredLog log({});
    const GrpcLog grpc_log(&log);
  }
  ::testing::internal::CaptureStderr();
  gpr_log(GPR_ERROR, "again");
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("again"));
  EXPECT_THAT(text, Not(HasSubstr("event=")));
}

}  // namespace
}  // namespace isobridge::service
