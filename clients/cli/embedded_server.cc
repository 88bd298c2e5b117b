#include "clients/cli/embedded_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "clients/cli/text_file.h"
#include "clients/cli/unique_fd.h"

namespace isobridge::cli {
namespace {

constexpr size_t kLogTailLines = 12;

std::string TemporaryFolder() {
  const char* folder = getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedServer>> EmbeddedServer::Start(Options options) {
  std::unique_ptr<EmbeddedServer> server(new EmbeddedServer(std::move(options)));
  if (absl::Status status = server->MakeFolder(); !status.ok()) return status;
  if (absl::Status status = server->Launch(); !status.ok()) return status;
  return server;
}

EmbeddedServer::~EmbeddedServer() {
  if (process_ != nullptr) {
    process_->Signal(SIGTERM);
    process_->WaitExit(options_.stop_timeout);
    process_.reset();
  }
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::string EmbeddedServer::address() const { return absl::StrCat("unix:", folder_, "/socket"); }

absl::Status EmbeddedServer::MakeFolder() {
  std::string path = absl::StrCat(TemporaryFolder(), "/isobridge-XXXXXX");
  // Mode 0700: nobody else can connect.
  if (mkdtemp(path.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("can't make a folder ", path, " for the service's socket: ", std::strerror(errno)));
  }
  folder_ = path;
  constexpr size_t kMaxSocketPath = 107;
  if (folder_.size() + std::strlen("/socket") > kMaxSocketPath) {
    return absl::UnavailableError(absl::StrCat("the path of a socket in ", folder_, " is too long for the system (",
                                               kMaxSocketPath, " bytes); set TMPDIR to a shorter one"));
  }
  return absl::OkStatus();
}

absl::Status EmbeddedServer::Launch() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::UnavailableError(absl::StrCat("can't make a pipe: ", std::strerror(errno)));
  UniqueFd ready(ends[0]), ready_write(ends[1]);
  UniqueFd log(open(absl::StrCat(folder_, "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  ChildOptions child{.argv = options_.command, .stdout_fd = log.get(), .stderr_fd = log.get(), .kept_fd = ready_write.get()};
  child.argv.push_back(absl::StrCat("--listen=", address()));
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
  absl::StatusOr<std::string> log = ReadTextFile(absl::StrCat(folder_, "/log"));
  if (!log.ok()) return "";
  std::vector<std::string_view> lines = absl::StrSplit(absl::StripTrailingAsciiWhitespace(*log), '\n');
  if (lines.size() > kLogTailLines) lines.erase(lines.begin(), lines.end() - kLogTailLines);
  return absl::StrJoin(lines, "\n");
}

}  // namespace isobridge::cli
