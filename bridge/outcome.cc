#include "bridge/outcome.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bridge/attachments.h"
#include "bridge/byte_text.h"
#include "bridge/code_frame.h"
#include "bridge/json_text.h"
#include "bridge/utf8.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::ExecutionError;
using isobridge::v1::Finished;
using Reason = worker::v1::Finished;

// What a thrown error may bring to the client; longer texts are cut.
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxTextBytes = 64u << 10;
constexpr size_t kMaxWarningBytes = 4u << 10;
constexpr int kMaxWarnings = 1'000;
// Its limit is shared with others, so that no number of it says anything.
constexpr std::string_view kServiceMemory = "service_memory";
// 1,000 characters of at most four bytes, and the sentence around them.
constexpr size_t kMaxReasonBytes = 4'100;

Finished Failure(ExecutionError::Code code, std::string_view name, std::string message) {
  Finished outcome;
  ExecutionError* error = outcome.mutable_error();
  error->set_code(code);
  error->mutable_name()->assign(name);
  error->set_message(std::move(message));
  return outcome;
}

isobridge::v1::LimitFired Fired(std::string_view name, uint64_t limit, uint64_t used, std::string_view unit) {
  isobridge::v1::LimitFired fired;
  fired.mutable_name()->assign(name);
  fired.set_limit(limit);
  fired.set_used(used);
  fired.mutable_unit()->assign(unit);
  return fired;
}

void SetLimit(std::string_view name, uint64_t limit, uint64_t used, std::string_view unit, Finished* outcome) {
  *outcome->mutable_error()->mutable_limit() = Fired(name, limit, used, unit);
}

uint64_t Millis(absl::Duration duration) {
  return static_cast<uint64_t>(std::max<int64_t>(0, absl::ToInt64Milliseconds(duration)));
}

constexpr int kMostCauses = 10;
constexpr size_t kMaxCauseBytes = 2'000;

// The compiler knows no tools.
std::string WithFunctions(std::string message, std::string_view functions) {
  constexpr std::string_view kAnyFunction = "external_<name>";
  const size_t at = message.find(kAnyFunction);
  if (at != std::string::npos && !functions.empty()) message.replace(at, kAnyFunction.size(), functions);
  return message;
}

// At most `max` bytes, cut between characters.
std::string Cut(std::string text, size_t max) {
  constexpr std::string_view kMark = " …";
  if (text.size() <= max) return text;
  size_t end = max - kMark.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text.append(kMark);
}

std::string OrElse(std::string text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : std::move(text);
}

void SetPlace(uint32_t line, uint32_t column, std::string_view source, ExecutionError* error) {
  if (line == 0) return;
  error->mutable_location()->set_line(line);
  error->mutable_location()->set_column(std::max(column, 1u));
  error->set_code_frame(CodeFrame(source, line, std::max(column, 1u)));
}

bool AllUtf8(const worker::v1::Error& error) {
  return IsUtf8(error.name()) && IsUtf8(error.message()) && IsUtf8(error.code()) && IsUtf8(error.stack()) &&
         std::all_of(error.causes().begin(), error.causes().end(), [](const std::string& cause) { return IsUtf8(cause); });
}

void AddWarning(isobridge::v1::Warning::Code code, std::string message, Finished* outcome) {
  isobridge::v1::Warning* warning = outcome->add_warnings();
  warning->set_code(code);
  warning->set_message(std::move(message));
}

// `error.data`, checked like a result: it too goes to the client as JSON.
absl::Status SetThrownData(std::string data, const OutcomeTerms& terms, Finished* outcome) {
  if (data.empty()) return absl::OkStatus();
  if (data.size() > terms.limits.result_bytes) {
    AddWarning(isobridge::v1::Warning::CODE_LOSSY_RESULT,
               absl::StrCat("error.data was dropped: it has ", ByteText(data.size()), "; the limit result_bytes is ",
                            ByteText(terms.limits.result_bytes)),
               outcome);
    return absl::OkStatus();
  }
  const absl::StatusOr<uint32_t> depth = CheckJson(data, terms.limits.json_depth);
  if (absl::IsOutOfRange(depth.status())) {
    outcome->mutable_usage()->set_json_depth_peak(terms.limits.json_depth + 1);
    AddWarning(isobridge::v1::Warning::CODE_LOSSY_RESULT,
               absl::StrCat("error.data was dropped: it nests deeper than ", terms.limits.json_depth, " levels"), outcome);
    return absl::OkStatus();
  }
  if (!depth.ok()) return absl::InvalidArgumentError(absl::StrCat("error.data is not JSON: ", depth.status().message()));
  outcome->mutable_usage()->set_json_depth_peak(*depth);
  outcome->mutable_error()->set_thrown_data_json(std::move(data));
  return absl::OkStatus();
}

