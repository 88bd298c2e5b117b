#include "isolate/pool/zygote_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/log/log.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace isobridge::isolate {
namespace {

constexpr int kControlFd = 3;
// Frames between the supervisor and a zygote have a few bytes.
constexpr uint32_t kMaxReplyBytes = 4096;
// Requests on the way at once: each holds two descriptors, of which the kernel bounds those in flight.
constexpr size_t kMaxUnanswered = 64;
constexpr size_t kMaxLogLine = 2048;
// Reads in a row before others get their turn. A socket or a pipe holds less than so many bring.
constexpr int kReadsInARow = 16;
// Who writes more than that to standard error waits, once its pipe is full.
constexpr absl::Duration kErrorPause = absl::Milliseconds(10);
constexpr size_t kEngineIdChars = 64;
constexpr size_t kMaxVersionChars = 64;

// What it tells reaches clients and the log.
bool IsPlausible(const worker::v1::ZygoteInfo& info) {
  const auto is_hex = [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); };
  const auto is_printable = [](char c) { return absl::ascii_isprint(c); };
  return info.engine_id().size() == kEngineIdChars && absl::c_all_of(info.engine_id(), is_hex) &&
         info.v8_version().size() <= kMaxVersionChars && absl::c_all_of(info.v8_version(), is_printable);
}

absl::Status SocketPair(Descriptor* ours, Descriptor* theirs) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return absl::ErrnoToStatus(errno, "socketpair");
  *ours = Descriptor(ends[0]);
  *theirs = Descriptor(ends[1]);
  return absl::OkStatus();
}

// Our end doesn't block; theirs does.
absl::Status ErrorPipe(Descriptor* ours, Descriptor* theirs) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe2");
  *ours = Descriptor(ends[0]);
  *theirs = Descriptor(ends[1]);
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return absl::ErrnoToStatus(errno, "fcntl(O_NONBLOCK)");
  return absl::OkStatus();
}

// Away from 0 to 3, where the child's are put.
Descriptor MoveUp(Descriptor descriptor) { return Descriptor(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, kControlFd + 1)); }

