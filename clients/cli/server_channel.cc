#include "clients/cli/server_channel.h"

#include <utility>

#include "absl/strings/match.h"
#include "clients/cli/text_file.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/create_channel_posix.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace isobridge::cli {
namespace {

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(const ServerOptions& options) {
  if (options.tls_ca.empty()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions tls;
  for (auto [path, pem] : {std::pair{&options.tls_ca, &tls.pem_root_certs},
                           {&options.tls_cert, &tls.pem_cert_chain},
                           {&options.tls_key, &tls.pem_private_key}}) {
    if (path->empty()) continue;
    absl::StatusOr<std::string> text = ReadTextFile(*path);
    if (!text.ok()) return text.status();
    *pem = *std::move(text);
  }
  return grpc::SslCredentials(tls);
}

grpc::ChannelArguments MakeArguments() {
  grpc::ChannelArguments arguments;
  // A tool may take minutes, in which nothing is sent; a service that is gone must show all the same.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Also how long a first connection may take.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10'000);
  // The service has limits for what it sends.
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetMaxSendMessageSize(-1);
  // The address is the user's own; a proxy of the environment is for the web.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

}  // namespace

bool StaysOnThisHost(std::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  const std::string_view host = address.substr(0, address.rfind(':'));
  return host == "localhost" || host == "[::1]" ||
         (absl::StartsWith(host, "127.") && host.find_first_not_of("0123456789.") == host.npos);
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ServerOptions& options) {
  if (options.connection >= 0) {
    return grpc::CreateCustomInsecureChannelFromFd("isobridge", options.connection, MakeArguments());
  }
  absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> credentials = MakeCredentials(options);
  if (!credentials.ok()) return credentials.status();
  return grpc::CreateCustomChannel(options.address, *credentials, MakeArguments());
}

}  // namespace isobridge::cli
