#ifndef ISOBRIDGE_ISOLATE_LOCKDOWN_RESOURCE_LIMITS_H_
#define ISOBRIDGE_ISOLATE_LOCKDOWN_RESOURCE_LIMITS_H_

#include <cstdint>
#include <string>

namespace isobridge::isolate {

// The rlimits of a confined process. Those that are not named here are 0: core files, files' sizes, locked memory, message
// queues.
struct ResourceLimits {
  // RLIMIT_DATA. 0: no limit.
  uint64_t data_bytes = 0;
  // RLIMIT_CPU, whole seconds. 0: no limit. SIGXCPU comes first, SIGKILL a second later.
  uint32_t cpu_seconds = 0;
  // RLIMIT_NOFILE.
  uint64_t descriptors = 1;

  // Sets them for the calling process, for good. Allocates only to report a failure. Returns "" or what failed.
  std::string Set() const;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_LOCKDOWN_RESOURCE_LIMITS_H_
