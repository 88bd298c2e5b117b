#include "isolate/lockdown/confined_exec.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "isolate/lockdown/resource_limits.h"

namespace isobridge::isolate {
namespace {

constexpr int kNotStarted = 126;
// Standard input, output and error, the executable, and what Go's poller has.
constexpr uint64_t kDescriptors = 8;

std::string Failed(const char* what) { return std::string("lockdown: ") + what + ": " + std::strerror(errno); }

void ResetSignals() {
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

ConfinedExec::~ConfinedExec() {
  if (executable_ >= 0) close(executable_);
}

std::string ConfinedExec::Prepare(const std::string& executable, const Options& options) {
  options_ = options;
  const int file = open(executable.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Failed(("open " + executable).c_str());
  executable_ = fcntl(file, F_DUPFD_CLOEXEC, kCheckerExecutableFd + 1);
  close(file);
  if (executable_ < 0) return Failed("fcntl(F_DUPFD_CLOEXEC)");
  if (options.landlock != LandlockPolicy::kOff) {
    if (std::string failure = landlock_.Prepare(); !failure.empty()) return failure;
    if (landlock_.abi() == 0 && options.landlock == LandlockPolicy::kRequire) {
      return "lockdown: Landlock is required and this kernel has none";
    }
    if (std::string failure = landlock_.AllowExecution(executable_); !failure.empty()) return failure;
  }
  return filter_.Prepare(FilterFor::kChecker);
}

// Not fork(): its handlers may want locks that other threads hold. The child has a copy of the memory, and does nothing with it
// that another thread could have left half done.
pid_t ConfinedExec::Start(int socket, int standard_error, char* const arguments[], char* const environment[]) {
  const pid_t parent = getpid();
  const long pid = syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) Become(parent, socket, standard_error, arguments, environment);
  return static_cast<pid_t>(pid);
}

void ConfinedExec::Become(pid_t parent, int socket, int standard_error, char* const arguments[], char* const environment[]) {
  std::string failure = Confine(parent, socket, standard_error);
  if (failure.empty()) {
    syscall(SYS_execveat, kCheckerExecutableFd, "", arguments, environment, AT_EMPTY_PATH);
    failure = Failed("execveat");
  }
  failure += "\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, failure.data(), failure.size());
  _exit(kNotStarted);
}

// In the order of Lockdown::Apply. The filter allows the execution, and Landlock that of this one file.
std::string ConfinedExec::Confine(pid_t parent, int socket, int standard_error) {
  if (dup2(standard_error, STDERR_FILENO) < 0) return Failed("dup2(standard error)");
  if (setsid() < 0) return Failed("setsid");
  // It may ask where it is.
  if (chdir("/") != 0) return Failed("chdir");
  ResetSignals();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return Failed("prctl(PR_SET_PDEATHSIG)");
  if (getppid() != parent) return "lockdown: the parent is gone";
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Failed("prctl(PR_SET_NO_NEW_PRIVS)");
  if (std::string failure = landlock_.Enforce(); !failure.empty()) return failure;
  if (dup2(socket, STDIN_FILENO) < 0 || dup2(socket, STDOUT_FILENO) < 0) return Failed("dup2(socket)");
  if (dup3(executable_, kCheckerExecutableFd, O_CLOEXEC) < 0) return Failed("dup3(executable)");
  if (syscall(SYS_close_range, kCheckerExecutableFd + 1, ~0u, 0u) != 0) return Failed("close_range");
  const ResourceLimits limits = {.data_bytes = options_.data_bytes, .descriptors = kDescriptors};
  if (std::string failure = limits.Set(); !failure.empty()) return failure;
  return filter_.Install();
}

}  // namespace isobridge::isolate
