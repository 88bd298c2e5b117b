#ifndef ISOBRIDGE_SERVICE_SERVER_H_
#define ISOBRIDGE_SERVICE_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/timers.h"
#include "grpcpp/server.h"
#include "grpcpp/support/server_callback.h"
#include "service/authenticator.h"
#include "service/credentials.h"
#include "service/health_service.h"
#include "service/listen_address.h"
#include "service/live_streams.h"
#include "service/reflection.h"
#include "telemetry/log.h"

namespace isobridge::service {

// How the service listens.
struct ServerOptions {
  std::vector<ListenAddress> listen;
  // One message from a client. At least the largest answer.
  size_t max_receive_bytes = 0;
  // Of one RPC's headers.
  size_t max_metadata_bytes = 16u << 10;
  // On one connection; further ones wait in the client.
  int max_concurrent_streams = 1'000;
  // From a connection's beginning to the end of TLS and of HTTP/2's preface.
  absl::Duration handshake_timeout = absl::Seconds(20);
  // Without an RPC: clients connect again when they have one. It also ends a connection whose first headers never end. Not for
  // connections that the service was started with, which nobody could make again.
  absl::Duration idle_timeout = absl::Minutes(30);
  // Pings that keep a connection alive while a tool takes long.
  absl::Duration keepalive_time = absl::Seconds(30);
  absl::Duration keepalive_timeout = absl::Seconds(20);
  bool reflection = true;
};

// What the server's own services work with. All outlive the server.
struct ServerEnvironment {
  const Authenticator* authenticator;
  bridge::Timers* timers;
  // How long a client of reflection may leave a message untaken or unsent.
  absl::Duration stall_timeout;
  telemetry::Log* log;
};

// The gRPC server with its health and reflection services. It serves from Create until its destructor, which cancels what still
// runs.
//
// Thread-safe.
class Server {
 public:
  // Health is NOT_SERVING at first. `credentials` and `service` outlive the server. The error names the address, and says why it
  // can't be listened on.
  static absl::StatusOr<std::unique_ptr<Server>> Create(const ServerOptions& options, const Credentials& credentials,
                                                        grpc::Service* service, const ServerEnvironment& environment);
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // What the health service answers, for the whole server ("") and for isobridge.v1.Sandbox.
  enum class Health { kServing, kNotServing };
  void SetHealth(Health health);

  // Refuses connections and RPCs, waits for the running ones until `deadline`, then cancels them.
  void Shutdown(absl::Time deadline);

  // With the ports that were chosen.
  const std::vector<ListenAddress>& addresses() const { return addresses_; }

 private:
  explicit Server(const ServerEnvironment& environment);

  // Constant after construction.
  // Of health and of reflection: no drain waits for them.
  const std::shared_ptr<LiveStreams> health_streams_;
  const std::shared_ptr<LiveStreams> streams_;
  HealthService health_;
  ReflectionService reflection_;
  AlphaReflectionService alpha_reflection_;
  std::vector<ListenAddress> addresses_;
  // Of the addresses.
  std::vector<std::shared_ptr<grpc::ServerCredentials>> credentials_;
  // Last: it ends before the services and credentials that it calls.
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_SERVER_H_
