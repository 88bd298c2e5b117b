#ifndef ISOBRIDGE_SERVICE_HEALTH_WATCH_H_
#define ISOBRIDGE_SERVICE_HEALTH_WATCH_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "isolate/pool/sandbox_host.h"
#include "service/server.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Keeps the server's health in step with the sandbox's: looks once a second, and logs changes.
//
// Thread-safe.
class HealthWatch : public std::enable_shared_from_this<HealthWatch> {
 public:
  // Looks at once. `host`, `server` and `log` live until Stop.
  static std::shared_ptr<HealthWatch> Create(isolate::SandboxHost* host, Server* server, telemetry::Log* log);

  // NOT_SERVING from now on; host and server are not touched any more.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  HealthWatch(isolate::SandboxHost* host, Server* server, telemetry::Log* log) : host_(host), server_(server), log_(log) {}

  void Look() ABSL_LOCKS_EXCLUDED(mu_);

  // Constant after construction.
  isolate::SandboxHost* const host_;
  Server* const server_;
  telemetry::Log* const log_;

  // Guarded by mu_.
  absl::Mutex mu_;
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
  bool serving_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_HEALTH_WATCH_H_
