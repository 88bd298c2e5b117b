#ifndef ISOBRIDGE_CLIENTS_CLI_TOOLS_FILE_H_
#define ISOBRIDGE_CLIENTS_CLI_TOOLS_FILE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/json_text.h"
#include "clients/cli/tool_answer.h"

namespace isobridge::cli {

// A tool that is a command: arguments as JSON on its standard input, result as JSON on its standard output.
struct CommandTool {
  std::vector<std::string> argv = {};
  // Where it runs, so that relative paths mean files beside the tools file.
  std::string folder = {};
  // From its start; then it is killed and the call fails.
  absl::Duration timeout = absl::Seconds(30);
};

// One answer that is known beforehand.
struct AnswerCase {
  // Members that the call's arguments must have, with equal values (Numbers::kAsValues); other members don't matter.
  // Unset: any arguments.
  std::optional<Json> args;
  // How many calls it answers before it is passed over.
  uint64_t times = std::numeric_limits<uint64_t>::max();
  absl::Duration delay;
  ToolAnswer answer;
};

// A tool of answers known beforehand: the first case that matches answers.
struct CasesTool {
  std::vector<AnswerCase> cases;
};

struct Tool {
  std::string name;
  // As of isobridge.v1.Tool; empty: nothing is said. Schemas are JSON.
  std::string description = {};
  std::string input_schema = {};
  std::string output_schema = {};
  std::variant<CommandTool, CasesTool> kind;
};

// A file that says which tools a program may call and how each one answers: a JSON object with one member for each tool.
//
//   "rates":   {"command": ["python3", "rates.py"], "timeout_ms": 5000}
//   "product": {"result": {"id": 7}, "delay_ms": 20}
//   "pay":     {"error": {"message": "declined", "code": "DECLINED", "name": "PaymentError", "data": {"limit": 50}}}
//   "rating":  {"cases": [{"args": {"id": 1}, "result": 4.5}, {"times": 2, "error": {"message": "busy"}}, {"result": null}]}
//
// Any of them may have a "description", an "input_schema" and an "output_schema". `delay_ms` belongs to an answer, or to all
// cases that have none of their own.
struct ToolsFile {
  // In the file's order.
  std::vector<Tool> tools;

  // Errors say the file, the place and what to write instead. Nothing unknown is passed over.
  static absl::StatusOr<ToolsFile> Load(const std::string& path);

  // As Load, of a `text` that stands in the file `path`.
  static absl::StatusOr<ToolsFile> Parse(std::string_view text, const std::string& path);
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_TOOLS_FILE_H_
