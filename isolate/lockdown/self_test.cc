#include "isolate/lockdown/self_test.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace isobridge::isolate {
namespace {

// How an attempt's process exits: 0 if the attempt succeeded (also as the program that it executed), kNotConfined if it was never
// made, or this plus the errno it got.
constexpr int kNotConfined = 1;
constexpr int kErrnoBase = 64;
constexpr int kPatienceMs = 5'000;

// A page of the parent, for those that read or signal it.
long g_parents_memory = 42;

long OpenFile() { return open("/etc/passwd", O_RDONLY | O_CLOEXEC); }
long OpenFileBeneath() {
  const uint64_t how[3] = {};
  return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof(how));
}
long InternetSocket() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }
long UnixSocket() { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }
long DuplicateDescriptor() { return dup(0); }
long ForkProcess() {
  const long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  return pid;
}
long ExecuteProgram() {
  char path[] = "/bin/true";
  char* const arguments[] = {path, nullptr};
  char* const environment[] = {nullptr};
  return execve(path, arguments, environment);
}
long BeTraced() { return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }
long SignalParent() { return kill(getppid(), 0); }
long SignalParentsThread() { return syscall(SYS_tgkill, getppid(), getppid(), 0); }
long ReadParentsMemory() {
  long copy = 0;
  const iovec local = {&copy, sizeof(copy)};
  const iovec remote = {&g_parents_memory, sizeof(g_parents_memory)};
  return process_vm_readv(getppid(), &local, 1, &remote, 1, 0);
}
long MapExecutable() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? -1 : 0;
}
long MakeExecutable() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? -1 : mprotect(page, 4096, PROT_READ | PROT_EXEC);
}
long MakeExecutableByKey() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? -1 : syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_EXEC, -1);
}
long ReadImpliesExecute() { return personality(READ_IMPLIES_EXEC); }
long MapShared() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? -1 : 0;
}
long CreateMemoryFile() { return syscall(SYS_memfd_create, "attempt", 1u); }
long SetUpIoUring() {
  uint8_t parameters[120] = {};
  return syscall(SYS_io_uring_setup, 1u, parameters);
}
long CreateBpfMap() {
  const uint32_t attributes[16] = {2 /* array */, 4, 4, 1};
  return syscall(SYS_bpf, 0 /* BPF_MAP_CREATE */, attributes, sizeof(attributes));
}
long CreateUserfault() { return syscall(SYS_userfaultfd, O_CLOEXEC | 1 /* UFFD_USER_MODE_ONLY */); }
long EnterNamespace() { return unshare(CLONE_NEWUSER); }
long OpenPerfEvent() {
  uint32_t attributes[32] = {1 /* software */, sizeof(attributes)};
  return syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0);
}
long RaiseLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit);
}
long AddKey() { return syscall(SYS_add_key, "user", "attempt", "x", 1, -2 /* process keyring */); }
// A process' clock has its id in it, with the bits turned; 2 is the processor time that the scheduler counts.
clockid_t ParentsClock() { return static_cast<clockid_t>((~static_cast<unsigned>(getppid()) << 3) | 2); }
long ReadParentsTime() {
  timespec time;
  return syscall(SYS_clock_gettime, ParentsClock(), &time);
}
long SleepByParentsTime() {
  const timespec time = {.tv_sec = 0, .tv_nsec = 1};
  return syscall(SYS_clock_nanosleep, ParentsClock(), 0, &time, nullptr);
}
long FindParent() {
  unsigned long processors[128];
  return syscall(SYS_sched_getaffinity, getppid(), sizeof(processors), processors);
}
long BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  return sigprocmask(SIG_BLOCK, &all, nullptr);
}

struct Attempt {
  const char* operation;
  long (*run)();
};

