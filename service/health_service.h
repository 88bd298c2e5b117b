#ifndef ISOBRIDGE_SERVICE_HEALTH_SERVICE_H_
#define ISOBRIDGE_SERVICE_HEALTH_SERVICE_H_

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/timers.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "service/live_streams.h"
#include "telemetry/log.h"

namespace isobridge::service {

struct HealthEnvironment {
  // Full names of the services that it answers for, "" for the server as a whole. All have one status.
  std::vector<std::string> services;
  // All outlive the RPCs. A client that doesn't send its request, or doesn't take an answer, within the stall_timeout of
  // `streams` is cancelled.
  bridge::Timers* timers;
  LiveStreams* streams;
  telemetry::Log* log;
};

// grpc.health.v1.Health, for everybody: nobody is asked who they are.
//
// gRPC would hold a whole message of anybody, for ever if it is never sent to its end. Here at most kMaxUnread requests are
// waited for at once: a further one cancels the oldest, so that who sends half of a request keeps nobody out.
//
// Thread-safe.
class HealthService final : public grpc::health::v1::Health::Service {
 public:
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  static constexpr size_t kMaxUnread = 4;
  static constexpr absl::Duration kGrace = absl::Milliseconds(250);
  static constexpr size_t kMaxRequestBytes = 4u << 10;

  // NOT_SERVING at first.
  explicit HealthService(HealthEnvironment environment);

  // Tells those who watch.
  void Set(Status status) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  class Reactor;
  enum class Kind { kCheck, kWatch };

  void Serve(int method, Kind kind);

  // Of a new RPC, whose request is waited for.
  void Add(Reactor* reactor) ABSL_LOCKS_EXCLUDED(mu_);
  // Its request came, or never will.
  void NoteRead(Reactor* reactor) ABSL_LOCKS_EXCLUDED(mu_);
  // Cancels the RPCs that are too many.
  void EndExcess() ABSL_LOCKS_EXCLUDED(mu_);
  void Remove(Reactor* reactor) ABSL_LOCKS_EXCLUDED(mu_);

  // None for a service that is not served.
  std::optional<Status> StatusOf(const std::string& service) const ABSL_LOCKS_EXCLUDED(mu_);
  // Tells `reactor` of the status, now and when it changes, until Remove.
  void Watch(Reactor* reactor, const std::string& service) ABSL_LOCKS_EXCLUDED(mu_);

  const HealthEnvironment environment_;

  // Guarded by mu_. gRPC tells that an RPC is done on another thread, which waits for it.
  mutable absl::Mutex mu_;
  Status status_ ABSL_GUARDED_BY(mu_) = grpc::health::v1::HealthCheckResponse::NOT_SERVING;
  // The oldest first.
  std::list<Reactor*> unread_ ABSL_GUARDED_BY(mu_);
  std::unordered_set<Reactor*> watchers_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_HEALTH_SERVICE_H_
