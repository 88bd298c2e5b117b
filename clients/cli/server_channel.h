#ifndef ISOBRIDGE_CLIENTS_CLI_SERVER_CHANNEL_H_
#define ISOBRIDGE_CLIENTS_CLI_SERVER_CHANNEL_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"

namespace isobridge::cli {

// Which service to talk to, and how.
struct ServerOptions {
  // "host:port" or "unix:PATH".
  std::string address;
  // PEM files. Without `tls_ca`, plaintext.
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;
  absl::Duration connect_timeout = absl::Seconds(10);
};

// A connected channel. NOT_FOUND for a file that can't be read; UNAVAILABLE if there is no connection in time, or once
// `interrupted` says so.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const ServerOptions& options, const std::function<bool()>& interrupted);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_SERVER_CHANNEL_H_
