#include "clients/cli/run_command.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/clock_interface.h"
#include "clients/cli/embedded_server.h"
#include "clients/cli/json_lines.h"
#include "clients/cli/json_text.h"
#include "clients/cli/printable.h"
#include "clients/cli/run_options.h"
#include "clients/cli/run_session.h"
#include "clients/cli/run_view.h"
#include "clients/cli/server_channel.h"
#include "clients/cli/service_error.h"
#include "clients/cli/signal_watch.h"
#include "clients/cli/text_file.h"
#include "clients/cli/tools_file.h"

namespace isobridge::cli {
namespace {

enum ExitStatus { kReturned = 0, kProgramFailed = 1, kUsage = 2, kServiceFailed = 3 };

constexpr std::string_view kNoOutput = "can't write to standard output";

// How long the service may take to say that a cancelled program has ended.
constexpr absl::Duration kCancelGrace = absl::Seconds(3);

bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

void WriteError(std::string_view text) { WriteAll(STDERR_FILENO, text); }

int Fail(ExitStatus status, std::string_view message) {
  WriteError(absl::StrCat("isobridge run: ", message, "\n"));
  return status;
}

// What a run needs, read from files before anything is started.
struct RunInputs {
  isobridge::v1::Start start;
  ToolsFile tools;
  std::string token;
};

// Also shorter than what gRPC takes as metadata.
constexpr size_t kMaxTokenBytes = 4096;

// The token in the file, white space at its end aside. Errors don't show it.
absl::StatusOr<std::string> ReadToken(const std::string& path) {
  absl::StatusOr<std::string> text = ReadTextFile(path);
  if (!text.ok()) return absl::InvalidArgumentError(absl::StrCat("--token_file: ", text.status().message()));
  absl::StripTrailingAsciiWhitespace(&*text);
  if (text->empty()) return absl::InvalidArgumentError(absl::StrCat("--token_file: ", path, " is empty"));
  if (text->size() > kMaxTokenBytes || !std::ranges::all_of(*text, absl::ascii_isgraph)) {
    return absl::InvalidArgumentError(absl::StrCat("--token_file: ", path, " must be one token alone, of at most ",
                                                   kMaxTokenBytes, " printable ASCII characters without spaces"));
  }
  return *std::move(text);
}

absl::StatusOr<std::string> ReadInput(const std::string& input) {
  if (input.empty()) return std::string();
  absl::Status not_json = ParseJson(input).status();
  if (not_json.ok()) return input;
  absl::StatusOr<std::string> text = ReadTextFile(input);
  if (!text.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--input is neither JSON (", not_json.message(), ") nor a file (", text.status().message(), ")"));
  }
  if (absl::Status status = ParseJson(*text).status(); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--input: ", input, " is no JSON: ", status.message()));
  }
  return *std::move(text);
}

absl::StatusOr<RunInputs> ReadInputs(const RunOptions& options) {
  RunInputs inputs{.start = options.request, .tools = {}, .token = {}};
  absl::StatusOr<std::string> code = ReadTextFile(options.program);
  if (!code.ok()) return code.status();
  absl::StatusOr<std::string> input = ReadInput(options.input);
  if (!input.ok()) return input.status();
  if (!options.tools.empty()) {
    absl::StatusOr<ToolsFile> tools = ToolsFile::Load(options.tools);
    if (!tools.ok()) return tools.status();
    inputs.tools = *std::move(tools);
  }
  if (!options.token_file.empty()) {
    absl::StatusOr<std::string> token = ReadToken(options.token_file);
    if (!token.ok()) return token.status();
    inputs.token = *std::move(token);
  }
  inputs.start.set_code(*std::move(code));
  inputs.start.set_input_json(*std::move(input));
  return inputs;
}

RunView::Options ViewOptions() {
  RunView::Options options;
  const char* term = getenv("TERM");
  if (!isatty(STDERR_FILENO) || term == nullptr || std::string_view(term) == "dumb") return options;
  options.kind = RunView::Options::Kind::kTerminal;
  const char* no_color = getenv("NO_COLOR");
  if (no_color == nullptr || *no_color == '\0') options.colors = RunView::Options::Colors::kOn;
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) options.columns = size.ws_col;
  if (size.ws_row > 4) options.max_live_lines = std::min<size_t>(options.max_live_lines, size.ws_row - 3);
  return options;
}

int ReportServiceError(const grpc::Status& status, const RunOptions& options, const EmbeddedServer* server) {
  std::string message = DescribeServiceError(status);
  switch (status.error_code()) {
    case grpc::StatusCode::INVALID_ARGUMENT:
      return Fail(kUsage, message);
    case grpc::StatusCode::FAILED_PRECONDITION:
      return Fail(kUsage, IsCatalogUnknown(status) ? absl::StrCat(message, "\nwith --tools they are sent again") : message);
    case grpc::StatusCode::UNAUTHENTICATED:
      return Fail(kServiceFailed, absl::StrCat(message, "\n--token_file, or --tls_cert with --tls_key, says who calls"));
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::UNKNOWN:
      break;
    default:
      return Fail(kServiceFailed, message);  // An open set: gRPC may add to it.
  }
  if (server == nullptr) {
    absl::StrAppend(&message, "\nthe address was ", options.server.address);
    // A service that answers says when to try again.
    const bool nobody_answers = status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty();
    if (nobody_answers) absl::StrAppend(&message, "; start the service there (./dev serve), or check the address");
    if (nobody_answers && options.server.tls_ca.empty()) {
      absl::StrAppend(&message, "; if it wants TLS, give --tls_ca (and --tls_cert with --tls_key, if it asks for a certificate)");
    }
    return Fail(kServiceFailed, message);
  }
  return Fail(kServiceFailed, absl::StrCat(message, "\nthe end of the service's log:\n", server->LogTail()));
}

int ReportOutcome(const RunOutcome& outcome, const RunOptions& options, const EmbeddedServer* server) {
  if (!outcome.status.ok()) return ReportServiceError(outcome.status, options, server);
  if (!outcome.finished.has_value())
    return Fail(kServiceFailed, "the service ended the stream without saying how the program ended");
  if (outcome.finished->has_error()) return kProgramFailed;
  const std::string& json = outcome.finished->value().json();
  if (options.output == RunOptions::Output::kJsonLines || json.empty()) return kReturned;
  absl::StatusOr<Json> value = ParseJson(json);
  // A value that this parser can't read, such as a lone surrogate, is still the value; JSON itself has nothing to escape here.
  const std::string text = absl::StrCat(value.ok() ? PrettyJson(*value) : Printable(json, LineBreaks::kKept), "\n");
  return WriteAll(STDOUT_FILENO, text) ? kReturned : Fail(kServiceFailed, kNoOutput);
}

// Passes signals on to a session for as long as it lives.
class InterruptScope {
 public:
  InterruptScope(SignalWatch* signals, RunSession* session, RunObserver* observer) : signals_(signals) {
    signals_->Set([this, session](int count) { OnSignal(count, session); },
                  [this, session, observer] {
                    observer->OnBeat();
                    if (absl::Now() >= give_up_) session->Abandon();
                  });
  }
  ~InterruptScope() { signals_->Set(nullptr, nullptr); }

