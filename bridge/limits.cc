#include "bridge/limits.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/byte_text.h"
#include "bridge/field_error.h"
#include "bridge/proto_time.h"
#include "google/protobuf/unknown_field_set.h"

namespace isobridge::bridge {
namespace {

constexpr int64_t kMaxProtoSeconds = 315'576'000'000;

// As a limit of that name is written for people.
std::string NumberText(std::string_view field, uint64_t number) {
  return absl::EndsWith(field, "_bytes") ? ByteText(number) : absl::StrCat(number);
}

// Says that `field` was above its maximum.
void NoteLowered(std::string_view field, std::string_view asked, std::string_view maximum, std::vector<std::string>* lowered) {
  lowered->push_back(absl::StrCat(field, ": ", asked, " was asked for; the server's maximum, ", maximum, ", applies"));
}

// What a newer client asks for by a field that this server doesn't have.
absl::Status CheckAllKnown(const isobridge::v1::Limits& request) {
  const google::protobuf::UnknownFieldSet& unknown = request.GetReflection()->GetUnknownFields(request);
  if (unknown.empty()) return absl::OkStatus();
  return FieldError("start.limits",
                    absl::StrCat("has field ", unknown.field(0).number(),
                                 ", a limit that this server doesn't know and so can't keep; leave it out, or ask "
                                 "a newer server. GetCapabilities has every limit that this one keeps"));
}

absl::Status CheckDuration(std::string_view field, const google::protobuf::Duration& value) {
  const std::string path = absl::StrCat("start.limits.", field);
  const int64_t seconds = value.seconds();
  const int32_t nanos = value.nanos();
  const bool mixed_signs = (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0);
  if (nanos <= -1'000'000'000 || nanos >= 1'000'000'000 || mixed_signs || seconds > kMaxProtoSeconds ||
      seconds < -kMaxProtoSeconds) {
    return FieldError(path, absl::StrCat(seconds, " s and ", nanos, " ns are no valid Duration"));
  }
  if (seconds <= 0 && nanos <= 0) {
    return FieldError(
        path, absl::StrCat("must be more than zero, is ", absl::FormatDuration(absl::Seconds(seconds) + absl::Nanoseconds(nanos)),
                           "; leave it unset for the default"));
  }
  return absl::OkStatus();
}

absl::Status ResolveTime(std::string_view field, const google::protobuf::Duration* request, absl::Duration by_default,
                         absl::Duration maximum, absl::Duration* effective, std::vector<std::string>* lowered) {
  *effective = std::min(by_default, maximum);
  if (request == nullptr) return absl::OkStatus();
  if (absl::Status status = CheckDuration(field, *request); !status.ok()) return status;
  const absl::Duration asked = absl::Seconds(request->seconds()) + absl::Nanoseconds(request->nanos());
  if (asked > maximum) NoteLowered(field, absl::FormatDuration(asked), absl::FormatDuration(maximum), lowered);
  *effective = std::min(asked, maximum);
  return absl::OkStatus();
}

template <typename Number>
Number ResolveNumber(std::string_view field, Number request, Number by_default, Number maximum,
                     std::vector<std::string>* lowered) {
  if (request == 0) return std::min(by_default, maximum);
  if (request > maximum) NoteLowered(field, NumberText(field, request), NumberText(field, maximum), lowered);
  return std::min(request, maximum);
}

// How long a call may wait at the most: without a limit of its own, as long as the program.
absl::Duration LongestWait(const Limits& limits) {
  return limits.wall_time_excludes_tools ? limits.tool_time : std::min(limits.tool_time, limits.wall_time);
}

}  // namespace

absl::StatusOr<Limits> LimitPolicy::Resolve(const isobridge::v1::Limits& request, std::vector<std::string>* lowered) const {
  if (absl::Status status = CheckAllKnown(request); !status.ok()) return status;
  Limits limits;
  const auto time = [&](std::string_view field, const google::protobuf::Duration* asked, absl::Duration Limits::* member) {
    return ResolveTime(field, asked, defaults.*member, maxima.*member, &(limits.*member), lowered);
  };
  absl::Status status = time("wall_time", request.has_wall_time() ? &request.wall_time() : nullptr, &Limits::wall_time);
  if (status.ok()) status = time("cpu_time", request.has_cpu_time() ? &request.cpu_time() : nullptr, &Limits::cpu_time);
  if (status.ok()) status = time("call_time", request.has_call_time() ? &request.call_time() : nullptr, &Limits::call_time);
  if (status.ok()) status = time("tool_time", request.has_tool_time() ? &request.tool_time() : nullptr, &Limits::tool_time);
  if (!status.ok()) return status;
  limits.wall_time_excludes_tools =
      request.has_wall_time_excludes_tools() ? request.wall_time_excludes_tools() : defaults.wall_time_excludes_tools;
  if (limits.wall_time_excludes_tools && !maxima.wall_time_excludes_tools) {
    limits.wall_time_excludes_tools = false;
    lowered->push_back(
        "wall_time_excludes_tools: true was asked for; the server doesn't allow it (max_wall_time_excludes_tools)");
  }

  // Nothing is waited for longer than the program may run.
  const absl::Duration longest_wait = LongestWait(limits);
  if (request.has_call_time() && limits.call_time > longest_wait) {
    lowered->push_back(absl::StrCat("call_time: ", absl::FormatDuration(limits.call_time), " was asked for; ",
                                    longest_wait == limits.tool_time ? "tool_time" : "wall_time", ", ",
                                    absl::FormatDuration(longest_wait), ", ends the program before"));
  }

  const auto number = [&](std::string_view field, auto asked, auto Limits::* member) {
    limits.*member = ResolveNumber(field, asked, defaults.*member, maxima.*member, lowered);
  };
  number("args_bytes", uint64_t{request.args_bytes()}, &Limits::args_bytes);
  number("answer_bytes", uint64_t{request.answer_bytes()}, &Limits::answer_bytes);
  number("result_bytes", uint64_t{request.result_bytes()}, &Limits::result_bytes);
  number("console_bytes", uint64_t{request.console_bytes()}, &Limits::console_bytes);
  number("console_lines", uint32_t{request.console_lines()}, &Limits::console_lines);
  number("calls", uint32_t{request.calls()}, &Limits::calls);
  number("calls_in_flight", uint32_t{request.calls_in_flight()}, &Limits::calls_in_flight);
  number("timers", uint32_t{request.timers()}, &Limits::timers);
  number("journal_bytes", uint64_t{request.journal_bytes()}, &Limits::journal_bytes);
  number("json_depth", uint32_t{request.json_depth()}, &Limits::json_depth);
  number("source_bytes", uint64_t{request.source_bytes()}, &Limits::source_bytes);
  number("input_bytes", uint64_t{request.input_bytes()}, &Limits::input_bytes);
  number("stack_bytes", uint64_t{request.stack_bytes()}, &Limits::stack_bytes);
  if (limits.stack_bytes < kMinStackBytes) {
    return FieldError("start.limits.stack_bytes", absl::StrCat("must be at least ", ByteText(kMinStackBytes), ", is ",
                                                               ByteText(limits.stack_bytes), "; leave it unset for the default"));
  }

  // The heap comes in classes: a request is raised to the next one, and none is above the largest that fits the maximum.
  uint64_t largest = 0;
  for (const uint64_t size : heap_classes) {
    if (size <= maxima.heap_bytes || largest == 0) largest = std::max(largest, size);
  }
  number("heap_bytes", uint64_t{request.heap_bytes()}, &Limits::heap_bytes);
  if (largest != 0) {
    const auto next = std::lower_bound(heap_classes.begin(), heap_classes.end(), limits.heap_bytes);
    const uint64_t effective = next == heap_classes.end() ? largest : std::min(*next, largest);
    if (effective < limits.heap_bytes && request.heap_bytes() != 0 && request.heap_bytes() <= maxima.heap_bytes) {
      NoteLowered("heap_bytes", ByteText(request.heap_bytes()), ByteText(effective), lowered);
    }
    limits.heap_bytes = effective;
  }
  return limits;
}

isobridge::v1::Limits ToProto(const Limits& limits) {
  isobridge::v1::Limits out;
  SetDuration(limits.wall_time, out.mutable_wall_time());
  SetDuration(limits.cpu_time, out.mutable_cpu_time());
  SetDuration(std::min(limits.call_time, LongestWait(limits)), out.mutable_call_time());
  SetDuration(limits.tool_time, out.mutable_tool_time());
  out.set_wall_time_excludes_tools(limits.wall_time_excludes_tools);
  out.set_heap_bytes(limits.heap_bytes);
  out.set_args_bytes(limits.args_bytes);
  out.set_answer_bytes(limits.answer_bytes);
  out.set_result_bytes(limits.result_bytes);
  out.set_console_bytes(limits.console_bytes);
  out.set_console_lines(limits.console_lines);
  out.set_calls(limits.calls);
  out.set_calls_in_flight(limits.calls_in_flight);
  out.set_timers(limits.timers);
  out.set_journal_bytes(limits.journal_bytes);
  out.set_json_depth(limits.json_depth);
  out.set_source_bytes(limits.source_bytes);
  out.set_input_bytes(limits.input_bytes);
  out.set_stack_bytes(limits.stack_bytes);
  return out;
}

}  // namespace isobridge::bridge
