#include "isolate/worker/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/process_memory.h"
#include "isolate/worker/engine.h"
#include "isolate/worker/exit_status.h"
#include "isolate/worker/fork_process.h"
#include "isolate/worker/fork_weight.h"
#include "isolate/worker/frozen_memory.h"
#include "isolate/worker/heap_room.h"
#include "v8-initialization.h"

namespace isobridge::isolate {
namespace {

constexpr useconds_t kGroupPollMicroseconds = 50;
constexpr uint32_t kMaxRequestBytes = 1u << 10;
constexpr int kDescriptorsPerRequest = 2;
constexpr int kMaxDescriptorsAtOnce = 64;
// JavaScript's own limit is far above this (v8_flags.h); what lies below is for V8's C++ and for signal handlers.
constexpr size_t kStackBytes = 4u << 20;
// What V8 maps when it warms up: known only in a zygote that did.
constexpr uint64_t kColdEngineBytes = 96u << 20;
// The first forks shouldn't wait for what only makes later ones faster.
constexpr int kIdleMs = 50;
constexpr int kKilledChecks = 5;
constexpr int kCheckNice = 10;
// The C library's own.
constexpr int kDefaultMappedBlocks = 65'536;

[[noreturn]] void Die(ExitStatus status, const std::string& why) {
  fprintf(stderr, "isobridge_worker: %s\n", why.c_str());
  _exit(status);
}

// The value of a line such as "Threads:	1" in /proc/self/status; 0 if there is none.
uint64_t OwnStatus(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.compare(0, name.size(), name) == 0) return strtoull(line.c_str() + name.size() + 1, nullptr, 10);
  }
  return 0;
}

void DieWith(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != parent) _exit(kExitSupervisorGone);
}

// The control socket becomes kSocketFd, standard input and output are empty, everything else but standard error is closed.
void KeepOnly(int control_fd) {
  if (control_fd != kSocketFd && dup2(control_fd, kSocketFd) < 0) Die(kExitUsage, "--control_fd is not open");
  fcntl(kSocketFd, F_SETFD, 0);
  syscall(SYS_close_range, kSocketFd + 1, ~0u, 0);
  const int null = open("/dev/null", O_RDWR);
  if (null < 0) return;
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  if (null > kSocketFd) close(null);
}

// Before V8 and ICU look: the time zone and the language are part of what a program sees.
void SetEnvironment() {
  clearenv();
  setenv("TZ", "UTC", 1);
  setenv("LANG", "C", 1);
}

// Every fork inherits it: when the machine is out of memory, a worker goes before the supervisor.
void VolunteerForOutOfMemory() { std::ofstream("/proc/self/oom_score_adj") << 1000; }

}  // namespace

Zygote::Zygote(const ProcessOptions& options, char** argv)
    : options_(options),
      argv_(argv),
      supervisor_(getppid()),
      group_(getpgrp()),
      symbols_bound_(getenv("LD_BIND_NOW") != nullptr),
      stack_(kStackBytes, [this](OwnStack& stack) { RunForkProcess(options_, lockdown_, first_pages_, stack); }),
      requests_(kMaxRequestBytes),
      warm_further_pending_(options.warm) {
  // A block of its own mapping could not grow once it is frozen.
  mallopt(M_MMAP_MAX, 0);
  DieWith(supervisor_);
  KeepOnly(options.control_fd);
  SetEnvironment();
  VolunteerForOutOfMemory();
  signal(SIGPIPE, SIG_IGN);
  // A write to standard error fails quietly where that is a file: the lockdown lets no file grow.
  signal(SIGXFSZ, SIG_IGN);
}

int Zygote::Serve() {
  if (options_.warm) Warm();
  if (const uint64_t threads = OwnStatus("Threads:"); threads != 1) {
    Die(kExitUnsound, "there are " + std::to_string(threads) + " threads; a fork would lose all but one");
  }
  PrepareLockdown();
  StartCheck();
  SendInfo();
  for (;;) {
    ServeRequests();
    Wait();
    if (!Receive()) return 0;
  }
}

