#ifndef ISOBRIDGE_CLIENTS_CLI_SERVER_CHANNEL_H_
#define ISOBRIDGE_CLIENTS_CLI_SERVER_CHANNEL_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"

namespace isobridge::cli {

// Which service to talk to, and how.
struct ServerOptions {
  // "host:port" or "unix:PATH".
  std::string address;
  // A connected socket instead of the address, which the channel takes over; -1: none.
  int connection = -1;
  // PEM files. Without `tls_ca`, plaintext.
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;
};

// Whether `address` is a unix socket or a loopback address, so that nobody on a network reads what is sent to it.
bool StaysOnThisHost(std::string_view address);

// A channel, which connects with its first RPC; one that can't says why, at the latest after 10 seconds. NOT_FOUND for a file
// that can't be read.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ServerOptions& options);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_SERVER_CHANNEL_H_
