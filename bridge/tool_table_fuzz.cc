// A manifest, one name a line, against the tool table: whatever is accepted gives paths that are distinct and safe.

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/tool_table.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view name : absl::StrSplit(text, '\n')) tools.Add()->set_name(std::string(name));
  const auto table = isobridge::bridge::ToolTable::Create(std::move(tools), 100, "tools");
  if (!table.ok()) return 0;
  isobridge::worker::v1::Begin begin;
  table->AddTo(&begin);
  const isobridge::bridge::ToolNames sent(begin.tools().names(), begin.tools().ends());
  std::set<std::string> functions;
  for (uint32_t i = 0; i < table->size(); ++i) {
    const isobridge::bridge::ToolText tool = table->text(i);
    const auto found = sent.Find(tool.dotted);
    if (!found.has_value() || found->tool != i || found->dotted != tool.dotted) __builtin_trap();
    std::set<std::string> paths = {absl::StrCat("external_", tool.flat), absl::StrCat("tools.", tool.dotted),
                                   absl::StrCat("codemode.", tool.dotted), absl::StrCat("codemode.", tool.flat)};
    for (const std::string& path : paths) {
      if (!functions.insert(path).second) __builtin_trap();
      for (const std::string_view segment : absl::StrSplit(path, '.')) {
        if (segment.empty() || segment == "__proto__" || segment == "constructor" || segment == "prototype" || segment == "then")
          __builtin_trap();
      }
    }
  }
  // No function has a function below it.
  for (const std::string& path : functions) {
    const auto next = functions.lower_bound(absl::StrCat(path, "."));
    if (next != functions.end() && absl::StartsWith(*next, absl::StrCat(path, "."))) __builtin_trap();
  }
  return 0;
}
