#include "isolate/pool/worker_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/loop_fixture.h"

namespace isobridge::isolate {
namespace {

constexpr uint32_t kMaxFrameBytes = 1u << 20;
constexpr absl::Duration kPatience = absl::Seconds(30);

std::string Frame(const worker::v1::FromWorker& frame) {
  std::string bytes;
  bridge::AppendFrame(frame, &bytes);
  return bytes;
}

std::string ReadyFrame() {
  worker::v1::FromWorker frame;
  frame.mutable_ready()->set_landlock_abi(7);
  return Frame(frame);
}

std::string ConsoleFrame(const std::string& text) {
  worker::v1::FromWorker frame;
  frame.set_execution(1);
  frame.mutable_console()->set_text(text);
  return Frame(frame);
}

void WriteAll(int fd, const std::string& bytes) {
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = write(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0) _exit(50);
    done += static_cast<size_t>(count);
  }
}

void AwaitByte(int fd) {
  char byte;
  if (read(fd, &byte, 1) <= 0) _exit(51);
}

class Listener final : public bridge::WorkerListener {
 public:
  void OnFrame(worker::v1::FromWorker frame) override {
    absl::MutexLock lock(mu_);
    texts_.push_back(frame.console().text());
  }
  void OnGarbage(absl::Status what) override {
    absl::MutexLock lock(mu_);
    garbage_ = std::move(what);
  }
  void OnDrained() override {
    absl::MutexLock lock(mu_);
    ++drains_;
  }
  void OnExit(bridge::WorkerExit exit) override {
    absl::MutexLock lock(mu_);
    texts_at_exit_ = texts_.size();
    exit_ = std::move(exit);
  }

  bridge::WorkerExit AwaitExit() {
    Await([this] {
      mu_.AssertHeld();
      return exit_.has_value();
    });
    absl::MutexLock lock(mu_);
    return exit_.value_or(bridge::WorkerExit());
  }
  absl::Status AwaitGarbage() {
    Await([this] {
      mu_.AssertHeld();
      return !garbage_.ok();
    });
    absl::MutexLock lock(mu_);
    return garbage_;
  }
  void AwaitTexts(size_t count) {
    Await([this, count] {
      mu_.AssertHeld();
      return texts_.size() >= count;
    });
  }
  size_t texts() {
    absl::MutexLock lock(mu_);
    return texts_.size();
  }
  void AwaitDrain() {
    Await([this] {
      mu_.AssertHeld();
      return drains_ > 0;
    });
  }
  int drains() {
    absl::MutexLock lock(mu_);
    return drains_;
  }
  size_t texts_at_exit() {
    absl::MutexLock lock(mu_);
    return texts_at_exit_;
  }

 private:
  template <typename Check>
  void Await(Check check) {
    absl::MutexLock lock(mu_);
    EXPECT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&check), kPatience));
  }

  absl::Mutex mu_;
  std::vector<std::string> texts_ ABSL_GUARDED_BY(mu_);
  int drains_ ABSL_GUARDED_BY(mu_) = 0;
  size_t texts_at_exit_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Status garbage_ ABSL_GUARDED_BY(mu_);
  std::optional<bridge::WorkerExit> exit_ ABSL_GUARDED_BY(mu_);
};

// Each test's worker is a real process that runs a function of the test.
class WorkerProcessTest : public LoopFixture {
 protected:
  ~WorkerProcessTest() override {
    worker_.reset();
    // Nothing is left behind, whatever the process did.
    absl::Notification empty;
    OnLoop([&] { AwaitNoChildren(&empty); });
    EXPECT_TRUE(empty.WaitForNotificationWithTimeout(kPatience));
    loop_->End();
  }

  // What Create's callbacks said.
  absl::Status Start(std::function<void(int socket)> life) {
    absl::Notification told;
    absl::Status ready;
    OnLoop([&] {
      worker_ = WorkerProcess::Create(loop_.get(), &children_, Fork(life), {.max_frame_bytes = kMaxFrameBytes},
                                      {.ready =
                                           [&](absl::Status status) {
                                             ready = std::move(status);
                                             told.Notify();
                                           },
                                       .gone =
                                           [this](Ending ending) {
                                             ending_ = ending;
                                             gone_.Notify();
                                           }});
    });
    EXPECT_TRUE(told.WaitForNotificationWithTimeout(kPatience));
    return ready;
  }

