#include "telemetry/absl_log.h"

#include <stdlib.h>

#include "absl/log/check.h"
#include "absl/log/log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "telemetry/log.h"

namespace isobridge::telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

// What comes out on standard error while `write` runs with an AbslLog.
template <typename Writer>
std::string StandardError(Writer write) {
  ::testing::internal::CaptureStderr();
  {
    StructuredLog log({.format = LogFormat::kJson});
    const AbslLog absl_log(&log);
    write();
  }
  return ::testing::internal::GetCapturedStderr();
}

TEST(AbslLogTest, MessageIsOneLineOfTheLog) {
  EXPECT_THAT(StandardError([] { LOG(WARNING) << "two\nlines"; }),
              MatchesRegex(R"(\{"time":"[^"]*","severity":"warning","event":"message","text":"two\\nlines",)"
                           R"("source":"absl_log_test.cc:[0-9]+"\}.)"));
}

TEST(AbslLogTest, SeveritiesAreTheLogs) {
  EXPECT_THAT(StandardError([] { LOG(INFO) << "x"; }), HasSubstr("\"severity\":\"info\""));
  EXPECT_THAT(StandardError([] { LOG(ERROR) << "x"; }), HasSubstr("\"severity\":\"error\""));
}

TEST(AbslLogTest, AfterItsEndMessagesGoWhereTheyWent) {
  StandardError([] {});
  ::testing::internal::CaptureStderr();
  LOG(ERROR) << "again";
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), AllOf(HasSubstr("again"), Not(HasSubstr("{"))));
}

TEST(AbslLogDeathTest, FailedCheckIsInTheLogToo) {
  StructuredLog log({.format = LogFormat::kJson});
  const AbslLog absl_log(&log);
  EXPECT_DEATH(CHECK_EQ(getenv("ISOBRIDGE_NOT_SET"), "set"), "^.\"time\":[^\n]*Check failed: [^\n]*\\}\n");
}

}  // namespace
}  // namespace isobridge::telemetry
