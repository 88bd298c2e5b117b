#include "isolate/lockdown/resource_limits.h"

#include <sys/resource.h>

#include <cerrno>
#include <cstring>

namespace isobridge::isolate {
namespace {

struct NamedLimit {
  const char* name;
  int resource;
  rlim_t soft;
  rlim_t hard;
};

}  // namespace

std::string ResourceLimits::Set() const {
  const rlim_t data = data_bytes == 0 ? RLIM_INFINITY : data_bytes;
  const rlim_t cpu = cpu_seconds == 0 ? RLIM_INFINITY : cpu_seconds;
  const NamedLimit limits[] = {
      {"setrlimit(RLIMIT_DATA)", RLIMIT_DATA, data, data},
      // SIGXCPU first, so that the worker can say where the program was.
      {"setrlimit(RLIMIT_CPU)", RLIMIT_CPU, cpu, cpu == RLIM_INFINITY ? cpu : cpu + 1},
      {"setrlimit(RLIMIT_CORE)", RLIMIT_CORE, 0, 0},
      // Of files; pipes and sockets don't count. Standard error must not be a file, or SIGXFSZ comes with its first byte.
      {"setrlimit(RLIMIT_FSIZE)", RLIMIT_FSIZE, 0, 0},
      {"setrlimit(RLIMIT_NOFILE)", RLIMIT_NOFILE, descriptors, descriptors},
      {"setrlimit(RLIMIT_MEMLOCK)", RLIMIT_MEMLOCK, 0, 0},
      {"setrlimit(RLIMIT_MSGQUEUE)", RLIMIT_MSGQUEUE, 0, 0},
  };
  for (const NamedLimit& limit : limits) {
    const rlimit value = {limit.soft, limit.hard};
    if (setrlimit(static_cast<__rlimit_resource>(limit.resource), &value) == 0) continue;
    // gVisor doesn't set this one; the filter forbids message queues altogether.
    if (limit.resource == RLIMIT_MSGQUEUE && errno == EPERM) continue;
    return std::string("lockdown: ") + limit.name + ": " + std::strerror(errno);
  }
  return "";
}

}  // namespace isobridge::isolate
