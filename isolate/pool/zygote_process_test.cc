#include "isolate/pool/zygote_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include "absl/log/log_sink.h"
#include "absl/log/log_sink_registry.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/loop_fixture.h"

namespace isobridge::isolate {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

// Counts the lines that a zygote's standard error brought to the log.
class LogLines final : public absl::LogSink {
 public:
  LogLines() { absl::AddLogSink(this); }
  ~LogLines() override { absl::RemoveLogSink(this); }
  void Send(const absl::LogEntry& entry) override {
    if (absl::StrContains(entry.text_message(), "help")) ++lines_;
  }
  int lines() const { return lines_; }

 private:
  std::atomic<int> lines_ = 0;
};

// The zygote is a real process that plays what the test says.
class ZygoteProcessTest : public LoopFixture {
 protected:
  ~ZygoteProcessTest() override {
    OnLoop([this] { zygote_.reset(); });
    // Nothing is left behind, whatever it did.
    absl::Notification empty;
    OnLoop([&] { AwaitNoChildren(&empty); });
    EXPECT_TRUE(empty.WaitForNotificationWithTimeout(kPatience));
    loop_->End();
  }

  void Start(const std::string& play, pid_t pid = 0) {
    ZygoteOptions options = {
        .name = "test", .executable = Executable(), .arguments = {"--play=" + play, absl::StrCat("--pid=", pid)}};
    options.fork_time = absl::Milliseconds(500);
    OnLoop([&] {
      auto zygote = ZygoteProcess::Start(loop_.get(), &children_, options,
                                         {.ready =
                                              [this](const worker::v1::ZygoteInfo&) {
                                                ++readies_;
                                                if (!ready_.HasBeenNotified()) ready_.Notify();
                                              },
                                          .gone =
                                              [this](const std::string& reason) {
                                                reason_ = reason;
                                                gone_.Notify();
                                              }});
      ASSERT_TRUE(zygote.ok()) << zygote.status();
      zygote_ = *std::move(zygote);
    });
  }
  void StartReady(const std::string& play, pid_t pid = 0) {
    Start(play, pid);
    ASSERT_TRUE(ready_.WaitForNotificationWithTimeout(kPatience));
  }

  absl::StatusOr<ForkedProcess> Fork() {
    absl::Notification told;
    absl::StatusOr<ForkedProcess> forked;
    OnLoop([&] {
      zygote_->Fork([&](absl::StatusOr<ForkedProcess> process) {
        forked = std::move(process);
        told.Notify();
      });
    });
    EXPECT_TRUE(told.WaitForNotificationWithTimeout(kPatience));
    return forked;
  }

  // Why it is gone; empty if it isn't.
  std::string AwaitGone() { return gone_.WaitForNotificationWithTimeout(kPatience) ? reason_ : ""; }

  ChildProcesses children_{loop_.get()};
  std::shared_ptr<ZygoteProcess> zygote_;
  absl::Notification ready_;
  std::atomic<int> readies_ = 0;

 private:
  static std::string Executable() {
    return absl::StrCat(getenv("TEST_SRCDIR"), "/", getenv("TEST_WORKSPACE"), "/isolate/pool/byzantine_worker");
  }

  void AwaitNoChildren(absl::Notification* empty) {
    if (children_.ReapEnded()) return empty->Notify();
    loop_->At(loop_->Now() + absl::Milliseconds(1), [this, empty] { AwaitNoChildren(empty); });
  }

  absl::Notification gone_;
  std::string reason_;
};

TEST_F(ZygoteProcessTest, ForksAndSaysWhom) {
  StartReady("nothing");

  const absl::StatusOr<ForkedProcess> one = Fork();
  const absl::StatusOr<ForkedProcess> two = Fork();

  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_NE(one->process->pid(), two->process->pid());
}

TEST_F(ZygoteProcessTest, MayFallBackToColdForksOnce) {
  StartReady("zygote_falls_back");
  EXPECT_TRUE(Fork().ok());
  EXPECT_EQ(readies_, 2);
}

TEST_F(ZygoteProcessTest, FloodOfRepliesLeavesTheLoopToOthersAndEndsIt) {
  Start("zygote_floods");
  for (int i = 0; i < 100; ++i) OnLoop([] {});
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("said again that it is ready"));
  EXPECT_LE(readies_, 1);
}

