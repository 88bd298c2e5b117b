#ifndef ISOBRIDGE_BRIDGE_TOOL_TABLE_H_
#define ISOBRIDGE_BRIDGE_TOOL_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// The tools of one execution: their names as the client gave them, and where the program finds them. The rules stand at
// isobridge.v1.Tool.name.
//
// A value; immutable once made.
class ToolTable {
 public:
  ToolTable() = default;

  // Checks all names. INVALID_ARGUMENT, a FieldError for `start.tools[i].name`, for a bad name and for two tools that share a
  // path or of which one would be a function where the other needs a namespace; then both are named.
  static absl::StatusOr<ToolTable> Create(google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools, uint32_t max_tools);

  uint32_t size() const { return static_cast<uint32_t>(names_.size()); }
  // As the client sent it. `index` is below size().
  const std::string& name(uint32_t index) const { return names_[index]; }

  // For people, the functions that a program calls: `external_a, external_b`, the first five, and how many there are; empty if none.
  std::string FunctionNames() const;

  // Adds every tool with its paths, in the manifest's order.
  void AddTo(worker::v1::Begin* begin) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_TABLE_H_
