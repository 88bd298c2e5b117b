#include "isolate/pool/fork_source.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/ending.h"
#include "isolate/pool/zygote_fixture.h"

namespace isobridge::isolate {
namespace {

using ::testing::HasSubstr;

class ForkSourceTest : public ZygoteFixture {
 protected:
  // What Make gives.
  absl::StatusOr<std::unique_ptr<bridge::Worker>> Make(ForkSourceOptions options) {
    source_ = std::make_unique<ForkSource>(loop_.get(), &children_, client_.get(), std::move(options));
    absl::Notification made;
    absl::StatusOr<std::unique_ptr<bridge::Worker>> result;
    loop_->Post([&] {
      source_->Make(
          [&](absl::StatusOr<std::unique_ptr<bridge::Worker>> worker) {
            result = std::move(worker);
            made.Notify();
          },
          [this](Ending) { gone_.Notify(); });
    });
    EXPECT_TRUE(made.WaitForNotificationWithTimeout(kPatience));
    return result;
  }

  std::unique_ptr<ForkSource> source_;
  absl::Notification gone_;
};

TEST_F(ForkSourceTest, ProcessIsReadyAndItsEndIsTold) {
  Start(Worker());
  int told = 0;
  auto worker = Make({.on_ready = [&](int) { ++told; }});
  ASSERT_TRUE(worker.ok()) << worker.status();
  EXPECT_EQ(told, 1);
  EXPECT_FALSE(gone_.HasBeenNotified());
  worker->reset();
  EXPECT_TRUE(gone_.WaitForNotificationWithTimeout(kPatience));
}

TEST_F(ForkSourceTest, ProcessThatIsLateIsKilledAndItsEndIsNotTold) {
  Start(Worker());
  const auto worker = Make({.ready_time = absl::ZeroDuration()});
  EXPECT_EQ(worker.status(), absl::UnavailableError("the process was not ready within 0"));
  AwaitOnLoop("the end of every process", [this] {
    children_.KillAll();
    return children_.ReapEnded();
  });
  EXPECT_FALSE(gone_.HasBeenNotified());
}

TEST_F(ForkSourceTest, WithoutAZygoteThereIsNoProcess) {
  Start({.name = "worker", .executable = "/bin/false", .arguments = {}});
  const auto worker = Make({});
  EXPECT_EQ(worker.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(worker.status().message(), HasSubstr("doesn't start"));
  EXPECT_FALSE(gone_.HasBeenNotified());
}

}  // namespace
}  // namespace isobridge::isolate
