#ifndef ISOBRIDGE_ISOLATE_LOCKDOWN_LOCKDOWN_H_
#define ISOBRIDGE_ISOLATE_LOCKDOWN_LOCKDOWN_H_

#include <cstdint>
#include <string>

#include "isolate/lockdown/landlock_ruleset.h"
#include "isolate/lockdown/system_call_filter.h"

namespace isobridge::isolate {

// What to do where the kernel has no Landlock (gVisor, old kernels). seccomp is never optional.
enum class LandlockPolicy { kRequire, kPrefer, kOff };

struct LockdownOptions {
  LandlockPolicy landlock = LandlockPolicy::kRequire;
  // RLIMIT_DATA: heap, code range, buffers and what the zygote had mapped. 0: no limit.
  uint64_t data_bytes = 0;
  // RLIMIT_CPU, whole seconds; a backstop for a supervisor that is gone. 0: no limit. SIGXCPU comes first, SIGKILL a second
  // later. The supervisor lowers it from outside when a program begins; the process itself can't change it any more.
  uint32_t cpu_seconds = 0;
};

struct LockdownReport {
  // 0: none.
  int landlock_abi = 0;
};

// Confines a process for good: no files, no network, no new processes, no new executable memory, bounded memory and CPU time.
// Made once, before the zygote forks, and applied in each fork: the filter is built and Landlock probed only once. What a
// confined process may still do stands at SystemCallFilter.
//
// Thread-compatible; Apply is for single-threaded processes. Uses only the standard library and libseccomp.
class Lockdown {
 public:
  Lockdown() = default;
  Lockdown(const Lockdown&) = delete;
  Lockdown& operator=(const Lockdown&) = delete;

  // Returns "" or what failed. Keeps one close-on-exec descriptor where the kernel has Landlock.
  std::string Prepare(const LockdownOptions& options);

  // Confines the calling process: after Prepare there or in an ancestor, after V8 is warm and signal handlers are set, before any
  // byte of a program is read. Order and reasons: the source. Descriptor 0 must be open. Returns "" or what failed; the process
  // must then exit. Allocates only to report a failure.
  std::string Apply(LockdownReport* report);

 private:
  LockdownOptions options_;
  LandlockRuleset landlock_;
  SystemCallFilter filter_;
};

// Prepare and Apply at once, for a process that doesn't fork.
std::string LockDown(const LockdownOptions& options, LockdownReport* report);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_LOCKDOWN_LOCKDOWN_H_
