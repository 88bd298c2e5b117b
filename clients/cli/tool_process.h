#ifndef ISOBRIDGE_CLIENTS_CLI_TOOL_PROCESS_H_
#define ISOBRIDGE_CLIENTS_CLI_TOOL_PROCESS_H_

#include <poll.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/child_process.h"
#include "clients/cli/tool_answer.h"
#include "clients/cli/tools_file.h"
#include "clients/cli/unique_fd.h"

namespace isobridge::cli {

// One call of a command tool: a process that reads the arguments and writes the result.
//
// Exit status 0 means success: its output, one JSON document or nothing (undefined), is the result. Any other end is a failure,
// whose message is what the process wrote to standard error; if that is a JSON object with `message`, then its `name`, `code`,
// `message` and `data` are taken. Codes otherwise: TOOL_FAILED, TOOL_BAD_OUTPUT, TOOL_TIMEOUT.
//
// Never blocks; thread-compatible, and to be used by one thread that outlives it. Destroying it kills the process.
class ToolProcess {
 public:
  // What a tool may write to standard output; standard error is cut at 64 KiB.
  static constexpr size_t kMaxOutputBytes = size_t{64} << 20;

  // Starts the tool and will give it `args_json`. `environment` is as ChildOptions::extra_environment.
  static absl::StatusOr<std::unique_ptr<ToolProcess>> Start(const CommandTool& tool, std::string args_json,
                                                            std::vector<std::string> environment);

  // Adds what to wait for until Advance is of use.
  void AppendPollFds(std::vector<pollfd>* fds) const;

  // When to call Advance even if nothing is ready.
  absl::Time deadline() const { return deadline_; }

  // Reads and writes what is possible now. True once the tool has ended or was killed because `now` is past its deadline.
  bool Advance(absl::Time now);

  // After Advance returned true.
  ToolAnswer Answer() const;

  // What the tool wrote to standard error, cut.
  const std::string& error_output() const { return error_output_; }

 private:
  ToolProcess(const CommandTool& tool, std::string args_json);

  void WriteInput();
  void ReadOutput();
  ToolAnswer Failure() const;

  const std::vector<std::string> argv_;
  const absl::Duration timeout_;
  const std::string args_json_;
  size_t written_ = 0;
  UniqueFd stdin_;
  UniqueFd stdout_;
  UniqueFd stderr_;
  std::string output_;
  std::string error_output_;
  absl::Time deadline_;
  bool timed_out_ = false;
  bool too_long_ = false;
  int wait_status_ = 0;
  std::unique_ptr<ChildProcess> child_;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_TOOL_PROCESS_H_
