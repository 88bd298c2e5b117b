#include "clients/cli/tool_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/json_text.h"

namespace isobridge::cli {
namespace {

constexpr size_t kMaxErrorBytes = 64 << 10;

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

absl::StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::UnavailableError(absl::StrCat("can't make a pipe: ", std::strerror(errno)));
  return Pipe{.read_end = UniqueFd(ends[0]), .write_end = UniqueFd(ends[1])};
}

void SetNonBlocking(const UniqueFd& fd) { fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK); }

// Appends what can be read now, at most until `out` has `limit` bytes; closes `fd` at its end. False: there is more than that.
bool Drain(UniqueFd& fd, size_t limit, std::string* out) {
  char buffer[65536];
  while (fd.is_open()) {
    const ssize_t n = read(fd.get(), buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return true;
    if (n <= 0) {
      fd.Close();
      return true;
    }
    const size_t room = limit - out->size();
    out->append(buffer, std::min(static_cast<size_t>(n), room));
    if (static_cast<size_t>(n) > room) return false;
  }
  return true;
}

std::string TextMember(const Json& object, const std::string& key) {
  return object.contains(key) && object.at(key).is_string() ? object.at(key).as<std::string>() : std::string();
}

// The error that a tool described as JSON, if it did.
std::optional<ToolError> StructuredError(std::string_view text) {
  absl::StatusOr<Json> json = ParseJson(text);
  if (!json.ok() || !json->is_object()) return std::nullopt;
  ToolError error{.name = TextMember(*json, "name"), .message = TextMember(*json, "message"), .code = TextMember(*json, "code")};
  if (error.message.empty()) return std::nullopt;
  if (json->contains("data")) error.data_json = CompactJson(json->at("data"));
  return error;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ToolProcess>> ToolProcess::Start(const CommandTool& tool, std::string args_json,
                                                                std::vector<std::string> environment) {
  absl::StatusOr<Pipe> in = MakePipe(), out = MakePipe(), err = MakePipe();
  for (const absl::StatusOr<Pipe>* pipe : {&in, &out, &err}) {
    if (!pipe->ok()) return pipe->status();
  }
  absl::StatusOr<std::unique_ptr<ChildProcess>> child = ChildProcess::Start({.argv = tool.argv,
                                                                             .folder = tool.folder,
                                                                             .extra_environment = std::move(environment),
                                                                             .stdin_fd = in->read_end.get(),
                                                                             .stdout_fd = out->write_end.get(),
                                                                             .stderr_fd = err->write_end.get()});
  if (!child.ok()) return child.status();
  std::unique_ptr<ToolProcess> process(new ToolProcess(tool, std::move(args_json)));
  process->child_ = *std::move(child);
  process->stdin_ = std::move(in->write_end);
  process->stdout_ = std::move(out->read_end);
  process->stderr_ = std::move(err->read_end);
  for (const UniqueFd* fd : {&process->stdin_, &process->stdout_, &process->stderr_}) SetNonBlocking(*fd);
  return process;
}

ToolProcess::ToolProcess(const CommandTool& tool, std::string args_json)
    : argv_(tool.argv), timeout_(tool.timeout), args_json_(std::move(args_json)), deadline_(absl::Now() + tool.timeout) {}

void ToolProcess::AppendPollFds(std::vector<pollfd>* fds) const {
  if (stdin_.is_open()) fds->push_back({.fd = stdin_.get(), .events = POLLOUT, .revents = 0});
  if (stdout_.is_open()) fds->push_back({.fd = stdout_.get(), .events = POLLIN, .revents = 0});
  if (stderr_.is_open()) fds->push_back({.fd = stderr_.get(), .events = POLLIN, .revents = 0});
  fds->push_back({.fd = child_->pidfd(), .events = POLLIN, .revents = 0});
}

bool ToolProcess::Advance(absl::Time now) {
  WriteInput();
  // Asked before the last read, so that nothing which was written before the end is missed.
  const std::optional<int> exit = child_->PollExit();
  ReadOutput();
  if (exit.has_value()) {
    wait_status_ = *exit;
    return true;
  }
  timed_out_ = now >= deadline_;
  return timed_out_ || too_long_;
}

void ToolProcess::WriteInput() {
  while (stdin_.is_open()) {
    const ssize_t n = write(stdin_.get(), args_json_.data() + written_, args_json_.size() - written_);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n >= 0) written_ += static_cast<size_t>(n);
    // A tool need not read its arguments: a closed pipe is no failure.
    if (n < 0 || written_ == args_json_.size()) stdin_.Close();
  }
}

void ToolProcess::ReadOutput() {
  if (!Drain(stdout_, kMaxOutputBytes, &output_)) too_long_ = true;
  // Beyond the limit it is read and dropped, so that the tool does not block on it.
  std::string overflow;
  while (stderr_.is_open() &&
         !Drain(stderr_, kMaxErrorBytes, error_output_.size() < kMaxErrorBytes ? &error_output_ : &overflow)) {
    overflow.clear();
  }
}

ToolAnswer ToolProcess::Failure() const {
  if (std::optional<ToolError> error = StructuredError(error_output_)) return {.error = *std::move(error)};
  const std::string_view text = absl::StripAsciiWhitespace(error_output_);
  return FailedAnswer(
      "TOOL_FAILED", text.empty() ? absl::StrCat(absl::StrJoin(argv_, " "), " ", DescribeExit(wait_status_)) : std::string(text));
}

ToolAnswer ToolProcess::Answer() const {
  const std::string command = absl::StrJoin(argv_, " ");
  if (timed_out_) {
    return FailedAnswer("TOOL_TIMEOUT", absl::StrCat(command, " took longer than its timeout_ms, ",
                                                     absl::ToInt64Milliseconds(timeout_), ", and was killed"));
  }
  if (too_long_)
    return FailedAnswer("TOOL_BAD_OUTPUT",
                        absl::StrCat(command, " wrote more than ", kMaxOutputBytes, " bytes to standard output"));
  if (wait_status_ != 0) return Failure();
  const std::string_view text = absl::StripAsciiWhitespace(output_);
  if (text.empty()) return {};
  if (absl::Status status = ParseJson(text).status(); !status.ok()) {
    return FailedAnswer("TOOL_BAD_OUTPUT", absl::StrCat(command, " wrote no JSON to standard output: ", status.message()));
  }
  return {.result_json = std::string(text)};
}

}  // namespace isobridge::cli
