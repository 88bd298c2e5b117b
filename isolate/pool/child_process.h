#ifndef ISOBRIDGE_ISOLATE_POOL_CHILD_PROCESS_H_
#define ISOBRIDGE_ISOLATE_POOL_CHILD_PROCESS_H_

#include <sys/types.h>
#include <sys/wait.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "isolate/pool/descriptor.h"
#include "isolate/pool/event_loop.h"

namespace isobridge::isolate {

// How a child process ended, as waitid tells.
struct ChildExit {
  // Exit status, or -1 if a signal ended it.
  int status = -1;
  // 0 if it exited by itself.
  int signal = 0;
  absl::Duration cpu_time;
  // Most memory that it ever had resident, pages that it shared included.
  uint64_t peak_resident_bytes = 0;
  // Its RLIMIT_DATA. 0: it had none, or the kernel didn't tell.
  uint64_t data_limit_bytes = 0;

  // For messages: "exit status 3", "signal 9 (Killed)".
  std::string ToString() const;
};

// A child process from its adoption to its end. Safe against reuse of process ids.
//
// Thread-safe.
class ChildProcess {
 public:
  ChildProcess(pid_t pid, Descriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

  // Ignored once the process has ended.
  void Signal(int signal) const;

  // Processor time so far; zero once it was reaped.
  absl::Duration CpuTime() const ABSL_LOCKS_EXCLUDED(mu_);

  // Lets it use `seconds` of processor time from now on: then SIGXCPU, once a second. The hard limit stays as it is.
  void LimitCpu(uint32_t seconds) ABSL_LOCKS_EXCLUDED(mu_);

  // Raises its nice level to `nice`, which the kernel lets nobody lower again without a privilege, and lengthens its time slice:
  // the kernel runs those with a short one first.
  void StandBack(int nice) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  friend class ChildProcesses;

  absl::Duration CpuTimeLocked() const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  // False: it still runs.
  bool Reap(ChildExit* exit) ABSL_LOCKS_EXCLUDED(mu_);

  const pid_t pid_;
  const Descriptor pidfd_;

  // Held while the id is used, so that it still is this process's.
  mutable absl::Mutex mu_;
  bool reaped_ ABSL_GUARDED_BY(mu_) = false;
};

// All child processes of one host: hears of their ends and reaps them.
//
// *Loop thread only*; constructed and destroyed elsewhere, when the loop has nothing to do with it.
class ChildProcesses {
 public:
  using OnExit = std::function<void(const ChildExit&)>;

  explicit ChildProcesses(EventLoop* loop) : loop_(loop) {}
  ChildProcesses(const ChildProcesses&) = delete;
  ChildProcesses& operator=(const ChildProcesses&) = delete;

  // NOT_FOUND if `pid` is no child of this process in the process group `group`, or was adopted before: who announced it lied,
  // and `pid` is left alone. A zygote leads a group, and can't put another's forks into it, so that it can't announce them. Any
  // other error: the process can't be watched, and is killed and reaped.
  absl::StatusOr<std::shared_ptr<ChildProcess>> Adopt(pid_t pid, pid_t group);

  // Calls `on_exit` once, after `child` was reaped, never inside this call. In the same turn of the loop as Adopt.
  void WhenEnded(const ChildProcess& child, OnExit on_exit);

  // Children of `zygote`, which has ended or is about to, that nobody adopted: reaps them as they end, for a while. Their sockets
  // must be closed, which makes them end, or they must have been killed.
  void ReapStrays(pid_t zygote);

  void KillAll();
  // Reaps strays that have ended. True: this thread has no children at all, adopted or not.
  bool ReapEnded();

 private:
  struct Child {
    std::shared_ptr<ChildProcess> process;
    OnExit on_exit;
    EventLoop::WatchId watch = 0;
  };

  void OnEnded(pid_t pid);
  absl::StatusOr<EventLoop::WatchId> WatchEnd(pid_t pid, const Descriptor& pidfd);
  void Refuse(pid_t pid);
  // Those that waitid(2) finds by `kind` and `id`. True: there are none, ended or not.
  bool ReapEnded(idtype_t kind, id_t id);
  void Sweep(idtype_t kind, id_t id, int sweeps_left);

  EventLoop* const loop_;
  std::unordered_map<pid_t, Child> children_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_CHILD_PROCESS_H_
