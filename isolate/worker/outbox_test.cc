#include "isolate/worker/outbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

#include "bridge/frame.h"
#include "gtest/gtest.h"
#include "isolate/worker/exit_status.h"

namespace isobridge::isolate {
namespace {

using worker::v1::FromWorker;

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() {
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0);
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~OutboxTest() override {
    close(ends_[0]);
    close(ends_[1]);
  }

  // What has arrived by now.
  std::vector<FromWorker> Arrived() {
    std::vector<FromWorker> frames;
    for (;;) {
      const bridge::FrameReader::Space space = reader_.Prepare();
      const ssize_t size = read(ends_[0], space.data, space.size);
      if (size > 0) reader_.Commit(static_cast<size_t>(size));
      std::string_view bytes;
      while (reader_.Next(&bytes) == bridge::FrameReader::Result::kFrame) {
        frames.emplace_back().ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
      }
      if (size <= 0) return frames;
    }
  }

  static FromWorker CallFrame(uint32_t call) {
    FromWorker frame;
    frame.mutable_call()->set_call(call);
    return frame;
  }

  int ends_[2];
  bridge::FrameReader reader_;
};

TEST_F(OutboxTest, SendsTheFirstFrameAtOnceAndCollectsTheNext) {
  Outbox outbox(ends_[1]);
  FromWorker first = CallFrame(1);
  FromWorker second = CallFrame(2);
  outbox.Append(first);
  outbox.Append(second);
  EXPECT_EQ(Arrived().size(), 1u);
  outbox.Flush();
  const auto rest = Arrived();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].call().call(), 2u);
}

TEST_F(OutboxTest, AFrameAfterFlushLeavesAtOnce) {
  Outbox outbox(ends_[1]);
  for (uint32_t i = 1; i <= 3; ++i) {
    FromWorker frame = CallFrame(i);
    outbox.Append(frame);
    EXPECT_EQ(Arrived().size(), 1u) << i;
    outbox.Flush();
  }
}

TEST_F(OutboxTest, SendsWhenMuchIsCollected) {
  Outbox outbox(ends_[1]);
  FromWorker frame = CallFrame(1);
  frame.mutable_call()->set_args_json(std::string(40'000, 'x'));
  outbox.Append(frame);
  outbox.Append(frame);
  outbox.Append(frame);
  EXPECT_EQ(Arrived().size(), 3u);
}

TEST_F(OutboxTest, StampsExecutionAndEvents) {
  Outbox outbox(ends_[1]);
  outbox.SetExecution(42);
  outbox.SetEvents(7);
  FromWorker frame = CallFrame(1);
  outbox.Append(frame);
  const auto frames = Arrived();
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].execution(), 42u);
  EXPECT_EQ(frames[0].events(), 7u);
}

TEST_F(OutboxTest, TheEndOfMemoryComesAfterWhatWasCollected) {
  const pid_t child = fork();
  if (child == 0) {
    Outbox outbox(ends_[1]);
    outbox.SetExecution(5);
    FromWorker first = CallFrame(1);
    FromWorker second = CallFrame(2);
    outbox.Append(first);
    outbox.Append(second);
    outbox.ExitOutOfMemory(1000);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), kExitOutOfMemory);
  const auto frames = Arrived();
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[2].execution(), 5u);
  EXPECT_EQ(frames[2].finished().reason(), worker::v1::Finished::REASON_HEAP_LIMIT);
  EXPECT_EQ(frames[2].finished().heap_peak_bytes(), 1000u);
}

TEST_F(OutboxTest, ExitsWhenTheSupervisorIsGone) {
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGPIPE, SIG_IGN);
    close(ends_[0]);
    Outbox outbox(ends_[1]);
    FromWorker frame = CallFrame(1);
    outbox.Append(frame);
    _exit(0);
  }
  close(ends_[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), kExitSupervisorGone);
  ends_[0] = open("/dev/null", O_RDONLY);
}

}  // namespace
}  // namespace isobridge::isolate