class SpawnSetup {
 public:
  SpawnSetup() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  // A process group of its own, which its forks join: so the supervisor knows them, and a Ctrl-C at a terminal ends only the
  // supervisor, which then drains. Signals as they are by default.
  int Prepare(int control, int standard_error) {
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    int error = posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    if (error == 0) error = posix_spawnattr_setsigdefault(&attributes_, &all);
    if (error == 0) error = posix_spawnattr_setsigmask(&attributes_, &none);
    if (error == 0) error = posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDWR, 0);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions_, standard_error, 1);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions_, standard_error, 2);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions_, control, kControlFd);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions_, kControlFd + 1);
    return error;
  }

  int Spawn(pid_t* pid, const ZygoteOptions& options) {
    std::vector<char*> arguments = {const_cast<char*>(options.executable.c_str())};
    for (const std::string& argument : options.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    char zone[] = "TZ=UTC";
    char language[] = "LANG=C";
    // So that forks can do without the libraries that are never called (fork_weight.h).
    char bind[] = "LD_BIND_NOW=1";
    char* const environment[] = {zone, language, bind, nullptr};
    return posix_spawn(pid, options.executable.c_str(), &actions_, &attributes_, arguments.data(), environment);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<ZygoteProcess>> ZygoteProcess::Start(EventLoop* loop, ChildProcesses* children,
                                                                    const ZygoteOptions& options, Callbacks callbacks) {
  std::shared_ptr<ZygoteProcess> zygote(new ZygoteProcess(loop, children, options, std::move(callbacks)));
  if (absl::Status status = zygote->Spawn(); !status.ok()) return status;
  if (absl::Status status = zygote->WatchPipes(); !status.ok()) return status;
  zygote->SetDeadline(options.start_time, "to start");
  return zygote;
}

ZygoteProcess::ZygoteProcess(EventLoop* loop, ChildProcesses* children, const ZygoteOptions& options, Callbacks callbacks)
    : loop_(loop), children_(children), options_(options), callbacks_(std::move(callbacks)), reader_(kMaxReplyBytes) {}

ZygoteProcess::~ZygoteProcess() {
  loop_->Cancel(deadline_);
  if (control_watch_ != 0) loop_->Unwatch(control_watch_);
  if (error_watch_ != 0) loop_->Unwatch(error_watch_);
  Kill();
}

absl::Status ZygoteProcess::Spawn() {
  Descriptor their_control;
  Descriptor their_error;
  if (absl::Status status = SocketPair(&control_, &their_control); !status.ok()) return status;
  if (absl::Status status = ErrorPipe(&standard_error_, &their_error); !status.ok()) return status;
  their_control = MoveUp(std::move(their_control));
  their_error = MoveUp(std::move(their_error));
  if (!their_control.valid() || !their_error.valid()) return absl::ErrnoToStatus(errno, "fcntl(F_DUPFD_CLOEXEC)");

  SpawnSetup setup;
  pid_t pid = 0;
  int error = setup.Prepare(their_control.get(), their_error.get());
  if (error == 0) error = setup.Spawn(&pid, options_);
  if (error != 0) return absl::ErrnoToStatus(error, absl::StrCat("can't start ", options_.executable));
  absl::StatusOr<std::shared_ptr<ChildProcess>> process = children_->Adopt(pid, /*group=*/pid);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  children_->WhenEnded(*process_, [weak = weak_from_this()](const ChildExit& exit) {
    if (auto self = weak.lock()) self->OnExit(exit);
  });
  return absl::OkStatus();
}

absl::Status ZygoteProcess::WatchPipes() {
  absl::StatusOr<EventLoop::WatchId> control = loop_->Watch(control_.get(), EPOLLIN, [weak = weak_from_this()](uint32_t events) {
    if (auto self = weak.lock()) self->OnControl(events);
  });
  if (!control.ok()) return control.status();
  control_watch_ = *control;
  absl::StatusOr<EventLoop::WatchId> error = loop_->Watch(standard_error_.get(), EPOLLIN, [weak = weak_from_this()](uint32_t) {
    if (auto self = weak.lock()) self->OnStandardError();
  });
  if (!error.ok()) return error.status();
  error_watch_ = *error;
  return absl::OkStatus();
}

void ZygoteProcess::Fork(Forked forked) {
  Pending pending;
  pending.id = next_fork_++;
  pending.forked = std::move(forked);
  absl::Status status = SocketPair(&pending.process.socket, &pending.child_socket);
  if (status.ok()) status = ErrorPipe(&pending.process.standard_error, &pending.child_standard_error);
  if (!status.ok()) {
    // Too many open files, usually.
    loop_->Post([forked = std::move(pending.forked), status] { forked(absl::UnavailableError(status.message())); });
    return;
  }
  unsent_.push_back(std::move(pending));
  if (deadline_ == 0) SetDeadline(options_.fork_time, "to fork");
  SendRequests();
}

void ZygoteProcess::SendRequests() {
  while (!unsent_.empty() && unanswered_.size() < kMaxUnanswered) {
    if (!SendRequest(unsent_.front())) return loop_->Rewatch(control_watch_, EPOLLIN | EPOLLOUT);
    Pending pending = std::move(unsent_.front());
    unsent_.pop_front();
    pending.child_socket.Close();
    pending.child_standard_error.Close();
    const uint64_t id = pending.id;
    unanswered_.emplace(id, std::move(pending));
  }
}

bool ZygoteProcess::SendRequest(const Pending& pending) {
  worker::v1::ForkRequest request;
  request.set_id(pending.id);
  std::string bytes;
  bridge::AppendFrame(request, &bytes);
  const int descriptors[2] = {pending.child_socket.get(), pending.child_standard_error.get()};
  iovec chunk = {bytes.data(), bytes.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(descriptors))] = {};
  msghdr message = {};
  message.msg_iov = &chunk;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(descriptors));
  std::memcpy(CMSG_DATA(header), descriptors, sizeof(descriptors));
  const ssize_t sent = sendmsg(control_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent == static_cast<ssize_t>(bytes.size())) return true;
  // A unix socket takes so few bytes whole or not at all.
  if (sent >= 0 || (errno != EAGAIN && errno != EINTR && errno != ETOOMANYREFS)) {
    Fail(absl::StrCat("can't ask for a fork: ", sent >= 0 ? "cut short" : strerror(errno)));
  }
  return false;
}

