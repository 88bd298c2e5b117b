#include "isolate/lockdown/lockdown.h"

#include <sys/prctl.h>

#include <cerrno>
#include <cstring>

#include "isolate/lockdown/resource_limits.h"

namespace isobridge::isolate {
namespace {

std::string Failed(const char* what) { return std::string("lockdown: ") + what + ": " + std::strerror(errno); }

}  // namespace

std::string Lockdown::Prepare(const LockdownOptions& options) {
  options_ = options;
  if (options.landlock != LandlockPolicy::kOff) {
    if (std::string failure = landlock_.Prepare(); !failure.empty()) return failure;
    if (landlock_.abi() == 0 && options.landlock == LandlockPolicy::kRequire) {
      return "lockdown: Landlock is required and this kernel has none; prefer it instead to rely on seccomp alone there";
    }
  }
  return filter_.Prepare();
}

// The order matters. No new privileges: without it neither Landlock nor seccomp is open to an unprivileged process. Landlock
// needs a descriptor, so it comes before RLIMIT_NOFILE. seccomp is last: it forbids all of the other steps.
//
// The process stays dumpable: it has no secret, no other worker can open or trace it, and the supervisor may have to write to it.
std::string Lockdown::Apply(LockdownReport* report) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Failed("prctl(PR_SET_NO_NEW_PRIVS)");
  if (std::string failure = landlock_.Enforce(); !failure.empty()) return failure;
  // poll() accepts as many descriptors as this; 0 is taken, so there is none to be had.
  const ResourceLimits limits = {.data_bytes = options_.data_bytes, .cpu_seconds = options_.cpu_seconds, .descriptors = 1};
  if (std::string failure = limits.Set(); !failure.empty()) return failure;
  report->landlock_abi = landlock_.abi();
  return filter_.Install();
}

std::string LockDown(const LockdownOptions& options, LockdownReport* report) {
  Lockdown lockdown;
  if (std::string failure = lockdown.Prepare(options); !failure.empty()) return failure;
  return lockdown.Apply(report);
}

}  // namespace isobridge::isolate
