#ifndef ISOBRIDGE_CLIENTS_CLI_TOOL_CALLS_H_
#define ISOBRIDGE_CLIENTS_CLI_TOOL_CALLS_H_

#include <poll.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "clients/cli/tool_answer.h"
#include "clients/cli/tool_process.h"
#include "clients/cli/tools_file.h"
#include "clients/cli/unique_fd.h"

namespace isobridge::cli {

// One call of a program, to be answered.
struct ToolCall {
  uint32_t id = 0;
  std::string tool;
  std::string args_json;
  // Given to a command as ISOBRIDGE_IDEMPOTENCY_KEY.
  std::string idempotency_key;
};

// Hears what the tools say, on the thread of the ToolCalls, one call at a time.
class ToolListener {
 public:
  virtual ~ToolListener() = default;

  // Once for each call that was not cancelled.
  virtual void OnAnswer(uint32_t id, ToolAnswer answer) = 0;

  // What a tool that succeeded wrote to standard error.
  virtual void OnToolLog(std::string_view tool, std::string_view text) = 0;
};

// Answers the calls of one run from a tools file, all at the same time.
//
// Thread-safe. Destroying it kills the tools that still run; the listener hears nothing more after the destructor returns.
class ToolCalls {
 public:
  // At most `max_processes` commands run at once; the others wait their turn. `tools` and `listener` outlive it.
  ToolCalls(const ToolsFile& tools, size_t max_processes, ToolListener* listener);
  ~ToolCalls();

  void Begin(ToolCall call);

  // The call's tool is killed and not heard any more. Ids that are answered or unknown are ignored.
  void Cancel(uint32_t id);

 private:
  struct Running {
    ToolCall call;
    std::unique_ptr<ToolProcess> process;
  };
  struct Delayed {
    uint32_t id;
    ToolAnswer answer;
  };

  // All on the thread.
  void Loop();
  // False: end.
  bool TakeRequests();
  void Dispatch(ToolCall call);
  void AnswerFromCases(const ToolCall& call, const CasesTool& tool);
  void StartProcesses();
  void AdvanceProcesses();
  void SendDue();
  void Drop(uint32_t id);
  void Wait();
  void Wake();

  // Constant after construction.
  const size_t max_processes_;
  ToolListener* const listener_;
  std::unordered_map<std::string, const Tool*> tools_;
  UniqueFd wake_fd_;

  // Of the thread.
  std::deque<ToolCall> waiting_;
  std::map<uint32_t, Running> running_;
  std::multimap<absl::Time, Delayed> delayed_;
  std::unordered_map<const AnswerCase*, uint64_t> times_used_;

  absl::Mutex mu_;
  std::vector<ToolCall> begun_ ABSL_GUARDED_BY(mu_);
  std::vector<uint32_t> cancelled_ ABSL_GUARDED_BY(mu_);
  bool ended_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_TOOL_CALLS_H_
