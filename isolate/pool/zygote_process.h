#ifndef ISOBRIDGE_ISOLATE_POOL_ZYGOTE_PROCESS_H_
#define ISOBRIDGE_ISOLATE_POOL_ZYGOTE_PROCESS_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/frame.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/descriptor.h"
#include "isolate/pool/event_loop.h"
#include "isolate/pool/log_pace.h"
#include "isolate/pool/worker_process.h"

namespace isobridge::isolate {

struct ZygoteOptions {
  // "worker", "compiler"; for the log.
  std::string name;
  std::string executable;
  std::vector<std::string> arguments;
  // From exec until it can fork; then it is killed.
  absl::Duration start_time = absl::Seconds(20);
  // For one fork; a zygote that takes longer is stuck and killed.
  absl::Duration fork_time = absl::Seconds(5);
  // Replaced after so many forks, or so much time.
  uint64_t max_forks = 50'000;
  absl::Duration max_age = absl::Hours(1);
};

// One zygote process: starts it with exec, with a clean environment and only the descriptors it needs, and asks it for forks.
//
// What it says is not believed: a reply that it can't honestly make, or the announcement of a process that it didn't fork, ends
// it together with all its forks.
//
// Loop thread only. Destroying it kills the process.
class ZygoteProcess : public std::enable_shared_from_this<ZygoteProcess> {
 public:
  struct Callbacks {
    // It can fork; once more if it finds out that it can't fork warm.
    std::function<void(const worker::v1::ZygoteInfo&)> ready;
    // Last, once: it is gone, and why. Forks that were asked for have failed before.
    std::function<void(const std::string& reason)> gone;
  };
  using Forked = std::function<void(absl::StatusOr<ForkedProcess>)>;

  // Callbacks are never called inside this.
  static absl::StatusOr<std::shared_ptr<ZygoteProcess>> Start(EventLoop* loop, ChildProcesses* children,
                                                              const ZygoteOptions& options, Callbacks callbacks);
  ~ZygoteProcess();

  // Any number may be outstanding. `forked` is not called inside this.
  void Fork(Forked forked);
  // It ends when the forks that were asked for are answered. No Fork after this.
  void Retire();
  void Kill();

  bool ready() const { return info_.has_value() && !deaf_; }
  uint64_t forks() const { return next_fork_ - 1; }
  pid_t pid() const { return process_->pid(); }

 private:
  struct Pending {
    uint64_t id;
    // The child's ends; given away when the request is sent.
    Descriptor child_socket;
    Descriptor child_standard_error;
    ForkedProcess process;
    Forked forked;
  };

  ZygoteProcess(EventLoop* loop, ChildProcesses* children, const ZygoteOptions& options, Callbacks callbacks);

  absl::Status Spawn();
  absl::Status WatchPipes();
  void SendRequests();
  bool SendRequest(const Pending& pending);
  void OnControl(uint32_t events);
  void ReadReplies();
  void ReadRepliesLater();
  bool ReadRepliesOnce();
  void OnReply(const worker::v1::ForkReply& reply);
  void OnInfo(const worker::v1::ForkReply& reply);
  void OnForked(const worker::v1::ForkReply& reply, Pending pending);
  void OnStandardError();
  void ReadStandardError();
  void LogLine();
  void OnExit(const ChildExit& exit);
  void SetDeadline(absl::Duration time, const char* what);
  // It is stuck, or broken without fault.
  void Fail(std::string reason);
  // It lied.
  void Distrust(std::string reason);

  EventLoop* const loop_;
  ChildProcesses* const children_;
  const ZygoteOptions options_;
  Callbacks callbacks_;

  Descriptor control_;
  Descriptor standard_error_;
  std::shared_ptr<ChildProcess> process_;
  EventLoop::WatchId control_watch_ = 0;
  EventLoop::WatchId error_watch_ = 0;
  bridge::FrameReader reader_;
  bool reading_later_ = false;
  std::string error_line_;
  LogPace error_pace_;
  bool error_waits_ = false;

  std::optional<worker::v1::ZygoteInfo> info_;
  bool retired_ = false;
  // Nothing that it says counts any more.
  bool deaf_ = false;
  std::string reason_;
  uint64_t next_fork_ = 1;
  // Not sent yet, and sent but not answered, both in order.
  std::deque<Pending> unsent_;
  std::map<uint64_t, Pending> unanswered_;
  bridge::Timers::Id deadline_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_ZYGOTE_PROCESS_H_
