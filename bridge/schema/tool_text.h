#ifndef ISOBRIDGE_BRIDGE_SCHEMA_TOOL_TEXT_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_TOOL_TEXT_H_

#include <string>
#include <string_view>

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

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_TOOL_TEXT_H_
