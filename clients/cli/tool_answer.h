#ifndef ISOBRIDGE_CLIENTS_CLI_TOOL_ANSWER_H_
#define ISOBRIDGE_CLIENTS_CLI_TOOL_ANSWER_H_

#include <optional>
#include <string>

namespace isobridge::cli {

// A tool's failure; the fields are those of isobridge.v1.CallError.
struct ToolError {
  std::string name = {};
  std::string message = {};
  std::string code = {};
  std::string data_json = {};
};

// What a tool answered to one call.
struct ToolAnswer {
  // JSON; empty: undefined. Only meaningful without an error.
  std::string result_json = {};
  std::optional<ToolError> error = {};
};

inline ToolAnswer FailedAnswer(std::string code, std::string message) {
  return {.error = ToolError{.message = std::move(message), .code = std::move(code)}};
}

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_TOOL_ANSWER_H_