 private:
  void OnSignal(int count, RunSession* session) {
    if (count > 1) return session->Abandon();
    session->Cancel("the client was interrupted");
    give_up_ = absl::Now() + kCancelGrace;
  }

  SignalWatch* const signals_;
  // Of the thread of the signals.
  absl::Time give_up_ = absl::InfiniteFuture();
};

RunOutcome RunOn(const std::shared_ptr<grpc::Channel>& channel, const RunOptions& options, RunInputs inputs,
                 SignalWatch* signals) {
  const std::unique_ptr<isobridge::v1::Sandbox::Stub> stub = isobridge::v1::Sandbox::NewStub(channel);
  RunSession* running = nullptr;
  bool output_failed = false;
  RunView view(ViewOptions(), &absl::Clock::GetRealClock(), WriteError);
  JsonLines lines([&running, &output_failed](std::string_view line) {
    if (output_failed || WriteAll(STDOUT_FILENO, line)) return;
    // Nobody reads on: the rest of the run would be for nothing.
    output_failed = true;
    running->Abandon();
  });
  RunObserver* observer = &view;
  if (options.output == RunOptions::Output::kJsonLines) observer = &lines;
  RunSession session(stub.get(), inputs.tools, {.tool_processes = options.tool_processes, .token = std::move(inputs.token)},
                     observer);
  running = &session;
  InterruptScope interrupts(signals, &session, observer);
  // A signal that came before the scope was there.
  if (signals->first() != 0) session.Abandon();
  RunOutcome outcome = session.Run(std::move(inputs.start));
  if (output_failed) outcome.status = grpc::Status(grpc::StatusCode::CANCELLED, std::string(kNoOutput));
  return outcome;
}

int RunWithSignals(RunOptions options, RunInputs inputs, SignalWatch* signals) {
  std::unique_ptr<EmbeddedServer> server;
  if (options.server.address.empty()) {
    absl::StatusOr<std::unique_ptr<EmbeddedServer>> started = EmbeddedServer::Start({.interrupt_fd = signals->fd()});
    if (!started.ok()) return Fail(kServiceFailed, started.status().message());
    server = *std::move(started);
    options.server.connection = server->TakeConnection();
  }
  absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = OpenChannel(options.server);
  if (!channel.ok()) return Fail(kUsage, channel.status().message());
  return ReportOutcome(RunOn(*channel, options, std::move(inputs), signals), options, server.get());
}

}  // namespace

int RunCommand(int argc, char** argv) {
  absl::StatusOr<RunOptions> options = RunOptions::Parse(std::vector<std::string>(argv + 1, argv + argc));
  if (!options.ok()) return Fail(kUsage, options.status().message());
  if (options->help) return WriteAll(STDOUT_FILENO, RunOptions::Usage()) ? kReturned : kServiceFailed;
  absl::StatusOr<RunInputs> inputs = ReadInputs(*options);
  if (!inputs.ok()) return Fail(kUsage, inputs.status().message());
  signal(SIGPIPE, SIG_IGN);
  SignalWatch signals;
  const int status = RunWithSignals(*std::move(options), *std::move(inputs), &signals);
  return signals.first() == 0 ? status : 128 + signals.first();
}

}  // namespace isobridge::cli
