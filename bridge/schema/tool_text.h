#ifndef ISOBRIDGE_BRIDGE_SCHEMA_TOOL_TEXT_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_TOOL_TEXT_H_

#include <array>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace isobridge::bridge {

// A tool as a client describes it. Views into what outlives this.
struct ToolText {
  // "github_get_issue": the program calls external_github_get_issue.
  std::string flat;
  // "github.get_issue"
  std::string dotted;
  std::string_view description;
  // JSON Schema, or empty.
  std::string_view input_schema;
  std::string_view output_schema;
};

// All that a program may call it by; two are the same if its name has no namespace.
inline std::array<std::string, 4> PathsOf(const ToolText& tool) {
  return {absl::StrCat("external_", tool.flat), absl::StrCat("tools.", tool.dotted), absl::StrCat("codemode.", tool.dotted),
          absl::StrCat("codemode.", tool.flat)};
}

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_TOOL_TEXT_H_