void ZygoteProcess::OnControl(uint32_t events) {
  if ((events & ~static_cast<uint32_t>(EPOLLOUT)) != 0) ReadReplies();
  if ((events & EPOLLOUT) != 0) loop_->Rewatch(control_watch_, EPOLLIN);
  SendRequests();
}

void ZygoteProcess::ReadReplies() {
  // A callback may drop the last other reference.
  const std::shared_ptr<ZygoteProcess> self = shared_from_this();
  for (int reads = 0; reads < kReadsInARow; ++reads) {
    if (deaf_ || !ReadRepliesOnce()) return;
  }
  ReadRepliesLater();
}

void ZygoteProcess::ReadRepliesLater() {
  if (std::exchange(reading_later_, true)) return;
  loop_->Post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->reading_later_ = false;
    self->ReadReplies();
  });
}

// False: nothing more for now.
bool ZygoteProcess::ReadRepliesOnce() {
  const bridge::FrameReader::Space space = reader_.Prepare();
  const ssize_t count = recv(control_.get(), space.data, space.size, MSG_DONTWAIT);
  if (count < 0 && errno == EINTR) return true;
  if (count < 0 && errno == EAGAIN) return false;
  if (count <= 0) {
    Fail("it closed its socket");
    return false;
  }
  reader_.Commit(static_cast<size_t>(count));
  std::string_view bytes;
  while (!deaf_) {
    switch (reader_.Next(&bytes)) {
      case bridge::FrameReader::Result::kNeedMore:
        return true;
      case bridge::FrameReader::Result::kTooLarge:
        Distrust(absl::StrCat("it announced a reply of more than ", kMaxReplyBytes, " bytes, the limit"));
        break;
      case bridge::FrameReader::Result::kFrame:
        worker::v1::ForkReply reply;
        if (reply.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
          OnReply(reply);
        } else {
          Distrust("it sent bytes that are no reply");
        }
        break;
    }
  }
  return false;
}

void ZygoteProcess::OnReply(const worker::v1::ForkReply& reply) {
  if (reply.id() == 0) return OnInfo(reply);
  const auto found = unanswered_.find(reply.id());
  if (found == unanswered_.end()) return Distrust(absl::StrCat("it answered request ", reply.id(), ", which is not open"));
  Pending pending = std::move(found->second);
  unanswered_.erase(found);
  OnForked(reply, std::move(pending));
}

void ZygoteProcess::OnInfo(const worker::v1::ForkReply& reply) {
  if (!reply.has_info() || reply.pid() != 0 || !IsPlausible(reply.info())) {
    return Distrust("it said that it is ready, and not properly what it is");
  }
  // It falls back to cold forks at most once, and stays the same engine.
  if (info_.has_value() && !(info_->warm() && !reply.info().warm() && info_->engine_id() == reply.info().engine_id())) {
    return Distrust("it said again that it is ready");
  }
  if (!info_.has_value()) SetDeadline(absl::InfiniteDuration(), "");
  info_ = reply.info();
  if (callbacks_.ready != nullptr) callbacks_.ready(reply.info());
}

