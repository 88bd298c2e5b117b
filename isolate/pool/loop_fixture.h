#ifndef ISOBRIDGE_ISOLATE_POOL_LOOP_FIXTURE_H_
#define ISOBRIDGE_ISOLATE_POOL_LOOP_FIXTURE_H_

#include <functional>
#include <memory>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "isolate/pool/event_loop.h"

namespace isobridge::isolate {

// An event loop of the test's own, which outlives what the test makes on it.
class LoopFixture : public ::testing::Test {
 protected:
  // Runs `body` on the loop's thread and waits for it.
  void OnLoop(const std::function<void()>& body) {
    absl::Notification done;
    loop_->Post([&] {
      body();
      done.Notify();
    });
    done.WaitForNotification();
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_LOOP_FIXTURE_H_
