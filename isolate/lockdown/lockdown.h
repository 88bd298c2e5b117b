#ifndef ISOBRIDGE_ISOLATE_LOCKDOWN_LOCKDOWN_H_
#define ISOBRIDGE_ISOLATE_LOCKDOWN_LOCKDOWN_H_

#include <cstdint>
#include <string>

namespace isobridge::isolate {

// What to do where the kernel has no Landlock (gVisor, old kernels). seccomp is never optional.
enum class LandlockPolicy { kRequire, kPrefer, kOff };

struct LockdownOptions {
  LandlockPolicy landlock = LandlockPolicy::kRequire;
  // RLIMIT_DATA: heap, code range, buffers and what the zygote had mapped.
  uint64_t data_bytes = 0;
  // RLIMIT_CPU, whole seconds; a backstop for a supervisor that is gone.
  uint32_t cpu_seconds = 0;
};

struct LockdownReport {
  // 0: none.
  int landlock_abi = 0;
};

// Confines the calling process for good: no files, no network, no new processes, no new executable memory, bounded memory and
// CPU time. After V8 is warm, before any byte of a program is read. Single-threaded processes only. Order and reasons: the source.
//
// Returns "" or what failed; the process must then exit. Uses only the standard library and libseccomp.
std::string LockDown(const LockdownOptions& options, LockdownReport* report);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_LOCKDOWN_LOCKDOWN_H_