absl::StatusOr<Finished> Thrown(ExecutionError::Code code, std::string_view name, std::string_view message,
                                worker::v1::Error error, const OutcomeTerms& terms) {
  if (!AllUtf8(error)) return absl::InvalidArgumentError("an error's text is not UTF-8");
  Finished outcome = Failure(code, OrElse(Cut(std::move(*error.mutable_name()), kMaxNameBytes), name),
                             OrElse(Cut(std::move(*error.mutable_message()), kMaxTextBytes), message));
  ExecutionError* out = outcome.mutable_error();
  out->set_stack(Cut(std::move(*error.mutable_stack()), kMaxTextBytes));
  out->set_thrown_code(Cut(std::move(*error.mutable_code()), kMaxNameBytes));
  for (int i = 0; i < std::min(error.causes_size(), kMostCauses); ++i) {
    out->add_causes(Cut(std::move(*error.mutable_causes(i)), kMaxCauseBytes));
  }
  SetPlace(error.line(), error.column(), terms.source, out);
  if (absl::Status status = SetThrownData(std::move(*error.mutable_data_json()), terms, &outcome); !status.ok()) return status;
  return outcome;
}

Finished ResultTooDeep(uint32_t limit) {
  Finished outcome = Failure(ExecutionError::CODE_RESULT_TOO_DEEP, "RangeError",
                             absl::StrCat("The result nests arrays and objects deeper than ", limit,
                                          " levels (the limit json_depth). Return a flatter value."));
  SetLimit("json_depth", limit, uint64_t{limit} + 1, "count", &outcome);
  outcome.mutable_usage()->set_json_depth_peak(limit + 1);
  return outcome;
}

absl::StatusOr<Finished> Returned(worker::v1::Finished& finished, const OutcomeTerms& terms) {
  const uint64_t limit = terms.limits.result_bytes;
  std::string json = std::move(*finished.mutable_value_json());
  const uint64_t bytes = json.size() + BytesOf(finished.attachments());
  if (bytes > limit)
    return absl::InvalidArgumentError(absl::StrCat("sent a result of ", bytes, " bytes over the limit of ", limit));
  if (!terms.attachments && !finished.attachments().empty()) return absl::InvalidArgumentError("sent attachments unasked");
  if (!terms.truncate && finished.truncated()) return absl::InvalidArgumentError("cut the result unasked");
  if (absl::Status status = CheckAttachments(finished.attachments()); !status.ok()) return status;
  const absl::StatusOr<uint32_t> depth = json.empty() ? 0 : CheckJson(json, terms.limits.json_depth);
  if (absl::IsOutOfRange(depth.status())) return ResultTooDeep(terms.limits.json_depth);
  if (!depth.ok()) return absl::InvalidArgumentError(absl::StrCat("sent a result that is not JSON: ", depth.status().message()));
  Finished outcome;
  outcome.mutable_usage()->set_json_depth_peak(*depth);
  isobridge::v1::Value* value = outcome.mutable_value();
  value->set_json(std::move(json));
  MoveAttachments(finished.mutable_attachments(), value->mutable_attachments());
  if (!finished.truncated()) return outcome;
  value->mutable_truncation()->set_original_bytes(finished.result_bytes());
  value->mutable_truncation()->set_is_lower_bound(finished.result_bytes_is_lower_bound());
  AddWarning(isobridge::v1::Warning::CODE_RESULT_TRUNCATED,
             absl::StrCat("the result was cut: it has ", finished.result_bytes_is_lower_bound() ? "at least " : "",
                          ByteText(finished.result_bytes()), " as JSON; the limit result_bytes is ", ByteText(limit)),
             &outcome);
  return outcome;
}

