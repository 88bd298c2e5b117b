#ifndef ISOBRIDGE_BRIDGE_LIMITS_H_
#define ISOBRIDGE_BRIDGE_LIMITS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/json_text.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// The limits of one execution, all set. What each one measures stands at isobridge.v1.Limits.
struct Limits {
  absl::Duration wall_time = absl::Seconds(30);
  absl::Duration cpu_time = absl::Seconds(10);
  // InfiniteDuration: `wall_time` and `tool_time` bound it.
  absl::Duration call_time = absl::InfiniteDuration();
  uint64_t heap_bytes = 128u << 20;
  uint64_t args_bytes = 1u << 20;
  uint64_t answer_bytes = 16u << 20;
  uint64_t result_bytes = 4u << 20;
  uint64_t console_bytes = 1u << 20;
  uint32_t console_lines = 10'000;
  uint32_t calls = 10'000;
  uint32_t calls_in_flight = 1'000;
  uint32_t timers = 1'000;
  uint64_t journal_bytes = 16u << 20;
  // At most kMaxJsonDepth.
  uint32_t json_depth = 64;
  uint64_t source_bytes = 1u << 20;
  uint64_t input_bytes = 16u << 20;
  // Finite, so that a program whose `wall_time_excludes_tools` ends too.
  absl::Duration tool_time = absl::Minutes(10);
  bool wall_time_excludes_tools = false;
  // kMinStackBytes to kMaxStackBytes.
  uint64_t stack_bytes = 984u << 10;
};

// With less, V8's own builtins don't run; more doesn't fit the worker's stack, of which C++ needs the rest.
inline constexpr uint64_t kMinStackBytes = 64u << 10;
inline constexpr uint64_t kMaxStackBytes = 3u << 20;

// The least `result_bytes` of a result that is to be cut: however large it is, the mark that stands for it fits.
inline constexpr uint64_t kMinTruncatedResultBytes = 64;

// What the operator allows. Raising a maximum costs memory: a worker may hold `heap_bytes` and as much again in strings and
// buffers; the supervisor holds answers, arguments, results and journals of running
// executions.
struct LimitPolicy {
  Limits defaults;
  Limits maxima = {
      .wall_time = absl::Minutes(10),
      .cpu_time = absl::Minutes(1),
      .call_time = absl::InfiniteDuration(),
      .heap_bytes = 512u << 20,
      .args_bytes = 16u << 20,
      .answer_bytes = 64u << 20,
      .result_bytes = 64u << 20,
      .console_bytes = 16u << 20,
      .console_lines = 100'000,
      .calls = 100'000,
      .calls_in_flight = 10'000,
      .timers = 10'000,
      .journal_bytes = 64u << 20,
      .json_depth = kMaxJsonDepth,
      .source_bytes = 1u << 20,
      .input_bytes = 16u << 20,
      .tool_time = absl::Minutes(10),
      .wall_time_excludes_tools = true,
      .stack_bytes = kMaxStackBytes,
  };
  // The V8 heap sizes that workers come in, ascending; a request is raised to the next one.
  std::vector<uint64_t> heap_classes = {128u << 20};

  // Of one `start`; not negotiable by the request.
  uint32_t tools = 5'000;
  // Questions of one execution about its tools, codemode.search and codemode.describe: each may take the service half a
  // millisecond.
  uint32_t lookups = 200;
  // Arguments of one execution's calls that wait for their turn; with one call more, a further one fails with CALLS_TOO_LARGE.
  uint64_t queued_call_bytes = 64u << 20;
  // Answers that came before their calls.
  uint32_t held_answers = 1'024;
  uint64_t held_answer_bytes = 64u << 20;

  // The effective limits for a request: defaults where it says nothing, lowered to the maxima (each named in `lowered`).
  // INVALID_ARGUMENT, naming the field, for a time that is zero or negative, and for a limit that isn't known here: it can't be
  // kept, and isn't ignored. A number of zero is the default.
  absl::StatusOr<Limits> Resolve(const isobridge::v1::Limits& request, std::vector<std::string>* lowered) const;
};

// Every field set, as `Started` echoes it.
isobridge::v1::Limits ToProto(const Limits& limits);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_LIMITS_H_
