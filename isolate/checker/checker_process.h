#ifndef ISOBRIDGE_ISOLATE_CHECKER_CHECKER_PROCESS_H_
#define ISOBRIDGE_ISOLATE_CHECKER_CHECKER_PROCESS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/program_checker.h"
#include "isolate/checker/checker_messages.h"
#include "isolate/lockdown/confined_exec.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/descriptor.h"
#include "isolate/pool/event_loop.h"

namespace isobridge::isolate {

// What one check is about.
struct CheckSubject {
  // Empty: the declarations themselves are checked.
  std::string program;
  std::shared_ptr<const bridge::CheckedDeclarations> declarations;
};

// One checker: TypeScript's native compiler as a confined child process that is asked over its standard input and output. It has
// no files: those that it asks for are the sandbox's declarations, those of the tools, and the program, and they come from here.
//
// Between checks it is stopped (SIGSTOP). Loop thread only. Destroying it kills the process.
class CheckerProcess : public std::enable_shared_from_this<CheckerProcess> {
 public:
  struct Callbacks {
    // It has checked an empty program.
    std::function<void()> ready;
    // Last, once: it is gone, or broke the protocol and was killed. A check that was asked for has failed before.
    std::function<void(const std::string& reason)> gone;
  };
  using Done = std::function<void(absl::StatusOr<bridge::TypeReport>)>;

  // `memory_bytes`: its RLIMIT_DATA, of which its heap gets a half before it begins to collect ever more often. Callbacks are
  // never called inside this.
  static absl::StatusOr<std::shared_ptr<CheckerProcess>> Start(EventLoop* loop, ChildProcesses* children,
                                                               ConfinedExec* executable, uint64_t memory_bytes,
                                                               Callbacks callbacks);
  ~CheckerProcess();

  // After `ready`, one at a time. `done` is not called inside this.
  void Check(const CheckSubject& subject, Done done);

  // Processor time so far.
  absl::Duration CpuTime() const;

  // Kills it. No callback comes any more, whatever it has still said.
  void Stop();

 private:
  using OnAnswer = std::function<void(const bridge::SortedJson& result)>;

  CheckerProcess(EventLoop* loop, ChildProcesses* children, Callbacks callbacks);

  absl::Status Spawn(ConfinedExec* executable, uint64_t memory_bytes);
  absl::Status WatchPipes();
  void Prepare();

  void Ask(std::string_view method, std::string_view params, OnAnswer on_answer);
  void AskForFindings(std::string_view method, std::string_view file, uint32_t length, bridge::TypeReport report, Done done);
  void OnSnapshot(const bridge::SortedJson& result, const CheckSubject& subject, Done done);
  void Answer(const CheckerMessage& request);
  const std::string* FileAt(std::string_view path) const;
  size_t FileBytes() const;

  void Send(std::string_view bytes);
  void Flush();
  void OnSocket();
  bool ReadOnce();
  void OnMessage(std::string_view json);
  void ReadStandardError();
  void OnExit(const ChildExit& exit);
  void Fail(std::string reason);
  void Finish(absl::StatusOr<bridge::TypeReport> report);

  EventLoop* const loop_;
  ChildProcesses* const children_;
  Callbacks callbacks_;

  Descriptor socket_;
  Descriptor standard_error_;
  std::shared_ptr<ChildProcess> process_;
  EventLoop::WatchId socket_watch_ = 0;
  EventLoop::WatchId error_watch_ = 0;
  bool reading_later_ = false;

  CheckerMessageReader reader_;
  std::string unsent_;
  uint64_t next_request_ = 1;
  std::map<uint64_t, OnAnswer> asked_;
  // In one check.
  uint32_t requests_ = 0;
  size_t bytes_ = 0;

  std::map<std::string, std::string, std::less<>> files_;
  std::string declarations_digest_;
  std::optional<CheckerSnapshot> snapshot_;
  Done done_;
  std::string last_words_;
  // Of its whole life, once it has ended.
  std::optional<absl::Duration> ended_cpu_;
  // Nothing that it says counts any more.
  bool deaf_ = false;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_CHECKER_CHECKER_PROCESS_H_
