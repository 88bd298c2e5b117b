#include "isolate/pool/child_process.h"

#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

#include "absl/log/log.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace isobridge::isolate {
namespace {

// Processes whose socket closed end within milliseconds; ten seconds are for a machine that is out of breath.
constexpr int kSweeps = 100;
constexpr absl::Duration kSweepInterval = absl::Milliseconds(100);

// Nanoseconds, some four times the kernel's own slice.
constexpr uint64_t kSliceOfOneThatStandsBack = 10'000'000;

// The system call, because it also tells what the process used. 0, or -1 with errno.
long WaitId(idtype_t kind, id_t id, siginfo_t* info, int options, rusage* usage) {
  return syscall(SYS_waitid, kind, id, info, options, usage);
}

// Works until the process is reaped. 0: none, or not known.
uint64_t DataLimit(pid_t pid) {
  rlimit limit;
  if (prlimit(pid, RLIMIT_DATA, nullptr, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 0;
  return limit.rlim_cur;
}

ChildExit ToExit(const siginfo_t& info, const rusage& usage) {
  ChildExit exit;
  if (info.si_code == CLD_EXITED) {
    exit.status = info.si_status;
  } else {
    exit.signal = info.si_status;
  }
  exit.cpu_time = absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
  exit.peak_resident_bytes = static_cast<uint64_t>(usage.ru_maxrss) << 10;
  return exit;
}

}  // namespace

std::string ChildExit::ToString() const {
  if (signal == 0) return absl::StrCat("exit status ", status);
  return absl::StrCat("signal ", signal, " (", strsignal(signal), ")");
}

void ChildProcess::Signal(int signal) const { syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0u); }

absl::Duration ChildProcess::CpuTime() const {
  absl::MutexLock lock(mu_);
  return CpuTimeLocked();
}

absl::Duration ChildProcess::CpuTimeLocked() const {
  clockid_t clock;
  timespec used;
  if (reaped_ || clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return absl::ZeroDuration();
  return absl::DurationFromTimespec(used);
}

void ChildProcess::LimitCpu(uint32_t seconds) {
  absl::MutexLock lock(mu_);
  if (reaped_) return;
  const rlim_t used = static_cast<rlim_t>(std::ceil(absl::ToDoubleSeconds(CpuTimeLocked())));
  rlimit old;
  if (prlimit(pid_, RLIMIT_CPU, nullptr, &old) != 0) return;
  const rlim_t soft = std::min<rlim_t>(used + seconds, old.rlim_max);
  // The hard limit stays where it is: it could never be raised again for the next program.
  const rlimit limit = {soft, old.rlim_max};
  prlimit(pid_, RLIMIT_CPU, &limit, nullptr);
}

void ChildProcess::StandBack(int nice) {
  absl::MutexLock lock(mu_);
  if (reaped_) return;
  sched_attr attributes = {};
  attributes.size = sizeof(attributes);
  attributes.sched_policy = SCHED_OTHER;
  attributes.sched_nice = nice;
  attributes.sched_runtime = kSliceOfOneThatStandsBack;
  // Kernels before 6.12 have no slices and take the rest; gVisor has no such call.
  if (sched_setattr(pid_, &attributes, 0) != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(pid_), nice);
}

bool ChildProcess::Reap(ChildExit* exit) {
  siginfo_t info = {};
  rusage usage = {};
  absl::MutexLock lock(mu_);
  const uint64_t data_limit = DataLimit(pid_);
  if (WaitId(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG, &usage) != 0) {
    // Somebody else reaped it (SIGCHLD ignored, a stray wait); how it ended is lost.
    LOG(ERROR) << "worker process " << pid_ << " was reaped by somebody else: " << strerror(errno);
    reaped_ = true;
    return true;
  }
  if (info.si_pid == 0) return false;
  reaped_ = true;
  *exit = ToExit(info, usage);
  exit->data_limit_bytes = data_limit;
  return true;
}

absl::StatusOr<std::shared_ptr<ChildProcess>> ChildProcesses::Adopt(pid_t pid, pid_t group) {
  siginfo_t info = {};
  if (pid <= 0 || WaitId(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT, nullptr) != 0) {
    return absl::NotFoundError(absl::StrCat("process ", pid, " is no child of the supervisor"));
  }
  if (getpgid(pid) != group)
    return absl::NotFoundError(absl::StrCat("process ", pid, " is of another process group than ", group));
  if (children_.contains(pid)) return absl::NotFoundError(absl::StrCat("process ", pid, " was announced twice"));
  Descriptor pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  const absl::StatusOr<EventLoop::WatchId> watch = WatchEnd(pid, pidfd);
  if (!watch.ok()) {
    Refuse(pid);
    return watch.status();
  }
  auto process = std::make_shared<ChildProcess>(pid, std::move(pidfd));
  children_[pid] = {process, nullptr, *watch};
  return process;
}

absl::StatusOr<EventLoop::WatchId> ChildProcesses::WatchEnd(pid_t pid, const Descriptor& pidfd) {
  if (!pidfd.valid()) return absl::ErrnoToStatus(errno, "pidfd_open");
  return loop_->Watch(pidfd.get(), EPOLLIN, [this, pid](uint32_t) { OnEnded(pid); });
}

// It was not reaped yet, so the id is still its own.
void ChildProcesses::Refuse(pid_t pid) {
  kill(pid, SIGKILL);
  Sweep(P_PID, static_cast<id_t>(pid), kSweeps);
}

void ChildProcesses::WhenEnded(const ChildProcess& child, OnExit on_exit) {
  if (const auto found = children_.find(child.pid()); found != children_.end()) found->second.on_exit = std::move(on_exit);
}

void ChildProcesses::OnEnded(pid_t pid) {
  const auto found = children_.find(pid);
  ChildExit exit;
  if (found == children_.end() || !found->second.process->Reap(&exit)) return;
  Child child = std::move(found->second);
  children_.erase(found);
  loop_->Unwatch(child.watch);
  if (child.on_exit != nullptr) child.on_exit(exit);
}

void ChildProcesses::ReapStrays(pid_t zygote) { Sweep(P_PGID, static_cast<id_t>(zygote), kSweeps); }

void ChildProcesses::Sweep(idtype_t kind, id_t id, int sweeps_left) {
  if (ReapEnded(kind, id) || sweeps_left == 0) return;
  loop_->At(loop_->Now() + kSweepInterval, [this, kind, id, sweeps_left] { Sweep(kind, id, sweeps_left - 1); });
}

bool ChildProcesses::ReapEnded() { return ReapEnded(P_ALL, 0); }

// Only children of this thread (__WNOTHREAD), which starts nothing but zygotes: others of the program's children aren't touched.
bool ChildProcesses::ReapEnded(idtype_t kind, id_t id) {
  while (true) {
    siginfo_t info = {};
    if (WaitId(kind, id, &info, WEXITED | WNOHANG | WNOWAIT | __WNOTHREAD, nullptr) != 0) return true;
    // An adopted one is about to be reaped; look again afterwards.
    if (info.si_pid == 0 || children_.contains(info.si_pid)) return false;
    WaitId(P_PID, static_cast<id_t>(info.si_pid), &info, WEXITED | WNOHANG, nullptr);
  }
}

void ChildProcesses::KillAll() {
  for (auto& [pid, child] : children_) child.process->Signal(SIGKILL);
}

}  // namespace isobridge::isolate
