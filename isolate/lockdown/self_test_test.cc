#include "isolate/lockdown/self_test.h"

#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

using ::testing::IsSupersetOf;

std::vector<std::string> Succeeded(const std::vector<LockdownAttempt>& attempts) {
  std::vector<std::string> operations;
  for (const LockdownAttempt& attempt : attempts) {
    if (!attempt.stopped) operations.push_back(attempt.operation + ": " + attempt.outcome);
  }
  return operations;
}

TEST(SelfTestTest, EveryAttemptIsStoppedUnderTheLockdown) {
  const std::vector<LockdownAttempt> attempts = TestLockdown(LandlockPolicy::kPrefer);

  EXPECT_GE(attempts.size(), 16u);
  EXPECT_THAT(Succeeded(attempts), testing::IsEmpty());
}

TEST(SelfTestTest, SeccompAloneStopsEveryAttempt) {
  EXPECT_THAT(Succeeded(TestLockdown(LandlockPolicy::kOff)), testing::IsEmpty());
}

// An attempt that can't succeed anywhere would prove nothing.
TEST(SelfTestTest, AttemptsSucceedWithoutTheLockdown) {
  EXPECT_THAT(Succeeded(TestWithoutLockdown()),
              IsSupersetOf({"open a file: succeeded", "open a file (openat2): succeeded", "create an internet socket: succeeded",
                            "create a unix socket: succeeded", "duplicate a descriptor: succeeded", "fork: succeeded",
                            "execute a program: succeeded", "ptrace: succeeded", "signal the parent: succeeded",
                            "signal the parent's thread: succeeded", "read the parent's memory: succeeded",
                            "map executable memory: succeeded", "make memory executable: succeeded",
                            "make memory executable (pkey_mprotect): succeeded", "make readable memory executable: succeeded",
                            "map shared memory: succeeded", "create a memory file: succeeded",
                            "raise a resource limit: succeeded", "block signals: succeeded"}));
}

}  // namespace
}  // namespace isobridge::isolate