  void SendByte() {
    worker::v1::ToWorker frame;
    worker_->Send(frame);
  }

  ChildProcesses children_{loop_.get()};
  // Once gone_.
  Ending ending_ = Ending::kOrderly;
  absl::Notification gone_;
  Listener listener_;
  std::unique_ptr<WorkerProcess> worker_;

 private:
  ForkedProcess Fork(const std::function<void(int socket)>& life) {
    int sockets[2];
    int errors[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0 || pipe2(errors, O_CLOEXEC) != 0) return {};
    fcntl(errors[0], F_SETFL, O_NONBLOCK);
    ForkedProcess process;
    const pid_t pid = fork();
    if (pid == 0) {
      close(sockets[0]);
      dup2(errors[1], STDERR_FILENO);
      life(sockets[1]);
      _exit(0);
    }
    close(sockets[1]);
    close(errors[1]);
    process.process = *children_.Adopt(pid, getpgrp());
    process.socket = Descriptor(sockets[0]);
    process.standard_error = Descriptor(errors[0]);
    return process;
  }

  void AwaitNoChildren(absl::Notification* empty) {
    if (children_.ReapEnded()) return empty->Notify();
    loop_->At(loop_->Now() + absl::Milliseconds(1), [this, empty] { AwaitNoChildren(empty); });
  }
};

TEST_F(WorkerProcessTest, SaysWhenItIsReady) {
  EXPECT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                pause();
              }).ok());
  EXPECT_EQ(worker_->landlock_abi(), 7u);
}

TEST_F(WorkerProcessTest, DeathBeforeReadyIsToldWithItsLastWords) {
  const absl::Status status = Start([](int) {
    WriteAll(2, "out of luck");
    _exit(5);
  });

  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), testing::AllOf(testing::HasSubstr("exit status 5"), testing::HasSubstr("out of luck")));
}

TEST_F(WorkerProcessTest, FirstFrameOtherThanReadyIsRefused) {
  EXPECT_EQ(Start([](int socket) {
              WriteAll(socket, ConsoleFrame("hello"));
              pause();
            }).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(gone_.WaitForNotificationWithTimeout(kPatience));
}

TEST_F(WorkerProcessTest, EverythingSentBeforeTheEndComesBeforeTheEnd) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                for (int i = 0; i < 1'000; ++i) WriteAll(socket, ConsoleFrame(std::string(1'000, 'x')));
                _exit(3);
              }).ok());
  worker_->Listen(&listener_);
  SendByte();

  EXPECT_EQ(listener_.AwaitExit().status, 3);
  EXPECT_EQ(listener_.texts_at_exit(), 1'000u);
}

TEST_F(WorkerProcessTest, PausedReadingHoldsBackFramesAndTheEnd) {
  int life[2];
  ASSERT_EQ(pipe2(life, O_CLOEXEC), 0);
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                WriteAll(socket, ConsoleFrame("late"));
                _exit(0);
              }).ok());
  close(life[1]);
  worker_->Listen(&listener_);
  worker_->SetReading(false);
  SendByte();
  // The process was the last to have the other end.
  char none;
  EXPECT_EQ(read(life[0], &none, 1), 0);
  close(life[0]);
  for (int i = 0; i < 3; ++i) OnLoop([] {});
  EXPECT_EQ(listener_.texts(), 0u);

  worker_->SetReading(true);

  EXPECT_EQ(listener_.AwaitExit().status, 0);
  EXPECT_EQ(listener_.texts_at_exit(), 1u);
}

