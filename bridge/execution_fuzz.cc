// A worker that says anything at all, against one execution with a fake client: frames as the input has them, some of them made
// plausible (token and event count put right), mixed with answers, time, a slow client, cancel, half-close and death. Whatever
// happens, the client's stream is a valid one.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "bridge/fuzz_script.h"
#include "bridge/fuzz_stage.h"

namespace isobridge::bridge {
namespace {

isobridge::v1::Start OneTool() {
  isobridge::v1::Start start;
  start.set_code("x");
  start.add_tools()->set_name("a");
  start.mutable_limits()->mutable_call_time()->set_seconds(1);
  start.mutable_limits()->set_calls_in_flight(2);
  start.mutable_limits()->set_timers(3);
  return start;
}

enum class Plausible { kNo, kYes };

void Say(FuzzStage& stage, const std::string& bytes, Plausible plausible) {
  worker::v1::FromWorker frame;
  if (stage.process() == nullptr) return;
  if (!frame.ParseFromString(bytes)) return stage.process()->listener->OnGarbage(absl::InvalidArgumentError("sent no frame"));
  if (plausible == Plausible::kYes) return stage.process()->Say(std::move(frame));
  stage.process()->listener->OnFrame(std::move(frame));
}

void Answer(FuzzStage& stage, FuzzScript& script) {
  isobridge::v1::CallResult result;
  result.set_id(script.Byte());
  result.set_result_json(script.Text());
  stage.execution().OnCallResult(std::move(result));
}

void Act(FuzzStage& stage, FuzzScript& script) {
  switch (script.Byte() % 12) {
    case 0:
    case 1:
    case 2:
      return Say(stage, script.Text(), Plausible::kYes);
    case 3:
      return Say(stage, script.Text(), Plausible::kNo);
    case 4:
      return Answer(stage, script);
    case 5:
      return stage.timers().Advance(absl::Milliseconds(script.Byte() * 10));
    case 6:
      stage.client().congested = !stage.client().congested;
      return stage.execution().OnClientDrained();
    case 7:
      if (script.Byte() == 0) stage.execution().OnHalfClose();
      return;
    case 8:
      if (script.Byte() == 0) stage.execution().OnCancel({});
      return;
    case 9:
      if (script.Byte() == 0) stage.Exit({.signal = script.Byte() % 32, .last_words = script.Text()});
      return;
    case 10:
      if (script.Byte() == 0) stage.execution().OnDrain(stage.timers().Now() + absl::Seconds(1));
      return;
    default:
      return stage.Call(0, "{}");
  }
}

}  // namespace
}  // namespace isobridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  isobridge::bridge::FuzzScript script(data, size);
  isobridge::bridge::FuzzStage stage(isobridge::bridge::OneTool());
  for (int act = 0; act < 200 && !script.over(); ++act) isobridge::bridge::Act(stage, script);
  stage.End();
  return 0;
}
