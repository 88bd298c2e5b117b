// Any `start`, as its fields or as the bytes of a message: it is refused by naming what was wrong, or runs within the operator's
// maxima.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "bridge/fuzz_script.h"
#include "bridge/fuzz_stage.h"

namespace isobridge::bridge {
namespace {

isobridge::v1::Start ReadStart(FuzzScript& script) {
  isobridge::v1::Start start;
  const uint8_t kind = script.Byte();
  if (kind % 4 == 0) {
    // What gRPC can't parse never gets as far as this.
    if (!start.ParseFromString(script.Rest())) start.Clear();
  } else {
    if (kind % 4 != 1) start.set_code("return 1");
    script.Fill(&start);
  }
  return start;
}

void CheckAccepted(const isobridge::v1::Started& started, const LimitPolicy& policy) {
  const isobridge::v1::Limits maxima = ToProto(policy.maxima);
  const isobridge::v1::Limits& limits = started.limits();
  Require(started.seed().size() == 32 && !started.execution_id().empty() && started.execution_id().size() <= 64);
  Require(limits.wall_time().seconds() <= maxima.wall_time().seconds());
  Require(limits.cpu_time().seconds() <= maxima.cpu_time().seconds());
  Require(limits.tool_time().seconds() <= maxima.tool_time().seconds());
  Require(limits.heap_bytes() > 0 && limits.heap_bytes() <= maxima.heap_bytes());
  Require(limits.args_bytes() > 0 && limits.args_bytes() <= maxima.args_bytes());
  Require(limits.answer_bytes() > 0 && limits.answer_bytes() <= maxima.answer_bytes());
  Require(limits.result_bytes() > 0 && limits.result_bytes() <= maxima.result_bytes());
  Require(limits.console_bytes() <= maxima.console_bytes() && limits.console_lines() <= maxima.console_lines());
  Require(limits.calls() <= maxima.calls() && limits.calls_in_flight() <= maxima.calls_in_flight());
  Require(limits.timers() <= maxima.timers() && limits.journal_bytes() <= maxima.journal_bytes());
  Require(limits.json_depth() <= maxima.json_depth() && limits.stack_bytes() <= maxima.stack_bytes());
  Require(limits.stack_bytes() >= kMinStackBytes);
}

}  // namespace
}  // namespace isobridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using isobridge::bridge::Require;
  isobridge::bridge::FuzzScript script(data, size);
  const isobridge::v1::Start start = isobridge::bridge::ReadStart(script);
  isobridge::bridge::FuzzStage stage(start);
  if (!stage.client().messages.empty()) {
    isobridge::bridge::CheckAccepted(stage.client().messages.front().started(), stage.policy());
    for (int tool = 0; tool < start.tools_size() && tool < 8; ++tool) stage.Call(static_cast<uint32_t>(tool), "{}");
  } else {
    // The latter: tools that are named by a digest which nobody registered.
    Require(stage.client().closed.has_value());
    Require(absl::IsInvalidArgument(*stage.client().closed) || absl::IsFailedPrecondition(*stage.client().closed));
  }
  stage.End();
  return 0;
}