void ZygoteProcess::OnForked(const worker::v1::ForkReply& reply, Pending pending) {
  const bool idle = unanswered_.empty() && unsent_.empty();
  SetDeadline(idle ? absl::InfiniteDuration() : options_.fork_time, "to fork");
  absl::StatusOr<std::shared_ptr<ChildProcess>> process =
      absl::UnavailableError("the zygote could not fork: out of memory or of processes");
  if (reply.pid() != 0) process = children_->Adopt(reply.pid(), pid());
  if (process.ok()) {
    pending.process.process = *std::move(process);
    pending.forked(std::move(pending.process));
  } else {
    if (absl::IsNotFound(process.status())) {
      Distrust(absl::StrCat("it announced a process that it didn't fork: ", process.status().message()));
    }
    pending.forked(absl::UnavailableError(process.status().message()));
  }
  SendRequests();
  if (retired_ && idle) Kill();
}

void ZygoteProcess::SetDeadline(absl::Duration time, const char* what) {
  loop_->Cancel(std::exchange(deadline_, 0));
  if (time == absl::InfiniteDuration()) return;
  deadline_ = loop_->At(loop_->Now() + time, [weak = weak_from_this(), time, what] {
    if (auto self = weak.lock()) self->Fail(absl::StrCat("it took longer than ", absl::FormatDuration(time), " ", what));
  });
}

void ZygoteProcess::Retire() {
  retired_ = true;
  if (unsent_.empty() && unanswered_.empty()) Kill();
}

void ZygoteProcess::Kill() {
  if (process_ != nullptr) process_->Signal(SIGKILL);
}

// The end of the process follows, and then `gone`.
void ZygoteProcess::Fail(std::string reason) {
  if (reason_.empty()) reason_ = std::move(reason);
  Kill();
}

// Its forks too, those also that nobody knows of: what it made can't be believed either. All are of its process group.
void ZygoteProcess::Distrust(std::string reason) {
  deaf_ = true;
  Fail(std::move(reason));
  kill(-pid(), SIGKILL);
}

void ZygoteProcess::OnStandardError() {
  if (error_waits_) return;
  ReadStandardError();
}

void ZygoteProcess::ReadStandardError() {
  char buffer[4096];
  for (int reads = 0; reads < kReadsInARow; ++reads) {
    const ssize_t count = read(standard_error_.get(), buffer, sizeof(buffer));
    if (count <= 0) return;
    for (const char c : std::string_view(buffer, static_cast<size_t>(count))) {
      if (c == '\n') {
        LogLine();
      } else if (error_line_.size() < kMaxLogLine) {
        error_line_ += c;
      }
    }
  }
  error_waits_ = true;
  loop_->At(loop_->Now() + kErrorPause, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->error_waits_ = false;
    self->ReadStandardError();
  });
}

void ZygoteProcess::LogLine() {
  const std::string line = std::exchange(error_line_, "");
  if (!error_pace_.Admit(loop_->Now())) return;
  const uint64_t skipped = error_pace_.TakeSkipped();
  LOG(WARNING) << options_.name << " zygote " << pid() << ": " << line
               << (skipped == 0 ? "" : absl::StrCat(" (after ", skipped, " lines that were not logged)"));
}

void ZygoteProcess::OnExit(const ChildExit& exit) {
  const std::shared_ptr<ZygoteProcess> self = shared_from_this();
  // Forks that it had still answered are good.
  ReadReplies();
  ReadStandardError();
  SetDeadline(absl::InfiniteDuration(), "");
  const std::string how = reason_.empty() || reason_ == "it closed its socket" ? exit.ToString() : reason_;
  const bool strays = deaf_ || !unanswered_.empty();
  for (auto& [id, pending] : std::exchange(unanswered_, {})) {
    pending.forked(absl::UnavailableError(absl::StrCat("the zygote ended: ", how)));
  }
  for (Pending& pending : std::exchange(unsent_, {})) {
    pending.forked(absl::UnavailableError(absl::StrCat("the zygote ended: ", how)));
  }
  deaf_ = true;
  if (strays) children_->ReapStrays(pid());
  if (callbacks_.gone != nullptr)
    std::exchange(callbacks_.gone, nullptr)(error_line_.empty() ? how : absl::StrCat(how, ": ", error_line_));
}

}  // namespace isobridge::isolate
