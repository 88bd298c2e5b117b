#include "isolate/lockdown/lockdown.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

namespace isobridge::isolate {
namespace {

std::string Failed(const char* what) { return std::string("lockdown: ") + what + ": " + std::strerror(errno); }

struct NamedLimit {
  const char* name;
  int resource;
  rlim_t soft;
  rlim_t hard;
};

std::string SetLimits(const LockdownOptions& options) {
  const rlim_t data = options.data_bytes == 0 ? RLIM_INFINITY : options.data_bytes;
  const rlim_t cpu = options.cpu_seconds == 0 ? RLIM_INFINITY : options.cpu_seconds;
  const NamedLimit limits[] = {
      {"setrlimit(RLIMIT_DATA)", RLIMIT_DATA, data, data},
      // SIGXCPU first, so that the worker can say where the program was.
      {"setrlimit(RLIMIT_CPU)", RLIMIT_CPU, cpu, cpu == RLIM_INFINITY ? cpu : cpu + 1},
      {"setrlimit(RLIMIT_CORE)", RLIMIT_CORE, 0, 0},
      // Of files; pipes and sockets don't count. Standard error must not be a file, or SIGXFSZ comes with its first byte.
      {"setrlimit(RLIMIT_FSIZE)", RLIMIT_FSIZE, 0, 0},
      // poll() accepts as many descriptors as this; 0 is taken, so there is none to be had.
      {"setrlimit(RLIMIT_NOFILE)", RLIMIT_NOFILE, 1, 1},
      {"setrlimit(RLIMIT_MEMLOCK)", RLIMIT_MEMLOCK, 0, 0},
      {"setrlimit(RLIMIT_MSGQUEUE)", RLIMIT_MSGQUEUE, 0, 0},
  };
  for (const NamedLimit& limit : limits) {
    const rlimit value = {limit.soft, limit.hard};
    if (setrlimit(static_cast<__rlimit_resource>(limit.resource), &value) == 0) continue;
    // gVisor doesn't set this one; the filter forbids message queues altogether.
    if (limit.resource == RLIMIT_MSGQUEUE && errno == EPERM) continue;
    return Failed(limit.name);
  }
  return "";
}

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
  if (std::string failure = SetLimits(options_); !failure.empty()) return failure;
  report->landlock_abi = landlock_.abi();
  return filter_.Install();
}

std::string LockDown(const LockdownOptions& options, LockdownReport* report) {
  Lockdown lockdown;
  if (std::string failure = lockdown.Prepare(options); !failure.empty()) return failure;
  return lockdown.Apply(report);
}

}  // namespace isobridge::isolate
