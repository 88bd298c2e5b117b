#include "service/server.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_posix.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "service/reflection.h"

namespace isobridge::service {
namespace {

// Clients may ping this often, also while nothing else is sent, without being turned away.
constexpr absl::Duration kLeastPingInterval = absl::Seconds(10);

// How long anybody may take to send a request for health, or to take an answer. What comes of it in that time may be held.
constexpr absl::Duration kHealthStallTimeout = absl::Seconds(2);

// What reflection tells of.
std::vector<std::string> ServedNames() {
  return {isobridge::v1::Sandbox::service_full_name(), grpc::health::v1::Health::service_full_name(),
          grpc::reflection::v1::ServerReflection::service_full_name(),
          grpc::reflection::v1alpha::ServerReflection::service_full_name()};
}

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(std::min<int64_t>(absl::ToInt64Milliseconds(duration), std::numeric_limits<int>::max()));
}

void SetChannelOptions(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.max_receive_bytes));
  builder.SetMaxSendMessageSize(-1);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, static_cast<int>(options.max_metadata_bytes));
  // gRPC would unpack a message whole before it looks at its size, whoever sent it: it is refused as UNIMPLEMENTED instead.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(options.handshake_timeout));
  const bool remakeable = std::ranges::all_of(options.listen, [](const ListenAddress& at) { return at.connection < 0; });
  if (remakeable) builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(options.idle_timeout));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(options.keepalive_time));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(options.keepalive_timeout));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, Milliseconds(kLeastPingInterval));
  // A second server on the port is to fail, rather than to take a share of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

// gRPC takes the socket over.
void Adopt(int connection, grpc::Server* server) {
  fcntl(connection, F_SETFD, FD_CLOEXEC);
  fcntl(connection, F_SETFL, fcntl(connection, F_GETFL) | O_NONBLOCK);
  grpc::AddInsecureChannelFromFd(server, connection);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Create(const ServerOptions& options, const Credentials& credentials,
                                                       grpc::Service* service, const ServerEnvironment& environment) {
  grpc::ServerBuilder builder;
  SetChannelOptions(options, builder);
  builder.RegisterService(service);
  std::unique_ptr<Server> server(new Server(environment));
  builder.RegisterService(&server->health_);
  if (options.reflection) {
    builder.RegisterService(&server->reflection_);
    builder.RegisterService(&server->alpha_reflection_);
  }
  server->addresses_ = options.listen;
  // gRPC writes each chosen port here when it binds.
  std::vector<int> ports(options.listen.size(), 0);
  for (size_t i = 0; i < options.listen.size(); ++i) {
    if (absl::Status status = options.listen[i].CheckFree(); !status.ok()) return status;
    auto own = credentials.For(options.listen[i]);
    if (!own.ok()) return own.status();
    if (options.listen[i].connection >= 0) continue;
    server->credentials_.push_back(*own);
    builder.AddListeningPort(options.listen[i].ToString(), *std::move(own), &ports[i]);
  }
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr) {
    return absl::UnavailableError("gRPC can't listen on every address, or can't use the certificate; its log lines say why");
  }
  for (size_t i = 0; i < ports.size(); ++i) {
    if (!options.listen[i].unix_socket) server->addresses_[i].port = ports[i];
  }
  for (const ListenAddress& address : options.listen) {
    if (address.connection >= 0) Adopt(address.connection, server->server_.get());
  }
  return server;
}

Server::Server(const ServerEnvironment& environment)
    : health_streams_(LiveStreams::Create(environment.timers, kHealthStallTimeout)),
      streams_(LiveStreams::Create(environment.timers, environment.stall_timeout)),
      health_({.services = {"", isobridge::v1::Sandbox::service_full_name()},
               .timers = environment.timers,
               .streams = health_streams_.get(),
               .log = environment.log}),
      reflection_({.services = ServedNames(),
                   .authenticator = environment.authenticator,
                   .timers = environment.timers,
                   .streams = streams_.get(),
                   .log = environment.log}),
      alpha_reflection_({.services = ServedNames(),
                         .authenticator = environment.authenticator,
                         .timers = environment.timers,
                         .streams = streams_.get(),
                         .log = environment.log}) {}

Server::~Server() {
  if (server_ == nullptr) return;
  Shutdown(absl::InfinitePast());
  for (const ListenAddress& address : addresses_) {
    if (address.unix_socket) unlink(address.socket_path().c_str());
  }
}

void Server::SetHealth(Health health) {
  using grpc::health::v1::HealthCheckResponse;
  health_.Set(health == Health::kServing ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING);
}

void Server::Shutdown(absl::Time deadline) { server_->Shutdown(absl::ToChronoTime(deadline)); }

}  // namespace isobridge::service
