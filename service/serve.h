#ifndef ISOBRIDGE_SERVICE_SERVE_H_
#define ISOBRIDGE_SERVICE_SERVE_H_

#include <span>

namespace isobridge::service {

// `isobridge serve`: `arguments` are what stands behind it. Returns the exit status: 0 after SIGTERM or SIGINT once everything
// ended, 1 when the service can't start, 2 for a mistake in its settings; standard error says which.
//
// To be called while the process has one thread.
int Serve(std::span<const char* const> arguments);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_SERVE_H_
