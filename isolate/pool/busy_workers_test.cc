#include "isolate/pool/busy_workers.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <memory>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/loop_fixture.h"

namespace isobridge::isolate {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr absl::Duration kAfter = absl::Milliseconds(10);

class BusyWorkersTest : public LoopFixture {
 protected:
  ~BusyWorkersTest() override { loop_->End(); }

  // A child that does what `work` does, for ever.
  template <typename Work>
  std::shared_ptr<ChildProcess> Fork(Work work) {
    std::shared_ptr<ChildProcess> child;
    OnLoop([&] {
      const pid_t pid = fork();
      if (pid == 0) {
        // A loop without any effect may be left out by the compiler.
        for (volatile uint64_t rounds = 0;; rounds = rounds + 1) work();
      }
      child = *children_.Adopt(pid, getpgrp());
    });
    return child;
  }

  static int NiceOf(const ChildProcess& child) { return getpriority(PRIO_PROCESS, static_cast<id_t>(child.pid())); }

  static bool ComesToNice(const ChildProcess& child, int nice) {
    for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(2))) {
      if (NiceOf(child) == nice) return true;
    }
    return false;
  }

  const int nice_ = getpriority(PRIO_PROCESS, 0);
  ChildProcesses children_{loop_.get()};
};

TEST_F(BusyWorkersTest, OneThatComputesStandsBack) {
  BusyWorkers busy(loop_.get(), {.nice = 19, .after = kAfter});
  const auto child = Fork([] {});

  busy.Watch(child);

  EXPECT_TRUE(ComesToNice(*child, 19));
  child->Signal(SIGKILL);
  loop_->End();
}

TEST_F(BusyWorkersTest, OneThatWaitsDoesNotAndOneThatIsGoneIsForgotten) {
  BusyWorkers busy(loop_.get(), {.nice = 19, .after = kAfter});
  const auto waiting = Fork([] { pause(); });
  const auto computing = Fork([] {});
  busy.Watch(waiting);
  {
    const auto gone = Fork([] {});
    busy.Watch(gone);
    gone->Signal(SIGKILL);
  }
  busy.Watch(computing);

  EXPECT_TRUE(ComesToNice(*computing, 19));
  EXPECT_EQ(NiceOf(*waiting), nice_);
  waiting->Signal(SIGKILL);
  computing->Signal(SIGKILL);
  loop_->End();
}

TEST_F(BusyWorkersTest, OneThatWaitedAndThenComputesStandsBackToo) {
  BusyWorkers busy(loop_.get(), {.nice = 18, .after = kAfter});
  const auto child = Fork([] {
    static const absl::Time end = absl::Now() + 10 * kAfter;
    if (absl::Now() < end) absl::SleepFor(kAfter);
  });

  busy.Watch(child);

  EXPECT_TRUE(ComesToNice(*child, 18));
  child->Signal(SIGKILL);
  loop_->End();
}

}  // namespace
}  // namespace isobridge::isolate
