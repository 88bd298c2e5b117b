// A worker that asks anything at all about its tools, some of which its program may not know of. Each question that is one gets
// one answer, JSON or an error, and none speaks of a forbidden tool.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bridge/fuzz_script.h"
#include "bridge/fuzz_stage.h"
#include "bridge/json_text.h"
#include "bridge/utf8.h"

namespace isobridge::bridge {
namespace {

// In the name, the description and the schema of each tool that is forbidden; no question has it.
constexpr const char* kSecret = "qzx";
constexpr uint32_t kJsonDepth = 8;

constexpr const char* kWords[] = {"", "mail", "send mail", "github.get_issue", "external_mail_send", "gihtub", "get", "m"};
constexpr const char* kOptions[] = {"null",
                                    R"({"limit":1})",
                                    R"({"namespace":"github","offset":1})",
                                    R"({"limit":51})",
                                    R"([1])",
                                    R"({"offset":4294967295})",
                                    R"({"nonsense":{}})",
                                    R"({"namespace":"mail"})"};

isobridge::v1::Start SomeForbidden() {
  isobridge::v1::Start start;
  start.set_code("x");
  for (const char* const name : {"mail.send", "github.get_issue", "get", "mail.qzx", "qzx.get_issue", "get_qzx"}) {
    isobridge::v1::Tool* const tool = start.add_tools();
    tool->set_name(name);
    const bool forbidden = absl::StrContains(name, kSecret);
    tool->set_description(forbidden ? "Sends qzx mail." : "Sends mail.");
    tool->set_input_schema_json(forbidden ? R"({"properties":{"qzx":{"type":"string"}}})"
                                          : R"({"properties":{"to":{"enum":[1]}}})");
    if (!forbidden) start.add_allowed_tools(name);
  }
  return start;
}

std::string Question(FuzzScript& script) {
  const uint8_t kind = script.Byte();
  if (kind % 4 == 0) return script.Text();
  if (kind % 4 == 1) return absl::StrCat("[", script.Text(), ",null]");
  std::string words = kWords[script.Byte() % 8];
  // Around the longest that is taken.
  if (kind == 255) words.append(900 + script.Byte(), 'm');
  return absl::StrCat("[\"", words, "\",", kOptions[script.Byte() % 8], "]");
}

void Ask(FuzzStage& stage, FuzzScript& script, uint32_t* asked) {
  std::string question = Question(script);
  const uint8_t how = script.Byte();
  // Escaped it would be a secret of the question's own.
  if (stage.process() == nullptr || absl::StrContains(question, kSecret) || absl::StrContains(question, '\\')) return;
  worker::v1::FromWorker frame;
  frame.mutable_lookup()->set_lookup(how == 255 ? script.Byte() : ++*asked);
  frame.mutable_lookup()->set_kind(static_cast<worker::v1::Lookup::Kind>(how == 254 ? script.Byte() : 1 + how % 2));
  frame.mutable_lookup()->set_args_json(std::move(question));
  stage.process()->Say(std::move(frame));
}

void CheckAnswers(const FakeProcess& process) {
  uint32_t last = 0;
  for (const worker::v1::ToWorker& frame : process.received) {
    if (!frame.has_settle()) {
      Require(!absl::StrContains(frame.begin().tools().names(), kSecret));
      continue;
    }
    const worker::v1::Settle& settle = frame.settle();
    Require(settle.lookup() == ++last && settle.call() == 0);
    Require(settle.has_error() || CheckJson(settle.json(), kJsonDepth).ok());
    Require(IsUtf8(settle.error().message()) && IsUtf8(settle.error().code()));
    Require(!absl::StrContains(settle.json(), kSecret) && !absl::StrContains(settle.error().message(), kSecret));
  }
}

}  // namespace
}  // namespace isobridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  isobridge::bridge::FuzzScript script(data, size);
  isobridge::bridge::FuzzStage stage(isobridge::bridge::SomeForbidden());
  uint32_t asked = 0;
  for (int act = 0; act < 50 && !script.over(); ++act) isobridge::bridge::Ask(stage, script, &asked);
  if (stage.process() != nullptr) isobridge::bridge::CheckAnswers(*stage.process());
  stage.End();
  return 0;
}
