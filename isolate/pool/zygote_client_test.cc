#include "isolate/pool/zygote_client.h"

#include <signal.h>

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/zygote_fixture.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using ZygoteClientTest = ZygoteFixture;

bool Lives(pid_t pid) { return kill(pid, 0) == 0; }

TEST_F(ZygoteClientTest, ForkWaitsForTheFirstZygote) {
  Start(Worker());
  const absl::StatusOr<ForkedProcess> process = Fork();
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_TRUE(Lives(process->process->pid()));
  EXPECT_NE(process->process->pid(), Pid());
  EXPECT_THAT(Lost(), IsEmpty());
  OnLoop([this] { EXPECT_TRUE(client_->info()->warm()); });
}

TEST_F(ZygoteClientTest, OldZygoteIsReplacedAndGone) {
  ZygoteOptions options = Worker();
  options.max_age = absl::Milliseconds(200);
  Start(std::move(options));
  const pid_t first = AwaitPidOtherThan(0);
  AwaitPidOtherThan(first);
  EXPECT_TRUE(Fork().ok());
  AwaitOnLoop("the end of the first zygote", [&] { return !Lives(first); });
  // It did what it was asked to.
  EXPECT_THAT(Lost(), IsEmpty());
}

TEST_F(ZygoteClientTest, ZygoteIsReplacedAfterItsForks) {
  ZygoteOptions options = Worker();
  options.max_forks = 2;
  Start(std::move(options));
  ASSERT_TRUE(Fork().ok());
  const pid_t first = Pid();
  ASSERT_TRUE(Fork().ok());
  AwaitPidOtherThan(first);
  EXPECT_TRUE(Fork().ok());
  EXPECT_THAT(Lost(), IsEmpty());
}

TEST_F(ZygoteClientTest, KilledZygoteIsStartedAgainAndToldOf) {
  Start(Worker());
  const pid_t first = AwaitPidOtherThan(0);
  kill(first, SIGKILL);
  AwaitPidOtherThan(first);
  EXPECT_TRUE(Fork().ok());
  EXPECT_THAT(Lost(), ElementsAre(HasSubstr("worker: signal 9")));
}

TEST_F(ZygoteClientTest, ZygoteThatNeverStartsFailsTheForks) {
  Start({.name = "worker", .executable = "/bin/false", .arguments = {}});
  const absl::StatusOr<ForkedProcess> process = Fork();
  EXPECT_EQ(process.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(process.status().message(), HasSubstr("the worker zygote doesn't start: exit status 1"));
}

TEST_F(ZygoteClientTest, ExecutableThatIsNotThereIsNamed) {
  Start({.name = "worker", .executable = "/nowhere", .arguments = {}});
  EXPECT_THAT(Fork().status().message(), HasSubstr("/nowhere"));
}

TEST_F(ZygoteClientTest, SilentZygoteIsKilledWhenItsStartTimeIsOver) {
  Start({.name = "worker", .executable = "/bin/sleep", .arguments = {"1000"}, .start_time = absl::Milliseconds(50)});
  EXPECT_THAT(Fork().status().message(), HasSubstr("it took longer than 50ms to start"));
}

TEST_F(ZygoteClientTest, StopFailsTheForksThatWait) {
  Start({.name = "worker", .executable = "/bin/sleep", .arguments = {"1000"}});
  absl::Notification told;
  absl::Status status;
  OnLoop([&] {
    client_->Fork([&](absl::StatusOr<ForkedProcess> process) {
      status = process.status();
      told.Notify();
    });
    client_->Stop();
  });
  told.WaitForNotification();
  EXPECT_EQ(status, absl::UnavailableError("the pool is shutting down"));
  EXPECT_EQ(Fork().status(), absl::UnavailableError("the pool is shutting down"));
}

}  // namespace
}  // namespace isobridge::isolate