void Zygote::Warm() {
  stack_.Resume(kWarmFurther);
  LightenForks(symbols_bound_);
}

void Zygote::PrepareLockdown() {
  const uint64_t mapped = (OwnStatus("VmData:") << 10) + (options_.warm ? 0 : kColdEngineBytes);
  const LockdownOptions lockdown = {.landlock = options_.landlock,
                                    .data_bytes = mapped + bridge::ProcessMemoryBytes(options_.heap_bytes)};
  const std::string failure = lockdown_.Prepare(lockdown);
  if (!failure.empty()) Die(kExitNotConfined, failure);
  first_own_fd_ = dup(STDERR_FILENO);
  close(first_own_fd_);
}

void Zygote::StartCheck() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) Die(kExitUnsound, std::string("pipe: ") + strerror(errno));
  // An own child, so that the supervisor hears nothing of it.
  const pid_t zygote = getpid();
  check_ = fork();
  if (check_ < 0) Die(kExitUnsound, std::string("fork: ") + strerror(errno));
  if (check_ == 0) {
    DieWith(zygote);
    close(kSocketFd);
    close(ends[0]);
    // The first workers don't wait for it.
    setpriority(PRIO_PROCESS, 0, kCheckNice);
    stack_.Resume(kCheck);
    _exit(kExitUnsound);
  }
  close(ends[1]);
  check_fd_ = ends[0];
}

void Zygote::FinishCheck() {
  int status = 0;
  waitpid(check_, &status, 0);
  close(check_fd_);
  check_fd_ = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  // Somebody outside, such as a kernel short of memory, killed it: that says nothing of V8. A forbidden system call is SIGSYS.
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && ++killed_checks_ < kKilledChecks) return StartCheck();
  const std::string how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) + " ended it"
                                              : "it exited with status " + std::to_string(WEXITSTATUS(status));
  if (!options_.warm)
    Die(kExitUnsound, "the start-up check failed, " + how + ": V8 does not run under the lockdown on this machine");
  fprintf(stderr,
          "isobridge_worker: the start-up check failed, %s: a warm V8 can't be forked here, so each process makes its own\n",
          how.c_str());
  FallBack();
}

// Everything that the supervisor asked for until now has been served: requests come whole.
void Zygote::FallBack() {
  std::vector<char*> arguments;
  for (char** argument = argv_; *argument != nullptr; ++argument) arguments.push_back(*argument);
  std::string control = "--control_fd=" + std::to_string(kSocketFd);
  std::string cold = "--warm=false";
  arguments.insert(arguments.end(), {control.data(), cold.data(), nullptr});
  execv("/proc/self/exe", arguments.data());
  Die(kExitUnsound, std::string("execv: ") + strerror(errno));
}

void Zygote::SendInfo() {
  worker::v1::ForkReply reply;
  reply.mutable_info()->set_v8_version(v8::V8::GetVersion());
  reply.mutable_info()->set_engine_id(Engine::Id(options_));
  reply.mutable_info()->set_warm(options_.warm);
  Send(reply);
}

// Until there is a request. Meanwhile the check may end, and an idle moment is used.
void Zygote::Wait() {
  for (;;) {
    pollfd files[] = {{kSocketFd, POLLIN, 0}, {check_fd_, POLLIN, 0}};
    const int ready = poll(files, check_fd_ < 0 ? 1 : 2, warm_further_pending_ && check_fd_ < 0 ? kIdleMs : -1);
    if (ready < 0 && errno != EINTR) Die(kExitUnsound, std::string("poll: ") + strerror(errno));
    if (ready > 0 && files[0].revents != 0) return;
    if (ready > 0 && files[1].revents != 0) FinishCheck();
    if (ready == 0) UseIdleTime();
  }
}

void Zygote::UseIdleTime() {
  warm_further_pending_ = false;
  stack_.Resume(kWarmFurther);
  malloc_trim(0);
  if (options_.huge_text) MoveV8ToHugePages();
  MakeHeapRoom();
  FreezeMemory();
  mallopt(M_MMAP_MAX, kDefaultMappedBlocks);
  if (options_.role == Role::kWorker) SendScout();
}

