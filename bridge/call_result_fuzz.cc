// A client that answers anything at all: results and errors for calls that were made, or not, or not yet, before and after their
// time, checked against schemas or not. What reaches the program settles each call once, within the limits of size and depth;
// data of errors are JSON (whether a result is, the worker finds).

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "bridge/fuzz_script.h"
#include "bridge/fuzz_stage.h"
#include "bridge/json_text.h"
#include "bridge/utf8.h"

namespace isobridge::bridge {
namespace {

constexpr uint32_t kJsonDepth = 8;
constexpr uint32_t kAnswerBytes = 100;

constexpr const char* kSchemas[] = {
    "",
    R"({"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"]})",
    R"({"type":"array","items":{"type":["string","null"],"maxLength":3}})",
    R"({"anyOf":[{"const":1},{"enum":["x",null]},{"$ref":"#"}]})",
};

isobridge::v1::Start TwoTools(FuzzScript& script) {
  isobridge::v1::Start start;
  start.set_code("x");
  for (const char* const name : {"a", "b.c"}) {
    isobridge::v1::Tool* const tool = start.add_tools();
    tool->set_name(name);
    tool->set_output_schema_json(kSchemas[script.Byte() % std::size(kSchemas)]);
  }
  start.mutable_validation()->set_results(static_cast<isobridge::v1::Validation::Mode>(script.Byte() % 4));
  isobridge::v1::Limits* const limits = start.mutable_limits();
  limits->mutable_call_time()->set_seconds(1);
  limits->set_calls_in_flight(3);
  limits->set_json_depth(kJsonDepth);
  limits->set_answer_bytes(kAnswerBytes);
  limits->set_journal_bytes(400);
  return start;
}

void Act(FuzzStage& stage, FuzzScript& script) {
  switch (script.Byte() % 8) {
    case 0: {
      isobridge::v1::CallResult result;
      script.Fill(&result);
      return stage.execution().OnCallResult(std::move(result));
    }
    case 1: {
      isobridge::v1::CallError error;
      script.Fill(&error);
      return stage.execution().OnCallError(std::move(error));
    }
    case 2:
    case 3: {
      isobridge::v1::CallResult result;
      result.set_id(script.Byte() % 8);
      if (const std::string json = script.Text(); IsUtf8(json)) result.set_result_json(json);
      return stage.execution().OnCallResult(std::move(result));
    }
    case 4:
      return stage.timers().Advance(absl::Milliseconds(script.Byte() * 10));
    case 5:
      if (stage.process() != nullptr) stage.process()->congested = !stage.process()->congested;
      if (stage.process() != nullptr && !stage.process()->congested) stage.process()->listener->OnDrained();
      return;
    default:
      return stage.Call(script.Byte() % 2, "{}");
  }
}

void CheckEvents(const FakeProcess& process) {
  std::set<uint32_t> settled;
  for (const worker::v1::ToWorker& frame : process.received) {
    if (!frame.has_settle()) continue;
    const worker::v1::Settle& settle = frame.settle();
    Require(settle.call() > 0 && settled.insert(settle.call()).second);
    Require(settle.json().size() <= kAnswerBytes && JsonDepth(settle.json(), kJsonDepth) <= kJsonDepth);
    Require(settle.error().data_json().empty() || CheckJson(settle.error().data_json(), kJsonDepth).ok());
    Require(IsUtf8(settle.error().name()) && IsUtf8(settle.error().message()) && IsUtf8(settle.error().code()));
  }
}

}  // namespace
}  // namespace isobridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  isobridge::bridge::FuzzScript script(data, size);
  isobridge::bridge::FuzzStage stage(isobridge::bridge::TwoTools(script));
  for (int act = 0; act < 200 && !script.over(); ++act) isobridge::bridge::Act(stage, script);
  if (stage.process() != nullptr) isobridge::bridge::CheckEvents(*stage.process());
  stage.End();
  return 0;
}
