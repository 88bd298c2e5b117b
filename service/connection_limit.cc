// Leaves the last quarter of the process's descriptors (RLIMIT_NOFILE) to what isn't a connection: workers above all. While the
// others are in use, new connections are closed at once; the log says so once a second at most.
//
// gRPC would take connections until there is no descriptor left, and then stop listening for good. It accepts them by accept4(2),
// of which this is the executable's own definition: linking it is enough.

#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <limits>

#include "absl/log/log.h"
#include "isolate/pool/capacity.h"

namespace isobridge::service {
namespace {

std::atomic<uint64_t> refused_connections = 0;

// The kernel gives the lowest number that is free, so the number tells how many are in use.
rlim_t FirstDescriptorOfWorkers() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<rlim_t>::max();
  return limit.rlim_cur - limit.rlim_cur / isolate::kWorkersDescriptorShare;
}

void Refuse(int connection) {
  close(connection);
  ++refused_connections;
  LOG_EVERY_N_SEC(WARNING, 1)
      << "connections are refused, " << refused_connections
      << " so far: three quarters of this process's descriptors are in use; raise RLIMIT_NOFILE (ulimit -n)";
}

bool OutOfResources(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

}  // namespace

}  // namespace isobridge::service

extern "C" int accept4(int listener, sockaddr* address, socklen_t* length, int flags) {
  using Accept = int (*)(int, sockaddr*, socklen_t*, int);
  static const auto real = reinterpret_cast<Accept>(dlsym(RTLD_NEXT, "accept4"));
  for (;;) {
    const int connection = real(listener, address, length, flags);
    if (connection < 0) {
      // The caller waits for the next one instead of giving its listener up.
      if (isobridge::service::OutOfResources(errno)) errno = EAGAIN;
      return connection;
    }
    if (static_cast<rlim_t>(connection) < isobridge::service::FirstDescriptorOfWorkers()) return connection;
    isobridge::service::Refuse(connection);
  }
}
