#ifndef ISOBRIDGE_ISOLATE_POOL_CAPACITY_H_
#define ISOBRIDGE_ISOLATE_POOL_CAPACITY_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/statusor.h"

namespace isobridge::isolate {

// What the machine, or the cgroup, lets this service use.
struct MachineLimits {
  static constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

  int cores = 1;
  // Of the cgroup: at this everything in it may be killed together.
  uint64_t cgroup_memory_bytes = kNone;
  // Of the machine: at this the kernel picks one process, a worker first.
  uint64_t memory_bytes = kNone;
  // Processes and threads in the cgroup.
  uint64_t pids = kNone;
  // Descriptors that this process may have open; raised to its hard limit by Read.
  uint64_t descriptors = kNone;

  // The machine's, from under `root` ("" but in tests): /proc/self/cgroup, /sys/fs/cgroup, /proc/meminfo. cgroup v1 and v2.
  static MachineLimits Read(const std::string& root);
};

// One part in so many of the descriptors is the workers': connections must leave it to them.
inline constexpr uint64_t kWorkersDescriptorShare = 4;

// What a pool needs.
struct CapacityRequest {
  // 0: as many as fit.
  uint32_t max_workers = 0;
  uint32_t compilers = 0;
  // The most that one worker and one compiler may take.
  uint64_t worker_bytes = 0;
  uint64_t compiler_bytes = 0;
  // Type checkers at work at once, and the most that one may take.
  uint32_t checkers = 0;
  uint64_t checker_bytes = 0;
};

// How many workers may live at once. FAILED_PRECONDITION, naming the setting to change and the largest value that fits, if
// the request is more than the machine carries.
absl::StatusOr<uint32_t> MaxWorkers(const CapacityRequest& request, const MachineLimits& machine);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_CAPACITY_H_