Finished ResultTooLarge(uint64_t bytes, bool is_lower_bound, uint64_t limit) {
  Finished outcome = Failure(
      ExecutionError::CODE_RESULT_TOO_LARGE, "RangeError",
      absl::StrCat(
          "The result has ", is_lower_bound ? "at least " : "", ByteText(bytes), " as JSON; the limit result_bytes is ",
          ByteText(limit),
          ". Return less: aggregate, filter or take the first rows in the program, instead of returning what the tools gave."));
  SetLimit("result_bytes", limit, bytes, "bytes", &outcome);
  return outcome;
}

// `used` as the worker reported it.
Finished HeapLimit(uint64_t limit, uint64_t used) {
  Finished outcome = Failure(
      ExecutionError::CODE_HEAP_LIMIT, "MemoryLimitError",
      absl::StrCat("The program used more memory than it may: the limit heap_bytes is ", ByteText(limit),
                   ". Keep less in memory at a time: fetch in pages, and keep only the fields and rows that are needed."));
  SetLimit("heap_bytes", limit, used, "bytes", &outcome);
  return outcome;
}

Finished ProcessMemory(const WorkerExit& exit) {
  const std::string limit =
      exit.data_limit_bytes == 0 ? "" : absl::StrCat(": the limit is ", ByteText(exit.data_limit_bytes), " for everything in it");
  Finished outcome = Failure(
      ExecutionError::CODE_PROCESS_MEMORY_LIMIT, "MemoryLimitError",
      absl::StrCat("The program's process ran out of memory", limit,
                   ". A single string, array or buffer was probably too large: build it in parts, or keep less in memory."));
  SetLimit("process_memory", exit.data_limit_bytes, exit.peak_resident_bytes, "bytes", &outcome);
  return outcome;
}

absl::Status AddWarnings(worker::v1::Finished* finished, Finished* outcome) {
  if (finished->warnings_size() > kMaxWarnings)
    return absl::InvalidArgumentError(absl::StrCat("sent ", finished->warnings_size(), " warnings"));
  for (worker::v1::Warning& warning : *finished->mutable_warnings()) {
    const bool known = warning.code() != 0 && isobridge::v1::Warning::Code_IsValid(static_cast<int>(warning.code()));
    if (!known || !IsUtf8(warning.message()))
      return absl::InvalidArgumentError(absl::StrCat("sent a bad warning with code ", warning.code()));
    AddWarning(static_cast<isobridge::v1::Warning::Code>(warning.code()),
               Cut(std::move(*warning.mutable_message()), kMaxWarningBytes), outcome);
  }
  return absl::OkStatus();
}

// V8 names no limit. A program that throws the same says so of itself alone.
void NameStackLimit(uint64_t used, uint64_t limit, Finished* outcome) {
  ExecutionError& error = *outcome->mutable_error();
  if (error.name() != "RangeError" || error.message() != "Maximum call stack size exceeded") return;
  absl::StrAppend(error.mutable_message(), ": the limit stack_bytes is ", ByteText(limit),
                  ". Look for a recursion that does not end, or turn a deep one into a loop.");
  error.set_thrown_code("STACK_LIMIT");
  SetLimit("stack_bytes", limit, used, "bytes", outcome);
}

