#ifndef ISOBRIDGE_CLIENTS_CLI_CHILD_PROCESS_H_
#define ISOBRIDGE_CLIENTS_CLI_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/unique_fd.h"

namespace isobridge::cli {

// How to start a child.
struct ChildOptions {
  // The program, looked up in PATH unless it has a slash, and its arguments. At least one.
  std::vector<std::string> argv;
  // Its working directory; empty: the caller's.
  std::string folder = {};
  // "NAME=value", beside the caller's environment.
  std::vector<std::string> extra_environment = {};
  // Descriptors of the caller that become 0, 1 and 2; -1: /dev/null.
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
  // Descriptors of the caller that stay open under their numbers. Every other one is closed.
  std::vector<int> kept_fds = {};
};

// A process that does not outlive its owner: it leads a group of its own, which is killed with this object, and is killed by the
// kernel when the thread that started it ends in whatever way. A Ctrl-C at the terminal does not reach it.
//
// Thread-compatible.
class ChildProcess {
 public:
  // Returns once the program was executed. NOT_FOUND or UNAVAILABLE, naming the program, if it can't be.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const ChildOptions& options);

  // Kills what is left of the group and waits for the child.
  ~ChildProcess();

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

  // Readable once the child has ended.
  int pidfd() const { return pidfd_.get(); }

  // The status as waitpid gives it, once the child has ended.
  std::optional<int> PollExit();

  // Waits at most `timeout` for the end.
  std::optional<int> WaitExit(absl::Duration timeout);

  void Signal(int signal);

 private:
  ChildProcess(pid_t pid, UniqueFd pidfd);

  const pid_t pid_;
  const UniqueFd pidfd_;
  std::optional<int> status_;
};

// "exited with status 3", "was ended by signal 9 (Killed)".
std::string DescribeExit(int wait_status);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_CHILD_PROCESS_H_
