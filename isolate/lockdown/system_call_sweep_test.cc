// Every system call number there is or may come to be, by each of the three doors of an x86-64 kernel, from a process under the
// real lockdown. Both profiles of V8 use the same lockdown.

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/lockdown/lockdown.h"

namespace isobridge::isolate {
namespace {

// Linux has 470 and adds a few a year.
constexpr long kNumbers = 1'024;
constexpr long kX32 = 0x40000000;
constexpr int kNotConfined = 250;

// As SystemCallFilter promises them. Those that are allowed with certain arguments only are not here: the sweep's don't suit.
const std::set<long> kAllowed = {
    SYS_read,
    SYS_write,
    SYS_writev,
    SYS_poll,
    SYS_ppoll,
    SYS_munmap,
    SYS_brk,
    SYS_getpid,
    SYS_gettid,
    SYS_getrandom,
    SYS_nanosleep,
    SYS_getcpu,
    SYS_sched_yield,
    SYS_clock_gettime,
    SYS_getrusage,
    SYS_exit,
    SYS_exit_group,
    SYS_rt_sigreturn,
    SYS_gettimeofday,
    SYS_clock_nanosleep,
    SYS_sched_getaffinity,
    SYS_restart_syscall,
};
const std::set<long> kNoSuchFile = {
    SYS_open,      SYS_openat,     SYS_openat2, SYS_readlink, SYS_readlinkat, SYS_access,
    SYS_faccessat, SYS_faccessat2, SYS_stat,    SYS_lstat,    SYS_newfstatat, SYS_statx,
};
const std::set<long> kNotPermitted = {
    SYS_ioctl,   SYS_fstat,     SYS_lseek,     SYS_prctl,        SYS_pkey_alloc, SYS_pkey_free,   SYS_getrlimit,
    SYS_sysinfo, SYS_setrlimit, SYS_prlimit64, SYS_rt_sigaction, SYS_uname,      SYS_sigaltstack,
};

// Each argument is -1: no descriptor, no address, every flag.
long CallBySyscall(long number) {
  register long fourth asm("r10") = -1;
  register long fifth asm("r8") = -1;
  register long sixth asm("r9") = -1;
  long result;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(-1L), "S"(-1L), "d"(-1L), "r"(fourth), "r"(fifth), "r"(sixth)
               : "rcx", "r11", "memory");
  return result;
}
long CallByInterrupt(long number) {
  long result;
  asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(-1L), "c"(-1L), "d"(-1L), "S"(-1L), "D"(-1L) : "memory");
  return result;
}

// How a process that makes the call ends: "signal 31", "errno 2" or "success". `lockdown` may be null.
std::string OutcomeOf(Lockdown* lockdown, const std::function<long()>& call) {
  const pid_t pid = fork();
  if (pid == 0) {
    LockdownReport report;
    if (lockdown != nullptr && !lockdown->Apply(&report).empty()) _exit(kNotConfined);
    const long result = call();
    _exit(result < 0 ? static_cast<int>(-result) : 0);
  }
  int status = 0;
  if (pid < 0 || waitpid(pid, &status, 0) != pid) return "no process";
  if (WIFSIGNALED(status)) return absl::StrCat("signal ", WTERMSIG(status));
  if (WEXITSTATUS(status) == kNotConfined) return "not confined";
  return WEXITSTATUS(status) == 0 ? "success" : absl::StrCat("errno ", WEXITSTATUS(status));
}

std::string Killed() { return absl::StrCat("signal ", SIGSYS); }

// Calls of the kernel's own trampolines for user probes (uretprobe, uprobe), which kernels that have them let past every filter,
// and refuse to whoever else makes them.
bool IsRefusedByTheKernel(long number, const std::string& outcome) {
  constexpr long kUretprobe = 335, kUprobe = 336;
  return (number == kUretprobe && outcome == absl::StrCat("signal ", SIGILL)) ||
         (number == kUprobe && outcome == absl::StrCat("errno ", ENXIO));
}

std::string Promised(long number) {
  if (kNoSuchFile.contains(number)) return absl::StrCat("errno ", ENOENT);
  if (kNotPermitted.contains(number)) return absl::StrCat("errno ", EPERM);
  if (number == SYS_clone3) return absl::StrCat("errno ", ENOSYS);
  return Killed();
}

class SystemCallSweepTest : public testing::Test {
 protected:
  SystemCallSweepTest() { EXPECT_EQ(lockdown_.Prepare({.landlock = LandlockPolicy::kPrefer}), ""); }

  Lockdown lockdown_;
};

TEST_F(SystemCallSweepTest, WhatIsNotAllowedFailsOrKillsAsPromised) {
  std::vector<std::string> wrong;
  for (long number = 0; number < kNumbers; ++number) {
    if (kAllowed.contains(number)) continue;
    const std::string outcome = OutcomeOf(&lockdown_, [number] { return CallBySyscall(number); });
    if (outcome != Promised(number) && !IsRefusedByTheKernel(number, outcome))
      wrong.push_back(absl::StrCat(number, ": ", outcome, ", not ", Promised(number)));
  }
  EXPECT_THAT(wrong, testing::IsEmpty());
}

TEST_F(SystemCallSweepTest, WhatIsAllowedReachesTheKernel) {
  for (const long number : kAllowed) {
    EXPECT_NE(OutcomeOf(&lockdown_, [number] { return CallBySyscall(number); }), Killed()) << number;
  }
}

TEST_F(SystemCallSweepTest, NumbersBeyondEveryTableKill) {
  for (const long number : {-1L, 0x3fffffffL, 0x7fffffffL, 0x80000000L, 0xffffffffL}) {
    EXPECT_EQ(OutcomeOf(&lockdown_, [number] { return CallBySyscall(number); }), Killed()) << number;
  }
}

TEST_F(SystemCallSweepTest, EveryNumberOfX32Kills) {
  std::vector<std::string> wrong;
  for (long number = 0; number < kNumbers; ++number) {
    const std::string outcome = OutcomeOf(&lockdown_, [number] { return CallBySyscall(number | kX32); });
    if (outcome != Killed()) wrong.push_back(absl::StrCat(number, ": ", outcome));
  }
  EXPECT_THAT(wrong, testing::IsEmpty());
}

// A kernel without the 32-bit door may answer with SIGSEGV, lockdown or not.
TEST_F(SystemCallSweepTest, EveryNumberOf32BitProgramsKills) {
  constexpr long kGetPid = 20;
  const bool open = OutcomeOf(nullptr, [] { return CallByInterrupt(kGetPid) > 0 ? 0 : -EIO; }) == "success";
  const std::string shut = absl::StrCat("signal ", SIGSEGV);
  std::vector<std::string> wrong;
  for (long number = 0; number < kNumbers; ++number) {
    const std::string outcome = OutcomeOf(&lockdown_, [number] { return CallByInterrupt(number); });
    if (outcome != Killed() && (open || outcome != shut)) wrong.push_back(absl::StrCat(number, ": ", outcome));
  }
  EXPECT_THAT(wrong, testing::IsEmpty());
}

}  // namespace
}  // namespace isobridge::isolate
