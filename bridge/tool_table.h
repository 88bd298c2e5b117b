#ifndef ISOBRIDGE_BRIDGE_TOOL_TABLE_H_
#define ISOBRIDGE_BRIDGE_TOOL_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/schema/tool_text.h"
#include "bridge/tool_names.h"
#include "google/protobuf/repeated_field.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// The tools of one execution: what the client said of them, and where the program finds them. The rules stand at
// isobridge.v1.Tool.
//
// A value; immutable once made.
class ToolTable {
 public:
  ToolTable() = default;

  // Checks all names, and that schemas are JSON that may be one. INVALID_ARGUMENT, a FieldError for `<field>[i].name` or the
  // schema's; of two tools that share a path, or of which one would be a function where the other needs a namespace, both are
  // named.
  static absl::StatusOr<ToolTable> Create(google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools, uint32_t max_tools,
                                          std::string_view field);

  uint32_t size() const { return static_cast<uint32_t>(tools_.size()); }
  // As the client sent it. `index` is below size().
  const std::string& name(uint32_t index) const { return tools_[static_cast<int>(index)].name(); }
  // JSON Schemas, or empty.
  std::string_view input_schema(uint32_t index) const { return tools_[static_cast<int>(index)].input_schema_json(); }
  std::string_view output_schema(uint32_t index) const { return tools_[static_cast<int>(index)].output_schema_json(); }
  // Views into this table.
  ToolText text(uint32_t index) const;
  // What it takes in memory.
  uint64_t bytes() const { return tools_.SpaceUsedExcludingSelfLong() + names_.names.size() + names_.ends.size(); }

  // For people, the functions that a program may call: `external_a, external_b`, the first five, and how many there are; empty if
  // none. `allowed`: whether each is one of them; empty: all.
  std::string FunctionNames(const std::vector<bool>& allowed = {}) const;

  // Says where the program finds every tool, of those that are allowed.
  void AddTo(worker::v1::Begin* begin, const std::vector<bool>& allowed = {}) const;

 private:
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools_;
  ToolNames::Texts names_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_TABLE_H_
