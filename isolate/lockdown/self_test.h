#ifndef ISOBRIDGE_ISOLATE_LOCKDOWN_SELF_TEST_H_
#define ISOBRIDGE_ISOLATE_LOCKDOWN_SELF_TEST_H_

#include <string>
#include <vector>

#include "isolate/lockdown/lockdown.h"

namespace isobridge::isolate {

// One forbidden operation that a confined process tried.
struct LockdownAttempt {
  // For example "open a file".
  std::string operation;
  bool stopped = false;
  // How it ended: "killed by SIGSYS", "errno 2 (No such file or directory)", "succeeded", or what went wrong with the attempt
  // itself.
  std::string outcome;
};

// Tries what must not work, each in a child process of its own that was confined first: files, sockets, processes, signals, new
// executable memory, raised limits and kernel interfaces that have had many bugs. A few milliseconds.
//
// The children run no handlers of fork and allocate nothing, so the caller may have other threads.
std::vector<LockdownAttempt> TestLockdown(LandlockPolicy landlock);

// The same without confinement: shows that an attempt would succeed, where the machine lets it.
std::vector<LockdownAttempt> TestWithoutLockdown();

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_LOCKDOWN_SELF_TEST_H_