absl::StatusOr<Finished> ByReason(worker::v1::Finished& finished, const OutcomeTerms& terms) {
  const bool has_value = finished.outcome_case() == worker::v1::Finished::kValueJson;
  if (has_value != (finished.reason() == Reason::REASON_RETURNED))
    return absl::InvalidArgumentError("ended with a value and a failure's reason, or the reverse");
  const auto thrown = [&](ExecutionError::Code code, std::string_view name, std::string_view message) {
    return Thrown(code, name, message, std::move(*finished.mutable_error()), terms);
  };
  switch (finished.reason()) {
    case Reason::REASON_RETURNED:
      return Returned(finished, terms);
    case Reason::REASON_THREW: {
      auto outcome = thrown(ExecutionError::CODE_PROGRAM_THREW, "Error", "The program threw an error without a message.");
      if (outcome.ok()) NameStackLimit(finished.stack_peak_bytes(), terms.limits.stack_bytes, &*outcome);
      return outcome;
    }
    case Reason::REASON_NEVER_SETTLES:
      return thrown(ExecutionError::CODE_PROMISE_NEVER_SETTLES, "PromiseNeverSettlesError",
                    "The program waits for a promise that nothing will settle: no call and no timer is outstanding. "
                    "Check that every `new Promise` calls resolve or reject.");
    case Reason::REASON_RESULT_NOT_SERIALIZABLE:
      return thrown(ExecutionError::CODE_RESULT_NOT_SERIALIZABLE, "TypeError",
                    "The result can't be written as JSON. Return plain objects, arrays, strings, numbers, booleans or null.");
    case Reason::REASON_RESULT_TOO_LARGE:
      return ResultTooLarge(finished.result_bytes(), finished.result_bytes_is_lower_bound(), terms.limits.result_bytes);
    case Reason::REASON_HEAP_LIMIT:
      return HeapLimit(terms.limits.heap_bytes, finished.heap_peak_bytes());
    case Reason::REASON_STOPPED:
      return thrown(ExecutionError::CODE_UNSPECIFIED, "Error", "stopped");
    case Reason::REASON_SYNTAX_ERROR:
      return thrown(ExecutionError::CODE_SYNTAX_ERROR, "SyntaxError", "The source can't be parsed.");
    case Reason::REASON_UNSPECIFIED:
    case worker::v1::Finished_Reason_Finished_Reason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case worker::v1::Finished_Reason_Finished_Reason_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return absl::InvalidArgumentError(absl::StrCat("ended for the unknown reason ", static_cast<int>(finished.reason())));
}

// V8 prints these before it ends its process by a trap or an abort; `bad_alloc` is C++ at RLIMIT_DATA.
bool SaysOutOfMemory(std::string_view last_words) {
  for (const std::string_view words : {"out of memory", "OutOfMemory", "Out of memory", "invalid size error",
                                       "invalid table size", "Allocation failed", "bad_alloc", "Cannot allocate memory"}) {
    if (absl::StrContains(last_words, words)) return true;
  }
  return false;
}

// Some libraries (ICU) don't look at what malloc gave them, and die without a word.
bool HeldMost(const WorkerExit& exit) {
  return exit.data_limit_bytes != 0 && exit.peak_resident_bytes >= exit.data_limit_bytes / 2;
}

bool MayBeOutOfMemory(const WorkerExit& exit) {
  switch (exit.signal) {
    case 0:
      return exit.status != 0;
    case SIGTRAP:
    case SIGILL:
    case SIGABRT:
    case SIGSEGV:
    case SIGBUS:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<Finished> OutcomeOf(worker::v1::Finished finished, const OutcomeTerms& terms) {
  absl::StatusOr<Finished> outcome = ByReason(finished, terms);
  if (!outcome.ok()) return outcome;
  if (absl::Status status = AddWarnings(&finished, &*outcome); !status.ok()) return status;
  outcome->mutable_usage()->set_heap_peak_bytes(finished.heap_peak_bytes());
  outcome->mutable_usage()->set_memory_peak_bytes(finished.resident_peak_bytes());
  outcome->mutable_usage()->set_stack_peak_bytes(finished.stack_peak_bytes());
  return outcome;
}

Finished OutcomeOf(const CompiledProgram& program, std::string_view source, std::string_view functions) {
  ExecutionError::Code code = ExecutionError::CODE_SYNTAX_ERROR;
  std::string_view name = "SyntaxError";
  if (program.over_limit) {
    code = ExecutionError::CODE_COMPILE_LIMIT;
    name = "CompileLimitError";
  } else if (program.unsupported) {
    code = ExecutionError::CODE_UNSUPPORTED_SYNTAX;
  }
  Finished outcome = Failure(code, name, Cut(WithFunctions(program.error, functions), kMaxTextBytes));
  if (const auto& time = program.time_limit; program.over_limit && time.has_value()) {
    SetLimit(time->name, Millis(time->limit), Millis(time->used), "ms", &outcome);
  }
  SetPlace(program.line, program.column, source, outcome.mutable_error());
  return outcome;
}

Finished CheckFailed(const ProgramVerdict& verdict) {
  constexpr int kMostTold = 5;
  if (verdict.diagnostics.empty()) {
    const std::string& why = verdict.skipped.empty() ? verdict.untyped : verdict.skipped;
    return Failure(
        ExecutionError::CODE_CHECK_FAILED, "CheckError",
        absl::StrCat("The program did not run: CHECK_MODE_STRICT lets nothing run unchecked, and the check was not possible (",
                     why, "). ", verdict.skipped_for_good ? "Change that, or send it" : "Send it again, or",
                     " with CHECK_MODE_BLOCK_CERTAIN."));
  }
  // Those that forbid it stand first; strictly taken, all do.
  const auto severity = verdict.diagnostics.front().severity();
  const auto count = std::ranges::count_if(verdict.diagnostics, [&](const auto& one) { return one.severity() == severity; });
  std::string message = absl::StrCat(
      "The program did not run, and no call was made: ",
      severity == isobridge::v1::Diagnostic::SEVERITY_ERROR
          ? (count == 1 ? "one mistake in it would make it fail." : absl::StrCat(count, " mistakes in it would make it fail."))
          : absl::StrCat("strict mode allows nothing that TypeScript finds fault with (", count,
                         count == 1 ? " place)." : " places)."),
      " Correct it and send it again.");
  for (int i = 0; i < std::min<int>(static_cast<int>(count), kMostTold); ++i) {
    const isobridge::v1::Diagnostic& one = verdict.diagnostics[i];
    absl::StrAppend(&message, "\n", one.start().line(), ":", one.start().column(), " ", one.message());
    if (!one.signature().empty()) absl::StrAppend(&message, "\n  ", absl::StrReplaceAll(one.signature(), {{"\n", "\n  "}}));
  }
  if (count > kMostTold) absl::StrAppend(&message, "\n… and ", count - kMostTold, " more");
  Finished outcome = Failure(ExecutionError::CODE_CHECK_FAILED, "CheckError", Cut(std::move(message), kMaxTextBytes));
  *outcome.mutable_error()->mutable_location() = verdict.diagnostics.front().start();
  outcome.mutable_error()->set_code_frame(verdict.diagnostics.front().code_frame());
  return outcome;
}

std::optional<Finished> OutcomeOf(const WorkerExit& exit, const Limits& limits) {
  const bool by_cpu_limit = exit.signal == SIGXCPU || (exit.signal == SIGKILL && exit.cpu_time >= limits.cpu_time);
  if (by_cpu_limit) return CpuTimeLimit(limits.cpu_time, std::max(exit.cpu_time, limits.cpu_time));
  if (MayBeOutOfMemory(exit) && (SaysOutOfMemory(exit.last_words) || HeldMost(exit))) return ProcessMemory(exit);
  return std::nullopt;
}

Finished Crashed() {
  return Failure(ExecutionError::CODE_WORKER_CRASHED, "WorkerCrashedError",
                 "The process that ran the program died. The program is probably not to blame; run it again, but see `calls` for "
                 "what may have taken effect.");
}

Finished Misbehaved() {
  return Failure(
      ExecutionError::CODE_WORKER_MISBEHAVED, "WorkerMisbehavedError",
      "The process that ran the program broke the internal protocol and was killed. See `calls` for what may have taken effect.");
}

Finished WallTimeLimit(std::string_view limit_name, absl::Duration limit, absl::Duration used, std::string_view waiting) {
  const std::string_view what = limit_name == "deadline" ? "the deadline of the request" : "the limit wall_time";
  Finished outcome =
      Failure(ExecutionError::CODE_WALL_TIME_LIMIT, "TimeoutError",
              absl::StrCat("The program did not end within ", Millis(limit), " ms (", what, "). ",
                           waiting.empty() ? "Do less in one program, or look for a loop that does not end." : waiting));
  SetLimit(limit_name, Millis(limit), Millis(used), "ms", &outcome);
  return outcome;
}

Finished ToolTimeLimit(absl::Duration limit, absl::Duration used, std::string_view waiting) {
  Finished outcome = Failure(ExecutionError::CODE_TOOL_TIME_LIMIT, "TimeoutError",
                             absl::StrCat("The program waited for tools for ", Millis(used),
                                          " ms in all; the limit tool_time is ", Millis(limit), " ms. ", waiting));
  SetLimit("tool_time", Millis(limit), Millis(used), "ms", &outcome);
  return outcome;
}

Finished CpuTimeLimit(absl::Duration limit, absl::Duration used) {
  Finished outcome =
      Failure(ExecutionError::CODE_CPU_TIME_LIMIT, "TimeoutError",
              absl::StrCat("The program used ", Millis(used), " ms of processor time; the limit cpu_time is ", Millis(limit),
                           " ms. Look for a loop that does not end, or a computation that grows too fast with its input."));
  SetLimit("cpu_time", Millis(limit), Millis(used), "ms", &outcome);
  return outcome;
}

Finished ServiceMemory(uint64_t held) {
  Finished outcome = Failure(
      ExecutionError::CODE_SERVICE_MEMORY_LIMIT, "MemoryLimitError",
      absl::StrCat("The service has no memory left for what this program makes it hold, ", ByteText(held),
                   " of calls that wait for their turn, answers and results. Make fewer calls at a time, with smaller arguments "
                   "and answers, return less, or try again later."));
  SetLimit(kServiceMemory, 0, held, "bytes", &outcome);
  return outcome;
}

Finished Cancelled(std::string_view reason) {
  std::string message = "The client cancelled the program.";
  if (!reason.empty()) message = absl::StrCat("The client cancelled the program: ", reason);
  return Failure(ExecutionError::CODE_CANCELLED, "CancelledError", Cut(std::move(message), kMaxReasonBytes));
}

Finished Drained() {
  return Failure(ExecutionError::CODE_DRAINED, "DrainedError",
                 "The service ended before the program did. Run it again; see `calls` for what may have taken effect.");
}

isobridge::v1::Warning JournalDropped(uint64_t limit, uint64_t used) {
  isobridge::v1::Warning warning;
  warning.set_code(isobridge::v1::Warning::CODE_JOURNAL_DROPPED);
  warning.set_message(absl::StrCat("the record of the execution was dropped: it would have taken ", ByteText(used),
                                   "; the limit journal_bytes is ", ByteText(limit)));
  *warning.mutable_limit() = Fired("journal_bytes", limit, used, "bytes");
  return warning;
}

isobridge::v1::Warning JournalDroppedForRoom(uint64_t used) {
  isobridge::v1::Warning warning;
  warning.set_code(isobridge::v1::Warning::CODE_JOURNAL_DROPPED);
  warning.set_message(
      absl::StrCat("the record of the execution, ", ByteText(used), ", was dropped: the service's own memory is short"));
  *warning.mutable_limit() = Fired(kServiceMemory, 0, used, "bytes");
  return warning;
}

isobridge::v1::Warning CallsNotAwaited(std::string_view calls) {
  isobridge::v1::Warning warning;
  warning.set_code(isobridge::v1::Warning::CODE_CALLS_NOT_AWAITED);
  warning.set_message(
      absl::StrCat("the program ended without waiting for ", calls, "; the tools may have run. Await every call."));
  return warning;
}

uint64_t ResultBytes(const Finished& outcome) {
  const bool too_large = outcome.error().code() == ExecutionError::CODE_RESULT_TOO_LARGE;
  return too_large ? outcome.error().limit().used() : outcome.value().json().size() + BytesOf(outcome.value().attachments());
}

void AddPlace(const Finished& stopped, Finished* outcome) {
  const ExecutionError& from = stopped.error();
  if (!from.has_location()) return;
  ExecutionError* to = outcome->mutable_error();
  *to->mutable_location() = from.location();
  to->set_code_frame(from.code_frame());
  to->set_stack(from.stack());
  absl::StrAppend(to->mutable_message(), " It was running line ", from.location().line(), ".");
}

}  // namespace isobridge::bridge
