#ifndef ISOBRIDGE_ISOLATE_LOCKDOWN_SYSTEM_CALL_FILTER_H_
#define ISOBRIDGE_ISOLATE_LOCKDOWN_SYSTEM_CALL_FILTER_H_

#include <linux/filter.h>

#include <cstddef>
#include <string>
#include <vector>

namespace isobridge::isolate {

// Whom a filter confines.
enum class FilterFor { kProgram, kChecker };

// The descriptor that a checker may be executed from.
inline constexpr int kCheckerExecutableFd = 3;

// The seccomp filter of workers, compilers (kProgram) and checkers. What is not listed here ends the process (SIGSYS). Of workers
// and compilers:
//
//   allowed     read, write, writev, poll, ppoll on what is open; memory without execute permission, private and anonymous;
//               futex wait and wake; clocks, sleeping, getrandom, getpid, gettid, getrusage, the CPU's number and affinity;
//               return from a signal handler; exit; tgkill of the process itself with SIGABRT, for abort()
//   ENOENT      opening and looking at files
//   EPERM       ioctl, fstat, lseek, prctl, protection keys, resource limits, uname, sysinfo, signal handlers
//   ENOSYS      clone3
//
// uretprobe and uprobe, which kernels that have them let past every filter, are refused by the kernel outside its own
// trampolines.
//
// No memory can become executable, whatever V8's profile: V8 maps its code range before. close, signal masks, robust futex lists
// and all else that would leave a trace in the kernel are not there, so that a process can be put back to its first state.
//
// A checker is a program of somebody else's, with threads (Go). Its list is its own: of the above it has read, write, memory,
// futexes, clocks, sleeping, getrandom, getpid, gettid, getrusage, returns from signal handlers and exit; besides it may start
// threads of its own process, handle and block signals, send signals to itself, wait by epoll and eventfd, close, and ask with
// getcwd, mincore, readlink and fcntl (F_GETFD, F_GETFL). Opening a file fails, and looking at one says nothing. Its filter is
// installed before it is executed, which is allowed from kCheckerExecutableFd alone (execveat without a path): that descriptor is
// gone afterwards.
//
// Thread-compatible. Uses only the standard library and libseccomp.
class SystemCallFilter {
 public:
  // Builds the program; 0.3 ms. Returns "" or what failed.
  std::string Prepare(FilterFor whom = FilterFor::kProgram);

  // Installs it for the calling process, which must have no_new_privs, for good. Allocates only to report a failure. Returns ""
  // or what failed.
  std::string Install();

  // Instructions; 0 before Prepare.
  size_t size() const { return program_.size(); }

 private:
  std::vector<sock_filter> program_;
  // Where the program compares with the process's own id, which differs in each fork.
  size_t own_pid_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_LOCKDOWN_SYSTEM_CALL_FILTER_H_
