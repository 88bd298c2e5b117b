#include "isolate/pool/capacity.h"

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace isobridge::isolate {
namespace {

// The supervisor, the zygotes and their shared pages.
constexpr uint64_t kBaseBytes = 384ull << 20;
// Threads of the supervisor, zygotes and what a container runs beside.
constexpr uint64_t kBasePids = 64;
// Of the checkers at work and one in reserve: Go starts some for each that waits in the kernel.
constexpr uint64_t kThreadsPerChecker = 12;
// A worker's socket, standard error and pidfd.
constexpr uint64_t kDescriptorsPerWorker = 3;
// Where only one process is lost when memory runs out, workers are counted at a quarter of what they may take at most: few take
// it.
constexpr uint64_t kOvercommit = 4;
// More would only wait for cores; they can be had by setting max_workers.
constexpr uint64_t kWorkersPerCore = 64;
constexpr uint64_t kLeastCeiling = 256;

uint64_t ReadNumber(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  uint64_t value;
  // "max", or no such file: no limit.
  return file >> text && absl::SimpleAtoi(text, &value) ? value : MachineLimits::kNone;
}

// The smallest of a limit along a cgroup's path, as every ancestor's holds too. In a container the path is often not to be seen
// from inside, and the limit stands at the mount's top.
uint64_t AlongPath(const std::string& mount, std::string path, const std::string& file) {
  uint64_t least = ReadNumber(absl::StrCat(mount, "/", file));
  while (path.size() > 1) {
    least = std::min(least, ReadNumber(absl::StrCat(mount, path, "/", file)));
    path.resize(path.find_last_of('/'));
  }
  return least;
}

void ReadCgroups(const std::string& root, MachineLimits* limits) {
  const std::string mount = root + "/sys/fs/cgroup";
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> fields = absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (fields.size() != 3) continue;
    const std::vector<std::string> controllers = absl::StrSplit(fields[1], ',');
    const auto has = [&](std::string_view name) {
      return std::find(controllers.begin(), controllers.end(), name) != controllers.end();
    };
    if (fields[1].empty()) {
      limits->cgroup_memory_bytes = std::min(limits->cgroup_memory_bytes, AlongPath(mount, fields[2], "memory.max"));
      limits->pids = std::min(limits->pids, AlongPath(mount, fields[2], "pids.max"));
    } else if (has("memory")) {
      limits->cgroup_memory_bytes =
          std::min(limits->cgroup_memory_bytes, AlongPath(mount + "/memory", fields[2], "memory.limit_in_bytes"));
    } else if (has("pids")) {
      limits->pids = std::min(limits->pids, AlongPath(mount + "/pids", fields[2], "pids.max"));
    }
  }
}

uint64_t MemoryOfMachine(const std::string& root) {
  std::ifstream file(root + "/proc/meminfo");
  std::string name;
  uint64_t kilobytes;
  return file >> name >> kilobytes && name == "MemTotal:" ? kilobytes << 10 : MachineLimits::kNone;
}

uint64_t RaiseDescriptors() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return MachineLimits::kNone;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

uint64_t Less(uint64_t value, uint64_t by) { return value > by ? value - by : 0; }

// Workers that one resource carries, and how to say so.
struct Bound {
  uint64_t workers;
  std::string why;
};

Bound MemoryBound(const CapacityRequest& request, const MachineLimits& machine) {
  const uint64_t base = kBaseBytes + request.compilers * request.compiler_bytes + request.checkers * request.checker_bytes;
  const uint64_t hard = machine.cgroup_memory_bytes;
  // A cgroup without a limit reports a huge number.
  if (hard < machine.memory_bytes) {
    return {Less(hard / 10 * 9, base) / request.worker_bytes,
            absl::StrCat("memory: each may take ", request.worker_bytes >> 20, " MiB, and the cgroup's limit is ", hard >> 20,
                         " MiB, of which a tenth and ", base >> 20,
                         " MiB are for the rest; lower max_workers or heap_classes, or raise the limit")};
  }
  if (machine.memory_bytes == MachineLimits::kNone) return {MachineLimits::kNone, ""};
  return {Less(machine.memory_bytes / 10 * 9, base) * kOvercommit / request.worker_bytes,
          absl::StrCat("memory: each may take ", request.worker_bytes >> 20, " MiB, and the machine has ",
                       machine.memory_bytes >> 20, " MiB; lower max_workers or heap_classes")};
}

Bound PidsBound(const CapacityRequest& request, const MachineLimits& machine) {
  if (machine.pids == MachineLimits::kNone) return {MachineLimits::kNone, ""};
  const uint64_t rest = kBasePids + request.compilers + (request.checkers == 0 ? 0 : (request.checkers + 1) * kThreadsPerChecker);
  return {Less(machine.pids, rest), absl::StrCat("processes: the cgroup's pids limit is ", machine.pids, ", of which ", rest,
                                                 " are for the rest; lower max_workers or raise pids.max")};
}

Bound DescriptorBound(const MachineLimits& machine) {
  if (machine.descriptors == MachineLimits::kNone) return {MachineLimits::kNone, ""};
  return {machine.descriptors / kWorkersDescriptorShare / kDescriptorsPerWorker,
          absl::StrCat("open files: the limit of this process is ", machine.descriptors, ", of which a quarter is the workers', ",
                       kDescriptorsPerWorker, " for each; lower max_workers or raise RLIMIT_NOFILE (ulimit -n)")};
}

}  // namespace

MachineLimits MachineLimits::Read(const std::string& root) {
  MachineLimits limits;
  cpu_set_t cpus;
  if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0) limits.cores = std::max(1, CPU_COUNT(&cpus));
  ReadCgroups(root, &limits);
  limits.memory_bytes = MemoryOfMachine(root);
  limits.descriptors = RaiseDescriptors();
  return limits;
}

absl::StatusOr<uint32_t> MaxWorkers(const CapacityRequest& request, const MachineLimits& machine) {
  const Bound bounds[] = {MemoryBound(request, machine), PidsBound(request, machine), DescriptorBound(machine)};
  const Bound& tightest = *std::min_element(std::begin(bounds), std::end(bounds),
                                            [](const Bound& a, const Bound& b) { return a.workers < b.workers; });
  if (tightest.workers < std::max<uint64_t>(request.max_workers, 1)) {
    return absl::FailedPreconditionError(absl::StrCat("max_workers is ",
                                                      request.max_workers == 0 ? "at least 1" : absl::StrCat(request.max_workers),
                                                      ", but at most ", tightest.workers, " workers fit: ", tightest.why));
  }
  if (request.max_workers > 0) return request.max_workers;
  const uint64_t ceiling = std::max<uint64_t>(kLeastCeiling, machine.cores * kWorkersPerCore);
  return static_cast<uint32_t>(std::min(tightest.workers, ceiling));
}

}  // namespace isobridge::isolate
