#include "isolate/pool/child_process.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/loop_fixture.h"

namespace isobridge::isolate {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

class ChildProcessTest : public LoopFixture {
 protected:
  ~ChildProcessTest() override { loop_->End(); }

  // A process that waits to be killed; a child of the loop's thread, as zygotes' forks are.
  pid_t Fork(std::function<void()> before = [] {}) {
    pid_t pid = 0;
    OnLoop([&] {
      int ends[2];
      if (pipe(ends) != 0) return;
      pid = fork();
      if (pid == 0) {
        before();
        close(ends[0]);
        close(ends[1]);
        for (;;) pause();
      }
      close(ends[1]);
      char byte;
      EXPECT_EQ(read(ends[0], &byte, 1), 0);
      close(ends[0]);
    });
    return pid;
  }

  absl::Status Adopt(pid_t pid, pid_t group) {
    absl::Status status;
    OnLoop([&] { status = children_.Adopt(pid, group).status(); });
    return status;
  }

  bool AwaitReaped(pid_t pid) {
    for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(1))) {
      // A zombie can still be signalled.
      if (kill(pid, 0) != 0) return true;
    }
    return false;
  }

  ChildProcesses children_{loop_.get()};
};

TEST_F(ChildProcessTest, StrangersAreNotAdopted) {
  EXPECT_EQ(Adopt(1, getpgrp()).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Adopt(0, getpgrp()).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Adopt(-1, getpgrp()).code(), absl::StatusCode::kNotFound);
}

TEST_F(ChildProcessTest, ChildOfAnotherGroupIsLeftAlone) {
  const pid_t other = Fork([] { setpgid(0, 0); });

  EXPECT_EQ(Adopt(other, getpgrp()).code(), absl::StatusCode::kNotFound);

  EXPECT_EQ(kill(other, 0), 0);
  EXPECT_TRUE(Adopt(other, other).ok());
  kill(other, SIGKILL);
  EXPECT_TRUE(AwaitReaped(other));
}

TEST_F(ChildProcessTest, IsAdoptedOnce) {
  const pid_t child = Fork();
  EXPECT_TRUE(Adopt(child, getpgrp()).ok());

  EXPECT_EQ(Adopt(child, getpgrp()).code(), absl::StatusCode::kNotFound);

  kill(child, SIGKILL);
  EXPECT_TRUE(AwaitReaped(child));
}

TEST_F(ChildProcessTest, OneThatEndedBeforeIsAdopted) {
  const pid_t child = Fork();
  kill(child, SIGKILL);
  siginfo_t info;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);

  EXPECT_TRUE(Adopt(child, getpgrp()).ok());
  EXPECT_TRUE(AwaitReaped(child));
}

TEST_F(ChildProcessTest, OneThatCannotBeWatchedIsKilledAndReaped) {
  const pid_t child = Fork();
  absl::Status status;
  OnLoop([&] {
    rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    const rlimit none = {0, files.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    status = children_.Adopt(child, getpgrp()).status();
    setrlimit(RLIMIT_NOFILE, &files);
  });

  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(AwaitReaped(child));
}

}  // namespace
}  // namespace isobridge::isolate