TEST_F(ZygoteProcessTest, FloodOfErrorsLeavesTheLoopToOthersAndIsCutInTheLog) {
  LogLines log;
  StartReady("zygote_floods_errors");
  const absl::Time end = absl::Now() + absl::Milliseconds(300);
  int turns = 0;
  for (; absl::Now() < end; ++turns) OnLoop([] {});

  EXPECT_GT(turns, 300);
  EXPECT_GT(log.lines(), 0);
  EXPECT_LE(log.lines(), LogPace::kLines);
}

TEST_F(ZygoteProcessTest, ReadyTellsWhatItIs) {
  Start("zygote_ready_without_info");
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("not properly what it is"));
  EXPECT_EQ(readies_, 0);
}

TEST_F(ZygoteProcessTest, EngineIdIsHex) {
  Start("zygote_ready_with_false_id");
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("not properly what it is"));
}

TEST_F(ZygoteProcessTest, IsReadyOnce) {
  Start("zygote_ready_twice");
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("said again that it is ready"));
  EXPECT_LE(readies_, 1);
}

TEST_F(ZygoteProcessTest, GarbageEndsIt) {
  Start("zygote_sends_garbage");
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("no reply"));
}

TEST_F(ZygoteProcessTest, LongReplyEndsItBeforeItComes) {
  Start("zygote_announces_too_much");
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("4096"));
}

TEST_F(ZygoteProcessTest, AnswerToNoRequestEndsIt) {
  Start("zygote_answers_unasked");
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("request 99"));
}

TEST_F(ZygoteProcessTest, ForksOfAnotherAreNotTakenNorHarmedAndItEnds) {
  pid_t sibling = 0;
  // As another zygote's fork: a child of the supervisor in another process group.
  OnLoop([&] {
    sibling = fork();
    if (sibling == 0) {
      setpgid(0, 0);
      for (;;) pause();
    }
  });
  StartReady("zygote_announces_another", sibling);

  EXPECT_EQ(Fork().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("a process that it didn't fork"));

  int status;
  EXPECT_EQ(waitpid(sibling, &status, WNOHANG), 0);
  kill(sibling, SIGKILL);
  EXPECT_EQ(waitpid(sibling, &status, 0), sibling);
}

TEST_F(ZygoteProcessTest, StrangerAnnouncedEndsIt) {
  StartReady("zygote_announces_another", 1);
  EXPECT_FALSE(Fork().ok());
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("a process that it didn't fork"));
}

TEST_F(ZygoteProcessTest, ItselfAnnouncedEndsIt) {
  StartReady("zygote_announces_itself");
  EXPECT_FALSE(Fork().ok());
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("announced twice"));
}

TEST_F(ZygoteProcessTest, NoProcessAnnouncedEndsIt) {
  StartReady("zygote_announces_a_negative");
  EXPECT_FALSE(Fork().ok());
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("process -1"));
}

TEST_F(ZygoteProcessTest, ForkAnnouncedTwiceEndsItAndItsForks) {
  StartReady("zygote_announces_twice");
  const absl::StatusOr<ForkedProcess> first = Fork();
  ASSERT_TRUE(first.ok()) << first.status();

  EXPECT_FALSE(Fork().ok());
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("announced twice"));
}

TEST_F(ZygoteProcessTest, OneThatDoesNotForkIsEnded) {
  StartReady("zygote_never_forks");
  EXPECT_EQ(Fork().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("to fork"));
}

TEST_F(ZygoteProcessTest, ForkOfOneThatDiedBeforeItsAnswerIsReaped) {
  StartReady("zygote_dies_before_it_answers");
  EXPECT_EQ(Fork().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(AwaitGone(), testing::HasSubstr("exit status 1"));
}

}  // namespace
}  // namespace isobridge::isolate
