#include "telemetry/logging_observer.h"

#include <unistd.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A log that ends up in a pipe.
class LoggingObserverTest : public ::testing::Test {
 protected:
  LoggingObserverTest() { EXPECT_EQ(pipe(ends_), 0); }
  ~LoggingObserverTest() override { close(ends_[0]); }

  std::string LogOf(Severity least, void (*act)(Observer&)) {
    StructuredLog log({.fd = ends_[1], .format = LogFormat::kText, .least = least});
    LoggingObserver observer(&log);
    act(observer);
    close(ends_[1]);
    std::string text(4096, '\0');
    const ssize_t size = read(ends_[0], text.data(), text.size());
    text.resize(size > 0 ? static_cast<size_t>(size) : 0);
    return text;
  }

 private:
  int ends_[2];
};

TEST_F(LoggingObserverTest, LostWorkerIsAWarningWithItsReason) {
  const std::string log = LogOf(Severity::kInfo, [](Observer& o) { o.WorkerLost("id-1", "signal 11"); });
  EXPECT_THAT(log,
              AllOf(HasSubstr("severity=warning"), HasSubstr("event=worker_lost"), HasSubstr("id-1"), HasSubstr("signal 11")));
}

TEST_F(LoggingObserverTest, LostZygoteIsAWarningWithItsRole) {
  const std::string log = LogOf(Severity::kInfo, [](Observer& o) { o.ZygoteLost("compiler", "exit status 6"); });
  EXPECT_THAT(log, AllOf(HasSubstr("event=zygote_lost"), HasSubstr("role=compiler"), HasSubstr("exit status 6")));
}

TEST_F(LoggingObserverTest, LockdownThatHoldsIsInformation) {
  const std::string log = LogOf(Severity::kInfo, [](Observer& o) { o.LockdownTested(25, 25); });
  EXPECT_THAT(log, AllOf(HasSubstr("severity=info"), HasSubstr("event=lockdown_tested attempts=25 stopped=25")));
}

TEST_F(LoggingObserverTest, LockdownThatDoesNotHoldIsAnError) {
  const std::string log = LogOf(Severity::kInfo, [](Observer& o) { o.LockdownTested(25, 24); });
  EXPECT_THAT(log, AllOf(HasSubstr("severity=error"), HasSubstr("stopped=24")));
}

ExecutionSummary Returned() {
  return {.outcome = "returned",
          .wall_time = absl::Milliseconds(12),
          .cpu_time = absl::ZeroDuration(),
          .queue_time = absl::ZeroDuration(),
          .compile_time = absl::ZeroDuration(),
          .calls = 3};
}

TEST_F(LoggingObserverTest, FinishedExecutionShowsAtDebugOnly) {
  const std::string log = LogOf(Severity::kInfo, [](Observer& o) { o.ExecutionFinished("id-2", Returned()); });
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(LoggingObserverTest, FinishedExecutionTellsItsTimes) {
  const std::string log = LogOf(Severity::kDebug, [](Observer& o) { o.ExecutionFinished("id-3", Returned()); });
  EXPECT_THAT(log, AllOf(HasSubstr("outcome=returned"), HasSubstr("wall_ms=12"), HasSubstr("calls=3")));
}

}  // namespace
}  // namespace isobridge::telemetry
