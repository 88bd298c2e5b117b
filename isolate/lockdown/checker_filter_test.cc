// What the filter of checkers stops, tried in child processes.

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "gtest/gtest.h"
#include "isolate/lockdown/system_call_filter.h"

namespace isobridge::isolate {
namespace {

constexpr int kNotConfined = 1;
constexpr int kErrnoBase = 64;

// "SIGSYS", "errno N" or "done", of a child that was confined first.
std::string Try(long (*attempt)()) {
  const pid_t pid = fork();
  if (pid == 0) {
    SystemCallFilter filter;
    if (!filter.Prepare(FilterFor::kChecker).empty() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(kNotConfined);
    if (!filter.Install().empty()) _exit(kNotConfined);
    errno = 0;
    _exit(attempt() >= 0 ? 0 : kErrnoBase + errno);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSYS ? "SIGSYS" : "signal " + std::to_string(WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  if (code == 0) return "done";
  return code == kNotConfined ? "not confined" : "errno " + std::to_string(code - kErrnoBase);
}

std::string Errno(int error) { return "errno " + std::to_string(error); }

TEST(CheckerFilterTest, OpensNoFiles) {
  EXPECT_EQ(Try([]() -> long { return open("/etc/passwd", O_RDONLY); }), Errno(ENOENT));
  EXPECT_EQ(Try([]() -> long { return open("/tmp/x", O_WRONLY | O_CREAT, 0600); }), Errno(ENOENT));
  EXPECT_EQ(Try([]() -> long { return syscall(SYS_memfd_create, "x", 0u); }), "SIGSYS");
  EXPECT_EQ(Try([]() -> long { return dup(0); }), "SIGSYS");
}

TEST(CheckerFilterTest, IsToldNothingOfFiles) {
  EXPECT_EQ(Try([]() -> long {
              char status[256] = {};
              const long result = syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", status, 0);
              for (const char c : status) {
                if (c != 0) return -1;
              }
              return result;
            }),
            "done");
}

TEST(CheckerFilterTest, HasNoNetwork) {
  EXPECT_EQ(Try([]() -> long { return socket(AF_INET, SOCK_STREAM, 0); }), "SIGSYS");
  EXPECT_EQ(Try([]() -> long { return socket(AF_UNIX, SOCK_STREAM, 0); }), "SIGSYS");
}

TEST(CheckerFilterTest, StartsThreadsAndNoProcesses) {
  EXPECT_EQ(Try([]() -> long { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }), "SIGSYS");
  EXPECT_EQ(Try([]() -> long { return syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0); }), "SIGSYS");
  EXPECT_EQ(Try([]() -> long {
              char path[] = "/bin/true";
              char* const arguments[] = {path, nullptr};
              return execve(path, arguments, arguments + 1);
            }),
            "SIGSYS");
}

TEST(CheckerFilterTest, ExecutesOnlyWhatItWasGiven) {
  EXPECT_EQ(Try([]() -> long { return syscall(SYS_execveat, AT_FDCWD, "/bin/true", nullptr, nullptr, 0); }), "SIGSYS");
  EXPECT_EQ(Try([]() -> long { return syscall(SYS_execveat, kCheckerExecutableFd + 1, "", nullptr, nullptr, AT_EMPTY_PATH); }),
            "SIGSYS");
  // The descriptor is gone once it was used.
  EXPECT_EQ(Try([]() -> long {
              close(kCheckerExecutableFd);
              return syscall(SYS_execveat, kCheckerExecutableFd, "", nullptr, nullptr, AT_EMPTY_PATH);
            }),
            Errno(EBADF));
}

TEST(CheckerFilterTest, MakesNoCode) {
  EXPECT_EQ(Try([]() -> long {
              return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
            }),
            "SIGSYS");
  EXPECT_EQ(
      Try([]() -> long { return mmap(nullptr, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0; }),
      "SIGSYS");
}

TEST(CheckerFilterTest, SignalsOnlyItself) {
  EXPECT_EQ(Try([]() -> long { return kill(getppid(), 0); }), "SIGSYS");
  EXPECT_EQ(Try([]() -> long { return syscall(SYS_tgkill, getppid(), getppid(), 0); }), "SIGSYS");
  EXPECT_EQ(Try([]() -> long { return syscall(SYS_tgkill, getpid(), getpid(), 0); }), "done");
}

}  // namespace
}  // namespace isobridge::isolate