TEST_F(WorkerProcessTest, FloodStopsWhileReadingIsPausedAndKillEndsIt) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                for (;;) WriteAll(socket, ConsoleFrame(std::string(10'000, 'x')));
              }).ok());
  worker_->Listen(&listener_);
  SendByte();
  listener_.AwaitTexts(100);
  worker_->SetReading(false);
  // Its turn may have been under way.
  OnLoop([] {});
  const size_t texts = listener_.texts();
  for (int i = 0; i < 100; ++i) OnLoop([] {});
  EXPECT_EQ(listener_.texts(), texts);
  worker_->Kill();

  EXPECT_EQ(listener_.AwaitExit().signal, SIGKILL);
}

TEST_F(WorkerProcessTest, CongestedWhileTheProcessReadsNothing) {
  int go[2];
  ASSERT_EQ(pipe2(go, O_CLOEXEC), 0);
  ASSERT_TRUE(Start([&](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(go[0]);
                char taken[4096];
                while (read(socket, taken, sizeof(taken)) > 0) {
                }
              }).ok());
  worker_->Listen(&listener_);
  worker::v1::ToWorker frame;
  frame.mutable_settle()->set_json(std::string(1u << 20, 'x'));
  for (int i = 0; i < 16; ++i) worker_->Send(frame);
  EXPECT_FALSE(worker_->Congested());
  for (int i = 0; i < 4; ++i) worker_->Send(frame);
  EXPECT_TRUE(worker_->Congested());
  EXPECT_EQ(listener_.drains(), 0);

  WriteAll(go[1], "x");

  listener_.AwaitDrain();
  EXPECT_FALSE(worker_->Congested());
  worker_->Kill();
  listener_.AwaitExit();
  EXPECT_EQ(listener_.drains(), 1);
  close(go[0]);
  close(go[1]);
}

TEST_F(WorkerProcessTest, BytesThatAreNoFrameAreGarbage) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                WriteAll(socket, std::string("\x04\0\0\0\xff\xff\xff\xff", 8));
                pause();
              }).ok());
  worker_->Listen(&listener_);
  SendByte();

  EXPECT_EQ(listener_.AwaitGarbage().code(), absl::StatusCode::kInvalidArgument);
  worker_->Kill();
  EXPECT_EQ(listener_.AwaitExit().signal, SIGKILL);
}

TEST_F(WorkerProcessTest, FrameOverTheLimitIsGarbageBeforeItComes) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                WriteAll(socket, std::string("\xff\xff\xff\x7f", 4));
                pause();
              }).ok());
  worker_->Listen(&listener_);
  SendByte();

  const absl::Status garbage = listener_.AwaitGarbage();
  EXPECT_EQ(garbage.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(garbage.message(), testing::HasSubstr(absl::StrCat(kMaxFrameBytes)));
}

TEST_F(WorkerProcessTest, FrameOfTooManyFieldsIsGarbageBeforeItIsParsed) {
  worker::v1::FromWorker frame;
  for (int i = 0; i < 100'000; ++i) frame.mutable_finished()->add_warnings();
  ASSERT_TRUE(Start([flood = Frame(frame)](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                WriteAll(socket, flood);
                pause();
              }).ok());
  worker_->Listen(&listener_);
  SendByte();

  const absl::Status garbage = listener_.AwaitGarbage();
  EXPECT_EQ(garbage.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(garbage.message(), testing::HasSubstr("fields, the limit"));
}

TEST_F(WorkerProcessTest, SpeakingOutOfTurnIsDeadly) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                WriteAll(socket, ConsoleFrame("unasked"));
                pause();
              }).ok());
  EXPECT_TRUE(gone_.WaitForNotificationWithTimeout(kPatience));
  worker_->Listen(&listener_);

  EXPECT_EQ(listener_.AwaitExit().signal, SIGKILL);
  EXPECT_EQ(listener_.texts(), 0u);
}

TEST_F(WorkerProcessTest, LongFramesReachAProcessThatReadsSlowly) {
  constexpr size_t kBytes = 8u << 20;
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                size_t total = 0;
                char buffer[4096];
                while (total < kBytes) {
                  const ssize_t count = read(socket, buffer, sizeof(buffer));
                  if (count <= 0) _exit(1);
                  total += static_cast<size_t>(count);
                }
                _exit(4);
              }).ok());
  worker_->Listen(&listener_);
  worker::v1::ToWorker frame;
  frame.mutable_compile()->set_source(std::string(kBytes / 2, 'x'));
  worker_->Send(frame);
  worker_->Send(frame);

  EXPECT_EQ(listener_.AwaitExit().status, 4);
}

