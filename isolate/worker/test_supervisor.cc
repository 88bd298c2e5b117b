#include "isolate/worker/test_supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <string_view>

namespace isobridge::isolate {
namespace {

constexpr int kPatienceMs = 20'000;

void MakePair(int ends[2]) {
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) abort();
}

bool Readable(int fd) {
  pollfd file = {fd, POLLIN, 0};
  return poll(&file, 1, kPatienceMs) > 0;
}

}  // namespace

FrameSocket::FrameSocket(int fd) : fd_(fd) {}
FrameSocket::~FrameSocket() { close(fd_); }

void FrameSocket::Send(const google::protobuf::MessageLite& message) { Send(message, {}); }

void FrameSocket::Send(const google::protobuf::MessageLite& message, const std::vector<int>& descriptors) {
  std::string frame;
  bridge::AppendFrame(message, &frame);
  iovec bytes = {frame.data(), frame.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 4)] = {};
  msghdr header = {};
  header.msg_iov = &bytes;
  header.msg_iovlen = 1;
  if (!descriptors.empty()) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
    memcpy(CMSG_DATA(rights), descriptors.data(), sizeof(int) * descriptors.size());
  }
  ssize_t sent = sendmsg(fd_, &header, MSG_NOSIGNAL);
  for (size_t at = sent < 0 ? frame.size() : static_cast<size_t>(sent); at < frame.size(); at += static_cast<size_t>(sent)) {
    sent = send(fd_, frame.data() + at, frame.size() - at, MSG_NOSIGNAL);
    if (sent < 0) return;
  }
}

bool FrameSocket::Receive(google::protobuf::MessageLite* message) {
  for (;;) {
    std::string_view bytes;
    switch (reader_.Next(&bytes)) {
      case bridge::FrameReader::Result::kFrame:
        return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
      case bridge::FrameReader::Result::kTooLarge:
        return false;
      case bridge::FrameReader::Result::kNeedMore:
        break;
    }
    const bridge::FrameReader::Space space = reader_.Prepare();
    if (!Readable(fd_)) return false;
    const ssize_t size = read(fd_, space.data, space.size);
    if (size <= 0) return false;
    reader_.Commit(static_cast<size_t>(size));
  }
}

TestFork::TestFork(pid_t pid, int socket, int error_pipe) : pid_(pid), socket_(socket), error_pipe_(error_pipe) {}

TestFork::~TestFork() {
  if (!reaped_) {
    kill(pid_, SIGKILL);
    Reap();
  }
  close(error_pipe_);
}

bool TestFork::AwaitReady(worker::v1::Ready* ready) {
  worker::v1::FromWorker frame;
  if (!socket_.Receive(&frame) || !frame.has_ready()) return false;
  if (ready != nullptr) *ready = frame.ready();
  return true;
}

std::optional<worker::v1::Finished> TestFork::Run(const std::string& code, uint64_t execution) {
  if (!AwaitReady()) return std::nullopt;
  Begin(code, execution);
  return AwaitFinished();
}

void TestFork::Begin(const std::string& code, uint64_t execution) {
  worker::v1::ToWorker frame;
  frame.set_execution(execution);
  worker::v1::Begin& begin = *frame.mutable_begin();
  begin.set_code(code);
  begin.set_seed(std::string(32, 's'));
  begin.set_now_us(1'700'000'000'000'000);
  worker::v1::WorkerLimits& limits = *begin.mutable_limits();
  limits.set_args_bytes(1 << 20);
  limits.set_result_bytes(4 << 20);
  limits.set_console_bytes(1 << 20);
  limits.set_console_lines(10'000);
  limits.set_calls(10'000);
  limits.set_timers(1'000);
  limits.set_cpu_seconds(60);
  socket_.Send(frame);
}

std::optional<worker::v1::Finished> TestFork::AwaitFinished() {
  worker::v1::FromWorker frame;
  while (socket_.Receive(&frame)) {
    if (frame.has_finished()) return frame.finished();
  }
  return std::nullopt;
}

int TestFork::Reap() {
  while (!reaped_ && waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  return status_;
}

bool TestFork::Exited(int* status) {
  if (!reaped_ && waitpid(pid_, &status_, WNOHANG) == pid_) reaped_ = true;
  *status = status_;
  return reaped_;
}

int64_t TestFork::CpuMillis() const {
  clockid_t clock;
  timespec used = {};
  if (reaped_ || clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return int64_t{used.tv_sec} * 1'000 + used.tv_nsec / 1'000'000;
}

std::string TestFork::Errors() {
  std::string text;
  char bytes[4096];
  for (ssize_t size; Readable(error_pipe_) && (size = read(error_pipe_, bytes, sizeof bytes)) > 0;) {
    text.append(bytes, static_cast<size_t>(size));
  }
  return text;
}

TestSupervisor::TestSupervisor(const std::vector<std::string>& arguments) {
  int ends[2];
  MakePair(ends);
  control_ = std::make_unique<FrameSocket>(ends[0]);
  std::vector<std::string> words = {WorkerBinary(), "--control_fd=3"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  pid_ = fork();
  if (pid_ == 0) {
    // dup2 keeps close-on-exec when both are the same.
    if (ends[1] == 3)
      fcntl(3, F_SETFD, 0);
    else
      dup2(ends[1], 3);
    setenv("LD_BIND_NOW", "1", 1);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(ends[1]);
  worker::v1::ForkReply reply;
  if (control_->Receive(&reply)) info_ = reply.info();
}

TestSupervisor::~TestSupervisor() {
  if (pid_ > 0) Close();
}

std::unique_ptr<TestFork> TestSupervisor::Fork() {
  int sockets[2];
  int pipes[2];
  MakePair(sockets);
  if (pipe2(pipes, O_CLOEXEC) != 0) abort();
  worker::v1::ForkRequest request;
  request.set_id(next_id_++);
  control_->Send(request, {sockets[1], pipes[1]});
  close(sockets[1]);
  close(pipes[1]);
  worker::v1::ForkReply reply;
  do {
    if (!control_->Receive(&reply)) break;
    if (reply.id() == 0) info_ = reply.info();
  } while (reply.id() == 0);
  if (reply.pid() <= 0) {
    close(sockets[0]);
    close(pipes[0]);
    return nullptr;
  }
  return std::make_unique<TestFork>(reply.pid(), sockets[0], pipes[0]);
}

int TestSupervisor::Close() {
  control_.reset();
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return status;
}

std::string WorkerBinary() {
  const char* runfiles = getenv("TEST_SRCDIR");
  if (const char* binary = getenv("ISOBRIDGE_WORKER"); binary != nullptr) return binary;
  return std::string(runfiles == nullptr ? "." : runfiles) + "/isobridge/isolate/worker/isobridge_worker";
}

}  // namespace isobridge::isolate