// One more own child. Whatever becomes of it, forks are only slower without what it tells.
void Zygote::SendScout() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return;
  first_pages_.Survey();
  const pid_t zygote = getpid();
  const pid_t scout = fork();
  if (scout == 0) {
    DieWith(zygote);
    close(kSocketFd);
    dup2(ends[1], kScoutFd);
    stack_.Resume(kScout);
    _exit(kExitUnsound);
  }
  close(ends[1]);
  std::string told;
  char bytes[4096];
  for (ssize_t size; (size = read(ends[0], bytes, sizeof bytes)) > 0;) told.append(bytes, static_cast<size_t>(size));
  close(ends[0]);
  int status = 0;
  if (scout > 0) waitpid(scout, &status, 0);
  if (scout > 0 && status == 0) first_pages_.Learn(told);
}

bool Zygote::Receive() {
  const bridge::FrameReader::Space space = requests_.Prepare();
  iovec bytes = {space.data, space.size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxDescriptorsAtOnce)];
  msghdr message = {};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t size;
  do {
    size = recvmsg(kSocketFd, &message, MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd;
      memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
      descriptors_.push_back(fd);
    }
  }
  requests_.Commit(static_cast<size_t>(size));
  return true;
}

void Zygote::ServeRequests() {
  std::string_view bytes;
  for (;;) {
    switch (requests_.Next(&bytes)) {
      case bridge::FrameReader::Result::kNeedMore:
        return;
      case bridge::FrameReader::Result::kTooLarge:
        Die(kExitBadFrame, "the supervisor sent what is no fork request");
      case bridge::FrameReader::Result::kFrame:
        break;
    }
    worker::v1::ForkRequest request;
    if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || descriptors_.size() < kDescriptorsPerRequest) {
      Die(kExitBadFrame, "the supervisor sent what is no fork request, or not its two descriptors");
    }
    const int socket = TakeDescriptor();
    const int error_pipe = TakeDescriptor();
    Fork(request.id(), socket, error_pipe);
  }
}

void Zygote::Fork(uint64_t id, int socket, int error_pipe) {
  const pid_t pid = warm_fork_.Sibling();
  if (pid == 0) BecomeFork(socket, error_pipe);
  const int error = errno;
  close(socket);
  close(error_pipe);
  if (pid < 0) fprintf(stderr, "isobridge_worker: fork: %s\n", strerror(error));
  if (pid > 0) AwaitGroup(pid);
  worker::v1::ForkReply reply;
  reply.set_id(id);
  reply.set_pid(pid < 0 ? 0 : pid);
  Send(reply);
}

// Linux puts a fork into the group of who made it, gVisor into that of its parent, which is the supervisor: there it joins by
// itself, and isn't announced before.
void Zygote::AwaitGroup(pid_t fork) const {
  for (pid_t group = getpgid(fork); group != group_ && group > 0; group = getpgid(fork)) usleep(kGroupPollMicroseconds);
}

void Zygote::BecomeFork(int socket, int error_pipe) {
  DieWith(supervisor_);
  if (getpgrp() != group_ && setpgid(0, group_) != 0) Die(kExitUnsound, std::string("setpgid: ") + strerror(errno));
  dup2(socket, kSocketFd);
  dup2(error_pipe, STDERR_FILENO);
  syscall(SYS_close_range, first_own_fd_, ~0u, 0);
  stack_.Resume(kServe);
  Die(kExitUnsound, "the fork's stack paused");
}

void Zygote::Send(const worker::v1::ForkReply& reply) {
  std::string frame;
  bridge::AppendFrame(reply, &frame);
  std::string_view rest = frame;
  while (!rest.empty()) {
    const ssize_t written = write(kSocketFd, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) _exit(kExitSupervisorGone);
    if (written > 0) rest.remove_prefix(static_cast<size_t>(written));
  }
}

int Zygote::TakeDescriptor() {
  const int fd = descriptors_.front();
  descriptors_.pop_front();
  return fd;
}

}  // namespace isobridge::isolate