constexpr Attempt kAttempts[] = {
    {"open a file", OpenFile},
    {"open a file (openat2)", OpenFileBeneath},
    {"create an internet socket", InternetSocket},
    {"create a unix socket", UnixSocket},
    {"duplicate a descriptor", DuplicateDescriptor},
    {"fork", ForkProcess},
    {"execute a program", ExecuteProgram},
    {"ptrace", BeTraced},
    {"signal the parent", SignalParent},
    {"signal the parent's thread", SignalParentsThread},
    {"read the parent's memory", ReadParentsMemory},
    {"map executable memory", MapExecutable},
    {"make memory executable", MakeExecutable},
    {"make memory executable (pkey_mprotect)", MakeExecutableByKey},
    {"make readable memory executable", ReadImpliesExecute},
    {"map shared memory", MapShared},
    {"create a memory file", CreateMemoryFile},
    {"set up io_uring", SetUpIoUring},
    {"create a BPF map", CreateBpfMap},
    {"create a userfaultfd", CreateUserfault},
    {"enter a user namespace", EnterNamespace},
    {"open a perf event", OpenPerfEvent},
    {"raise a resource limit", RaiseLimit},
    {"add a key", AddKey},
    {"read the parent's processor time", ReadParentsTime},
    {"sleep by the parent's processor time", SleepByParentsTime},
    {"find a process (sched_getaffinity)", FindParent},
    {"block signals", BlockSignals},
};

[[noreturn]] void RunInChild(Lockdown* lockdown, long (*run)()) {
  LockdownReport report;
  if (lockdown != nullptr && !lockdown->Apply(&report).empty()) _exit(kNotConfined);
  errno = 0;
  _exit(run() >= 0 ? 0 : kErrnoBase + errno);
}

// Waits for the child, which gets SIGKILL when it takes too long. Returns its status, or -1.
int Await(pid_t pid) {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  pollfd ended = {pidfd, POLLIN, 0};
  while (pidfd >= 0 && poll(&ended, 1, kPatienceMs) < 0 && errno == EINTR) {
  }
  if (ended.revents == 0) kill(pid, SIGKILL);
  if (pidfd >= 0) close(pidfd);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return status;
}

void Judge(int status, LockdownAttempt* attempt) {
  if (status >= 0 && WIFSIGNALED(status)) {
    attempt->stopped = WTERMSIG(status) == SIGSYS;
    attempt->outcome = attempt->stopped ? "killed by SIGSYS" : "killed by signal " + std::to_string(WTERMSIG(status));
    return;
  }
  const int code = status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : kNotConfined;
  attempt->stopped = code > kErrnoBase;
  if (code == 0) {
    attempt->outcome = "succeeded";
  } else if (attempt->stopped) {
    attempt->outcome = "errno " + std::to_string(code - kErrnoBase) + " (" + std::strerror(code - kErrnoBase) + ")";
  } else {
    attempt->outcome = "the process could not be confined";
  }
}

LockdownAttempt Try(Lockdown* lockdown, const Attempt& attempt) {
  LockdownAttempt result = {attempt.operation, false, ""};
  // Not fork(): its handlers may want locks that other threads hold.
  const pid_t pid = _Fork();
  if (pid == 0) RunInChild(lockdown, attempt.run);
  if (pid < 0) {
    result.outcome = std::string("fork: ") + std::strerror(errno);
    return result;
  }
  Judge(Await(pid), &result);
  return result;
}

std::vector<LockdownAttempt> TryAll(Lockdown* lockdown) {
  std::vector<LockdownAttempt> results;
  for (const Attempt& attempt : kAttempts) results.push_back(Try(lockdown, attempt));
  return results;
}

}  // namespace

std::vector<LockdownAttempt> TestLockdown(LandlockPolicy landlock) {
  Lockdown lockdown;
  if (std::string failure = lockdown.Prepare({.landlock = landlock}); !failure.empty()) {
    return {{"prepare the lockdown", false, failure}};
  }
  return TryAll(&lockdown);
}

std::vector<LockdownAttempt> TestWithoutLockdown() { return TryAll(nullptr); }

}  // namespace isobridge::isolate