TEST_F(WorkerProcessTest, LastWordsAreTheLast4KiB) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                WriteAll(2, std::string(10'000, 'a') + "the end");
                AwaitByte(socket);
                _exit(1);
              }).ok());
  worker_->Listen(&listener_);
  SendByte();

  const std::string words = listener_.AwaitExit().last_words;
  EXPECT_EQ(words.size(), 4096u);
  EXPECT_THAT(words, testing::EndsWith("the end"));
}

TEST_F(WorkerProcessTest, StoppedProcessIsKilledWithoutWaitingForIt) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                raise(SIGSTOP);
              }).ok());
  worker_->Listen(&listener_);
  worker::v1::ToWorker frame;
  frame.mutable_compile()->set_source(std::string(4u << 20, 'x'));
  worker_->Send(frame);
  worker_->Kill();

  EXPECT_EQ(listener_.AwaitExit().signal, SIGKILL);
}

TEST_F(WorkerProcessTest, StopIsASignalThatTheProcessMayAnswer) {
  ASSERT_TRUE(Start([](int socket) {
                signal(SIGUSR1, [](int) { _exit(9); });
                WriteAll(socket, ReadyFrame());
                for (;;) pause();
              }).ok());
  worker_->Listen(&listener_);
  worker_->Stop();

  EXPECT_EQ(listener_.AwaitExit().status, 9);
}

TEST_F(WorkerProcessTest, ABeginLimitsProcessorTimeFromOutside) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                for (volatile bool busy = true; busy;) {
                }
              }).ok());
  worker_->Listen(&listener_);
  worker::v1::ToWorker frame;
  frame.mutable_begin()->mutable_limits()->set_cpu_seconds(1);
  worker_->Send(frame);

  EXPECT_EQ(listener_.AwaitExit().signal, SIGXCPU);
}

TEST_F(WorkerProcessTest, EndWithoutAnAnswerIsACrash) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                // A sanitizer's handler would make another signal of it.
                signal(SIGSEGV, SIG_DFL);
                raise(SIGSEGV);
              }).ok());
  worker_->Listen(&listener_);
  SendByte();

  EXPECT_EQ(listener_.AwaitExit().signal, SIGSEGV);
  ASSERT_TRUE(gone_.WaitForNotificationWithTimeout(kPatience));
  EXPECT_EQ(ending_, Ending::kCrashed);
}

TEST_F(WorkerProcessTest, EndAfterTheAnswerIsOrderly) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                AwaitByte(socket);
                worker::v1::FromWorker frame;
                frame.mutable_finished();
                WriteAll(socket, Frame(frame));
                _exit(77);
              }).ok());
  worker_->Listen(&listener_);
  SendByte();

  EXPECT_EQ(listener_.AwaitExit().status, 77);
  ASSERT_TRUE(gone_.WaitForNotificationWithTimeout(kPatience));
  EXPECT_EQ(ending_, Ending::kOrderly);
}

TEST_F(WorkerProcessTest, KilledFromHereIsOrderly) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                pause();
              }).ok());
  worker_->Listen(&listener_);
  worker_->Kill();

  ASSERT_TRUE(gone_.WaitForNotificationWithTimeout(kPatience));
  EXPECT_EQ(ending_, Ending::kOrderly);
}

TEST_F(WorkerProcessTest, DestroyedWorkerDiesAndTellsNobody) {
  ASSERT_TRUE(Start([](int socket) {
                WriteAll(socket, ReadyFrame());
                pause();
              }).ok());
  worker_->Listen(&listener_);
  worker_.reset();

  EXPECT_TRUE(gone_.WaitForNotificationWithTimeout(kPatience));
  EXPECT_EQ(listener_.texts(), 0u);
}

}  // namespace
}  // namespace isobridge::isolate
