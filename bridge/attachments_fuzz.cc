// A worker that attaches anything at all to calls and to the result, asked for or not. What reaches the client was asked for, is
// within the limits, and is named by JSON Pointers.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "bridge/attachments.h"
#include "bridge/fuzz_script.h"
#include "bridge/fuzz_stage.h"

namespace isobridge::bridge {
namespace {

constexpr uint64_t kArgsBytes = 300;
constexpr uint64_t kResultBytes = 400;

constexpr const char* kJson[] = {R"({"a":"","b":["",""]})", R"("")", "[]", ""};

isobridge::v1::Start Taking(FuzzScript& script) {
  isobridge::v1::Start start;
  start.set_code("x");
  start.add_tools()->set_name("a");
  const uint8_t options = script.Byte();
  start.set_attachments((options & 1) == 0);
  start.set_result_truncation((options & 2) != 0);
  start.mutable_limits()->set_args_bytes(kArgsBytes);
  start.mutable_limits()->set_result_bytes(kResultBytes);
  return start;
}

std::string Path(FuzzScript& script) {
  const uint8_t choice = script.Byte();
  if (choice % 4 == 0) return script.Text();
  if (choice % 4 == 1) return "/b/" + std::to_string(choice);
  // Around the longest that is taken.
  return choice == 255 ? "/" + std::string(9'998 + script.Byte() % 4, 'k') : "/a";
}

void Attach(FuzzScript& script, WorkerAttachments* attachments) {
  const uint8_t count = script.Byte();
  // Around the most that are taken.
  const int many = count == 255 ? kMostAttachments - 1 + script.Byte() % 3 : count % 4;
  for (int i = 0; i < many; ++i) {
    worker::v1::Attachment* const attachment = attachments->Add();
    attachment->set_path(Path(script));
    attachment->set_type(script.Text());
    attachment->set_data(script.Text());
  }
}

void Act(FuzzStage& stage, FuzzScript& script, uint32_t* calls) {
  if (stage.process() == nullptr) return;
  worker::v1::FromWorker frame;
  const std::string json = kJson[script.Byte() % 4];
  if (script.Byte() % 4 != 0) {
    frame.mutable_call()->set_call(++*calls);
    frame.mutable_call()->set_args_json(json.empty() ? "{}" : json);
    Attach(script, frame.mutable_call()->mutable_attachments());
  } else {
    worker::v1::Finished* const finished = frame.mutable_finished();
    finished->set_reason(worker::v1::Finished::REASON_RETURNED);
    finished->set_value_json(json);
    finished->set_truncated((script.Byte() & 1) != 0);
    Attach(script, finished->mutable_attachments());
  }
  stage.process()->Say(std::move(frame));
}

void CheckAttached(const ClientAttachments& attachments, uint64_t json_bytes, uint64_t max_bytes,
                   const isobridge::v1::Start& start) {
  Require(attachments.empty() || start.attachments());
  Require(CheckAttachments(attachments).ok());
  Require(json_bytes + BytesOf(attachments) <= max_bytes);
}

void CheckMessages(const FakeExecutionClient& client, const isobridge::v1::Start& start) {
  for (const isobridge::v1::ExecuteResponse& message : client.messages) {
    const isobridge::v1::Call& call = message.call();
    CheckAttached(call.attachments(), call.args_json().size(), kArgsBytes, start);
    const isobridge::v1::Value& value = message.finished().value();
    CheckAttached(value.attachments(), value.json().size(), kResultBytes, start);
    Require(!value.has_truncation() || start.result_truncation());
  }
}

}  // namespace
}  // namespace isobridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  isobridge::bridge::FuzzScript script(data, size);
  const isobridge::v1::Start start = isobridge::bridge::Taking(script);
  isobridge::bridge::FuzzStage stage(start);
  uint32_t calls = 0;
  for (int act = 0; act < 50 && !script.over(); ++act) isobridge::bridge::Act(stage, script, &calls);
  stage.End();
  isobridge::bridge::CheckMessages(stage.client(), start);
  return 0;
}
