#ifndef ISOBRIDGE_SERVICE_LISTEN_ADDRESS_H_
#define ISOBRIDGE_SERVICE_LISTEN_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace isobridge::service {

// Where the service listens: "host:port" ("[::1]:50051" for IPv6; port 0 lets the system choose), "unix:PATH", or "fd:N": the one
// client at the other end of a connected socket, which the service inherited as descriptor N.
struct ListenAddress {
  // The text without its port, or "unix:PATH"; empty of "fd:N".
  std::string host;
  int port = 0;
  bool unix_socket = false;
  // N of "fd:N"; else -1.
  int connection = -1;
  // Reachable from this host alone: 127.0.0.0/8, ::1 or "localhost".
  bool loopback = false;

  // No network is involved: a unix socket or an inherited connection.
  bool local_socket() const { return unix_socket || connection >= 0; }

  // INVALID_ARGUMENT says what is wrong with `text`: no port, a port over 65535, a socket path longer than the system takes, a
  // descriptor below 3.
  static absl::StatusOr<ListenAddress> Parse(std::string_view text);

  // As it is read, and as gRPC takes it unless it is a descriptor.
  std::string ToString() const;

  // The path of a unix socket.
  std::string socket_path() const;

  // Whether the service could listen there now. gRPC itself doesn't say why it could not, and takes the socket file away from
  // a server that still uses it. ALREADY_EXISTS: somebody listens there. INVALID_ARGUMENT: no such host, or the descriptor is no
  // connected socket.
  absl::Status CheckFree() const;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_LISTEN_ADDRESS_H_
