#include "clients/cli/embedded_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

namespace isobridge::cli {
namespace {

constexpr size_t kLogTailLines = 12;

// Enough for the lines that are shown.
constexpr off_t kLogTailBytes = 64 << 10;

absl::Status SystemError(std::string_view what) {
  return absl::UnavailableError(absl::StrCat("can't make ", what, ": ", std::strerror(errno)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedServer>> EmbeddedServer::Start(Options options) {
  std::unique_ptr<EmbeddedServer> server(new EmbeddedServer(std::move(options)));
  if (absl::Status status = server->Launch(); !status.ok()) return status;
  return server;
}

EmbeddedServer::~EmbeddedServer() {
  if (process_ == nullptr) return;
  process_->Signal(SIGTERM);
  process_->WaitExit(options_.stop_timeout);
}

absl::Status EmbeddedServer::Launch() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return SystemError("a pipe");
  UniqueFd ready(ends[0]), ready_write(ends[1]);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return SystemError("a pair of sockets");
  connection_ = UniqueFd(ends[0]);
  UniqueFd their_connection(ends[1]);
  log_ = UniqueFd(memfd_create("isobridge-log", MFD_CLOEXEC));
  if (!log_.is_open()) return SystemError("a file in memory");
  ChildOptions child{.argv = options_.command,
                     .stdout_fd = log_.get(),
                     .stderr_fd = log_.get(),
                     .kept_fds = {ready_write.get(), their_connection.get()}};
  child.argv.push_back(absl::StrCat("--listen=fd:", their_connection.get()));
  child.argv.push_back(absl::StrCat("--ready_fd=", ready_write.get()));
  absl::StatusOr<std::unique_ptr<ChildProcess>> process = ChildProcess::Start(child);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  // Its end must show here as the end of the pipe.
  ready_write.Close();
  return AwaitReady(ready.get());
}

absl::Status EmbeddedServer::AwaitReady(int ready_fd) {
  const absl::Time deadline = absl::Now() + options_.start_timeout;
  for (;;) {
    pollfd fds[] = {{.fd = ready_fd, .events = POLLIN, .revents = 0},
                    {.fd = options_.interrupt_fd, .events = POLLIN, .revents = 0}};
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration())
      return NotReady(absl::StrCat("was not ready after ", absl::FormatDuration(options_.start_timeout)));
    poll(fds, 2, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
    if (fds[1].revents != 0) return absl::CancelledError("interrupted while the service was starting");
    if (fds[0].revents == 0) continue;
    char byte;
    const ssize_t n = read(ready_fd, &byte, 1);
    if (n > 0) return absl::OkStatus();
    if (n < 0 && errno == EINTR) continue;
    const std::optional<int> exit = process_->WaitExit(absl::Seconds(1));
    return NotReady(exit.has_value() ? absl::StrCat(DescribeExit(*exit), " before it was ready")
                                     : "closed its ready descriptor without being ready");
  }
}

absl::Status EmbeddedServer::NotReady(std::string_view what) const {
  const std::string log = LogTail();
  return absl::UnavailableError(absl::StrCat("the service (", absl::StrJoin(options_.command, " "), ") ", what,
                                             log.empty() ? "; it logged nothing" : absl::StrCat("; the end of its log:\n", log)));
}

std::string EmbeddedServer::LogTail() const {
  struct stat file;
  if (fstat(log_.get(), &file) != 0) return "";
  std::string log(static_cast<size_t>(std::min(file.st_size, kLogTailBytes)), '\0');
  const ssize_t count = pread(log_.get(), log.data(), log.size(), file.st_size - static_cast<off_t>(log.size()));
  log.resize(count < 0 ? 0 : static_cast<size_t>(count));
  std::vector<std::string_view> lines = absl::StrSplit(absl::StripTrailingAsciiWhitespace(log), '\n');
  if (lines.size() > kLogTailLines) lines.erase(lines.begin(), lines.end() - kLogTailLines);
  return absl::StrJoin(lines, "\n");
}

}  // namespace isobridge::cli
