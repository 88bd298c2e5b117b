#include "isolate/lockdown/lockdown.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <functional>
#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

using ::testing::ExitedWithCode;
using ::testing::KilledBySignal;

constexpr uint64_t kDataBytes = 64u << 20;

// Runs `body` confined, in a process of its own whose standard error is a pipe, and exits with what it returns.
[[noreturn]] void Confined(const std::function<int()>& body, LockdownOptions options = {.landlock = LandlockPolicy::kPrefer}) {
  LockdownReport report;
  if (!LockDown(options, &report).empty()) _exit(99);
  _exit(body());
}

// EXPECT_EXIT gives the child a file as standard error, where nothing can be written any more (RLIMIT_FSIZE): bodies are silent.
class LockdownTest : public testing::Test {
 protected:
  LockdownTest() { GTEST_FLAG_SET(death_test_style, "fast"); }
};

TEST_F(LockdownTest, MemoryAndExitWork) {
  EXPECT_EXIT(Confined([] {
                char* block = static_cast<char*>(malloc(8u << 20));
                block[0] = 1;
                block = static_cast<char*>(realloc(block, 16u << 20));
                const int first = block[0];
                free(block);
                return first;
              }),
              ExitedWithCode(1), "");
}

TEST_F(LockdownTest, AbortEndsWithItsOwnSignal) {
  EXPECT_EXIT(Confined([]() -> int { abort(); }), KilledBySignal(SIGABRT), "");
}

TEST_F(LockdownTest, OtherSignalsToItselfAreForbidden) {
  EXPECT_EXIT(Confined([] { return raise(SIGTERM); }), KilledBySignal(SIGSYS), "");
}

TEST_F(LockdownTest, HandlersSetBeforeRunAfterwards) {
  EXPECT_EXIT(
      {
        signal(SIGUSR1, [](int) { _exit(7); });
        int pipe_ends[2];
        if (pipe(pipe_ends) != 0) _exit(98);
        const pid_t parent_of_waiter = getpid();
        if (fork() == 0) {
          kill(parent_of_waiter, SIGUSR1);
          _exit(0);
        }
        char byte;
        Confined([&] { return static_cast<int>(read(pipe_ends[0], &byte, 1)); });
      },
      ExitedWithCode(7), "");
}

TEST_F(LockdownTest, FilesAreNotFoundRatherThanFatal) {
  EXPECT_EXIT(Confined([] { return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0; }), ExitedWithCode(ENOENT), "");
}

TEST_F(LockdownTest, DataLimitBoundsMemory) {
  EXPECT_EXIT(Confined(
                  [] {
                    void* area = mmap(nullptr, 2 * kDataBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                    return area == MAP_FAILED ? errno : 0;
                  },
                  {.landlock = LandlockPolicy::kPrefer, .data_bytes = kDataBytes}),
              ExitedWithCode(ENOMEM), "");
}

TEST_F(LockdownTest, CpuLimitEndsABusyProcess) {
  EXPECT_EXIT(Confined(
                  []() -> int {
                    volatile bool busy = true;
                    while (busy) {
                    }
                    return 0;
                  },
                  {.landlock = LandlockPolicy::kPrefer, .cpu_seconds = 1}),
              KilledBySignal(SIGXCPU), "");
}

TEST_F(LockdownTest, MergingPagesIsForbidden) {
  EXPECT_EXIT(Confined([] {
                void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                return madvise(page, 4096, MADV_MERGEABLE);
              }),
              KilledBySignal(SIGSYS), "");
}

TEST_F(LockdownTest, GivingPagesBackWorks) {
  EXPECT_EXIT(Confined([] {
                void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                return madvise(page, 4096, MADV_DONTNEED) == 0 && madvise(page, 4096, MADV_FREE) == 0 &&
                               madvise(page, 4096, MADV_DODUMP) == 0
                           ? 0
                           : errno;
              }),
              ExitedWithCode(0), "");
}

TEST_F(LockdownTest, OnePreparationServesManyForks) {
  auto lockdown = std::make_unique<Lockdown>();
  ASSERT_EQ(lockdown->Prepare({.landlock = LandlockPolicy::kPrefer}), "");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EXIT(
        {
          LockdownReport report;
          if (!lockdown->Apply(&report).empty()) _exit(99);
          abort();
        },
        KilledBySignal(SIGABRT), "");
  }
}

TEST_F(LockdownTest, UnpreparedLockdownFails) {
  SystemCallFilter filter;
  EXPECT_THAT(filter.Install(), testing::HasSubstr("not prepared"));
}

}  // namespace
}  // namespace isobridge::isolate
