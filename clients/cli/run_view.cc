#include "clients/cli/run_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/printable.h"

namespace isobridge::cli {
namespace {

using isobridge::v1::AnswerRefused;
using isobridge::v1::CallCancelled;
using isobridge::v1::Console;
using isobridge::v1::ExecuteResponse;
using isobridge::v1::Finished;

constexpr size_t kLabelWidth = 8;
// An argument list or a detail is cut before it is made printable: it may be megabytes.
constexpr size_t kMaxShownBytes = 4096;

std::string OneLine(std::string_view text) { return Printable(text.substr(0, kMaxShownBytes), LineBreaks::kEscaped); }

std::string Milliseconds(absl::Duration duration) {
  const double ms = absl::ToDoubleMilliseconds(duration);
  if (ms < 10) return absl::StrFormat("%.1f ms", ms);
  if (ms < 10'000) return absl::StrFormat("%.0f ms", ms);
  return absl::StrFormat("%.1f s", ms / 1000);
}

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

// "warn" for LEVEL_WARN.
std::string LevelName(Console::Level level) {
  std::string_view name = Console::Level_Name(level);
  absl::ConsumePrefix(&name, "LEVEL_");
  return level == Console::LEVEL_UNSPECIFIED ? "log" : absl::AsciiStrToLower(name);
}

std::string_view ReasonText(CallCancelled::Reason reason) {
  if (reason == CallCancelled::REASON_TIMEOUT) return "took longer than its limit";
  if (reason == CallCancelled::REASON_PROGRAM_ENDED) return "the program ended without waiting for it";
  if (reason == CallCancelled::REASON_CHANNEL_CLOSED) return "there was nobody to answer it";
  return "";
}

std::string ErrorText(const ToolError& error) {
  return error.code.empty() ? error.message : absl::StrCat(error.code, ": ", error.message);
}

}  // namespace

RunView::RunView(Options options, absl::Clock* clock, std::function<void(std::string_view)> write)
    : options_(options), clock_(clock), write_(std::move(write)) {}

void RunView::OnMessage(const ExecuteResponse& message) {
  absl::MutexLock lock(mu_);
  switch (message.message_case()) {
    case ExecuteResponse::kCall:
      pending_[message.call().id()] = {
          .tool = OneLine(message.call().tool()), .args = OneLine(message.call().args_json()), .since = clock_->TimeNow()};
      Print("");
      return;
    case ExecuteResponse::kCallCancelled:
      CallEnded(message.call_cancelled().id(),
                message.call_cancelled().reason() == CallCancelled::REASON_TIMEOUT ? "timeout" : "void", Style::kYellow,
                ReasonText(message.call_cancelled().reason()));
      return;
    case ExecuteResponse::kConsole:
      return Labelled(LevelName(message.console().level()),
                      message.console().level() >= Console::LEVEL_WARN ? Style::kYellow : Style::kFaint,
                      message.console().text());
    case ExecuteResponse::kDraining:
      return Labelled("warning", Style::kYellow, "the service is about to end");
    case ExecuteResponse::kAnswerRefused:
      return Labelled("warning", Style::kYellow,
                      absl::StrCat("the answer to call ", message.answer_refused().id(),
                                   " was not used: ", message.answer_refused().message()));
    case ExecuteResponse::kFinished:
      return ShowFinished(message.finished());
    case ExecuteResponse::kStarted:
    case ExecuteResponse::kTimerFired:
    case ExecuteResponse::kCallSettled:
    case ExecuteResponse::MESSAGE_NOT_SET:
      return;
  }
}

void RunView::OnAnswer(uint32_t id, const ToolAnswer& answer) {
  absl::MutexLock lock(mu_);
  if (answer.error.has_value()) return CallEnded(id, "error", Style::kRed, ErrorText(*answer.error));
  CallEnded(id, "ok", Style::kGreen, "");
}

void RunView::OnToolLog(std::string_view tool, std::string_view text) {
  absl::MutexLock lock(mu_);
  Labelled("tool", Style::kFaint, absl::StrCat(tool, ": ", absl::StripTrailingAsciiWhitespace(text)));
}

void RunView::OnCatalogUnknown() {
  absl::MutexLock lock(mu_);
  Labelled("catalog", Style::kYellow, "the service doesn't know the tools that --catalog names; those of --tools are sent");
}

void RunView::OnBeat() {
  absl::MutexLock lock(mu_);
  if (!pending_.empty()) Print("");
}

void RunView::CallEnded(uint32_t id, std::string_view outcome, Style style, std::string_view detail) {
  const auto call = pending_.find(id);
  if (call == pending_.end()) return;
  const std::string tail = absl::StrCat("  ", outcome, "  ", Milliseconds(clock_->TimeNow() - call->second.since));
  const std::string label = Styled(Style::kFaint, absl::StrFormat("%-*s", kLabelWidth, "call"));
  const size_t room = options_.columns > kLabelWidth + tail.size() + 20 ? options_.columns - kLabelWidth - tail.size() : 20;
  const std::string text = CutToWidth(CallText(id, call->second), room);
  std::string shown = absl::StrCat(label, text, Styled(style, tail));
  // An error is worth a line of its own more than it is worth being cut.
  if (!detail.empty())
    absl::StrAppend(&shown, "\n", std::string(kLabelWidth, ' '),
                    Styled(style, CutToWidth(OneLine(detail), std::max<size_t>(options_.columns, 40) - kLabelWidth)));
  pending_.erase(call);
  Print(absl::StrCat(shown, "\n"));
}

void RunView::ShowFinished(const Finished& finished) {
  // What still waits was never said to be void: the service ended the program from outside.
  while (!pending_.empty()) CallEnded(pending_.begin()->first, "void", Style::kYellow, "");
  for (const isobridge::v1::Warning& warning : finished.warnings()) Labelled("warning", Style::kYellow, warning.message());
  for (const isobridge::v1::Diagnostic& diagnostic : finished.diagnostics()) ShowAdvice(diagnostic);
  if (finished.has_error()) ShowError(finished.error());
  ShowSummary(finished);
}

// What may be wrong. That a type isn't said is no news to who wrote the program.
void RunView::ShowAdvice(const isobridge::v1::Diagnostic& diagnostic) {
  if (diagnostic.severity() == isobridge::v1::Diagnostic::SEVERITY_INFO) return;
  Labelled("check", Style::kYellow,
           absl::StrCat(diagnostic.start().line(), ":", diagnostic.start().column(), " ", diagnostic.message()));
}

void RunView::ShowError(const isobridge::v1::ExecutionError& error) {
  std::string_view code = isobridge::v1::ExecutionError::Code_Name(error.code());
  absl::ConsumePrefix(&code, "CODE_");
  Labelled("error", Style::kRed, absl::StrCat(error.name(), ": ", error.message()));
  std::string text;
  if (!error.code_frame().empty())
    absl::StrAppend(&text, Printable(absl::StripTrailingAsciiWhitespace(error.code_frame()), LineBreaks::kKept), "\n");
  if (!error.stack().empty())
    absl::StrAppend(&text, Styled(Style::kFaint, Printable(absl::StripTrailingAsciiWhitespace(error.stack()), LineBreaks::kKept)),
                    "\n");
  absl::StrAppend(&text, Styled(Style::kFaint, code));
  if (!error.thrown_code().empty())
    absl::StrAppend(&text, Styled(Style::kFaint, absl::StrCat(", thrown with code ", OneLine(error.thrown_code()))));
  if (error.has_location())
    absl::StrAppend(
        &text, Styled(Style::kFaint, absl::StrCat(", line ", error.location().line(), ", column ", error.location().column())));
  Print(absl::StrCat(text, "\n"));
}

void RunView::ShowSummary(const Finished& finished) {
  const isobridge::v1::Usage& usage = finished.usage();
  const uint32_t calls = usage.calls();
  Print(Styled(Style::kFaint,
               absl::StrCat(finished.has_error()              ? "failed"
                            : finished.value().json().empty() ? "returned undefined"
                                                              : "returned",
                            " after ", Milliseconds(FromProto(usage.wall_time())), ", ", calls, calls == 1 ? " call" : " calls",
                            ", ", Milliseconds(FromProto(usage.cpu_time())), " of processor time")) +
        "\n");
}

void RunView::Labelled(std::string_view label, Style style, std::string_view text) {
  std::string shown;
  std::string head = Styled(style, absl::StrFormat("%-*s", kLabelWidth, label));
  for (std::string_view line : absl::StrSplit(text, '\n')) {
    absl::StrAppend(&shown, head, Printable(line, LineBreaks::kEscaped), "\n");
    head = std::string(kLabelWidth, ' ');
  }
  Print(shown);
}

void RunView::Print(std::string_view text) {
  if (options_.kind == Options::Kind::kPlain) {
    if (!text.empty()) write_(text);
    return;
  }
  // One write for all, so that the live lines don't flicker: up to the first of them, clear from there, print, draw them again.
  std::string out;
  if (live_lines_ > 0) absl::StrAppend(&out, "\x1b[", live_lines_, "A\x1b[J");
  absl::StrAppend(&out, text, LiveLines());
  if (!out.empty()) write_(out);
}

std::string RunView::LiveLines() {
  std::string lines;
  live_lines_ = 0;
  for (const auto& [id, call] : pending_) {
    if (live_lines_ == options_.max_live_lines) {
      absl::StrAppend(&lines,
                      Styled(Style::kFaint, absl::StrCat("        and ", pending_.size() - live_lines_, " more calls\n")));
      ++live_lines_;
      break;
    }
    const std::string tail = absl::StrCat("  ", Milliseconds(clock_->TimeNow() - call.since));
    const size_t room = options_.columns > kLabelWidth + tail.size() + 20 ? options_.columns - kLabelWidth - tail.size() - 1 : 20;
    absl::StrAppend(&lines, Styled(Style::kFaint, absl::StrFormat("%-*s", kLabelWidth, "waits")),
                    CutToWidth(CallText(id, call), room), Styled(Style::kFaint, tail), "\n");
    ++live_lines_;
  }
  return lines;
}

std::string RunView::CallText(uint32_t id, const Pending& call) const {
  return absl::StrCat(id, " ", call.tool, "(", call.args, ")");
}

std::string RunView::Styled(Style style, std::string_view text) const {
  if (options_.colors == Options::Colors::kOff || style == Style::kPlain) return std::string(text);
  std::string_view code;
  switch (style) {
    case Style::kPlain:
      break;
    case Style::kFaint:
      code = "2";
      break;
    case Style::kGreen:
      code = "32";
      break;
    case Style::kYellow:
      code = "33";
      break;
    case Style::kRed:
      code = "31";
      break;
  }
  return absl::StrCat("\x1b[", code, "m", text, "\x1b[0m");
}

}  // namespace isobridge::cli
