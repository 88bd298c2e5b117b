#ifndef ISOBRIDGE_SERVICE_SERVER_H_
#define ISOBRIDGE_SERVICE_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server.h"
#include "grpcpp/support/server_callback.h"
#include "service/authenticator.h"
#include "service/credentials.h"
#include "service/listen_address.h"
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

// The gRPC server with its health and reflection services. It serves from Create until its destructor, which cancels what still
// runs.
//
// Thread-safe.
class Server {
 public:
  // Health is NOT_SERVING at first. `authenticator` and `log` are for reflection; everything given outlives the server. The error
  // names the address, and says why it can't be listened on.
  static absl::StatusOr<std::unique_ptr<Server>> Create(const ServerOptions& options, const Credentials& credentials,
                                                        grpc::Service* service, const Authenticator* authenticator,
                                                        telemetry::Log* log);
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
  Server(const Authenticator* authenticator, telemetry::Log* log);

  // Constant after construction.
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
