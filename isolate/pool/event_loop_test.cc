#include "isolate/pool/event_loop.h"
#include "isolate/pool/loop_fixture.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;

class EventLoopTest : public LoopFixture {
 protected:
};

TEST_F(EventLoopTest, PostedFunctionsRunInOrderOnItsThread) {
  std::vector<int> order;
  bool in_loop = false;
  loop_->Post([&] { order.push_back(1); });
  loop_->Post([&] { order.push_back(2); });
  OnLoop([&] { in_loop = loop_->InLoop(); });

  EXPECT_THAT(order, ElementsAre(1, 2));
  EXPECT_TRUE(in_loop);
  EXPECT_FALSE(loop_->InLoop());
}

TEST_F(EventLoopTest, TimersFireInOrderOfTimeAndNotBefore) {
  std::vector<int> order;
  absl::Notification last;
  const absl::Time start = absl::Now();
  loop_->At(start + absl::Milliseconds(20), [&] {
    order.push_back(2);
    last.Notify();
  });
  loop_->At(start + absl::Milliseconds(5), [&] { order.push_back(1); });
  last.WaitForNotification();

  EXPECT_THAT(order, ElementsAre(1, 2));
  EXPECT_GE(absl::Now(), start + absl::Milliseconds(20));
}

TEST_F(EventLoopTest, EarlierTimerWakesASleepingLoop) {
  absl::Notification fired;
  const auto late = loop_->At(absl::Now() + absl::Hours(1), [] {});
  OnLoop([] {});
  loop_->At(absl::Now(), [&] { fired.Notify(); });

  EXPECT_TRUE(fired.WaitForNotificationWithTimeout(absl::Seconds(20)));
  loop_->Cancel(late);
}

TEST_F(EventLoopTest, CancelledTimerDoesNotFire) {
  bool fired = false;
  OnLoop([&] {
    const auto id = loop_->At(loop_->Now(), [&] { fired = true; });
    loop_->Cancel(id);
  });
  OnLoop([] {});
  OnLoop([] {});

  EXPECT_FALSE(fired);
  loop_->Cancel(0);
  loop_->Cancel(12'345);
}

TEST_F(EventLoopTest, RewatchedDescriptorIsReportedForWhatIsAlreadyThere) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
  absl::Notification writable;
  EventLoop::WatchId id = 0;
  OnLoop([&] {
    id = *loop_->Watch(ends[0], EPOLLIN, [&](uint32_t events) {
      EXPECT_EQ(events, uint32_t{EPOLLOUT});
      loop_->Rewatch(id, EPOLLIN);
      writable.Notify();
    });
  });
  OnLoop([] {});
  EXPECT_FALSE(writable.HasBeenNotified());

  OnLoop([&] { loop_->Rewatch(id, EPOLLIN | EPOLLOUT); });

  EXPECT_TRUE(writable.WaitForNotificationWithTimeout(absl::Seconds(20)));
  OnLoop([&] {
    loop_->Unwatch(id);
    loop_->Rewatch(id, EPOLLIN | EPOLLOUT);
  });
  close(ends[0]);
  close(ends[1]);
}

TEST_F(EventLoopTest, WatchedDescriptorIsReportedUntilUnwatched) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  absl::Notification readable;
  int calls = 0;
  EventLoop::WatchId id = 0;
  OnLoop([&] {
    id = *loop_->Watch(ends[0], EPOLLIN, [&](uint32_t events) {
      EXPECT_NE(events & EPOLLIN, 0u);
      ++calls;
      // Inside its own callback: the callback's state must outlive it.
      loop_->Unwatch(id);
      readable.Notify();
    });
  });
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  readable.WaitForNotification();
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  OnLoop([] {});
  OnLoop([] {});

  EXPECT_EQ(calls, 1);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(EventLoopTest, EndForgetsWhatWasNotDone) {
  auto kept = std::make_shared<int>(0);
  loop_->At(absl::InfiniteFuture(), [kept] {});
  loop_->End();
  loop_->Post([kept] {});
  loop_.reset();

  EXPECT_EQ(kept.use_count(), 1);
}

}  // namespace
}  // namespace isobridge::isolate
