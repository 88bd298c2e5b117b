#include "service/listen_address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace isobridge::service {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr std::string_view kConnectionPrefix = "fd:";
// One byte less than sun_path, for its terminating zero.
constexpr size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;

bool IsLoopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" ||
         (absl::StartsWith(host, "127.") && host.find_first_not_of("0123456789.") == host.npos);
}

absl::StatusOr<ListenAddress> ParseUnix(std::string_view text) {
  const std::string_view path = absl::StripPrefix(text, kUnixPrefix);
  if (path.empty()) return absl::InvalidArgumentError("unix: has no path; for example unix:/run/isobridge.sock");
  if (path.size() > kMaxSocketPath) {
    return absl::InvalidArgumentError(
        absl::StrCat("the socket path ", path, " has ", path.size(), " bytes; the system takes at most ", kMaxSocketPath));
  }
  return ListenAddress{.host = std::string(text), .unix_socket = true};
}

absl::StatusOr<ListenAddress> ParseConnection(std::string_view text) {
  const std::string_view number = absl::StripPrefix(text, kConnectionPrefix);
  int connection = -1;
  if (!absl::SimpleAtoi(number, &connection) || connection < 3) {
    return absl::InvalidArgumentError(absl::StrCat("'", number, "' in ", text, " is no descriptor of a socket (3 or more)"));
  }
  return ListenAddress{.host = "", .connection = connection};
}

absl::Status CheckConnected(const ListenAddress& address) {
  sockaddr_storage peer;
  socklen_t size = sizeof(peer);
  if (getpeername(address.connection, reinterpret_cast<sockaddr*>(&peer), &size) == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("descriptor ", address.connection, " of ", address.ToString(),
                                                 " is no connected socket: ", std::strerror(errno)));
}

absl::Status BusyError(const ListenAddress& address) {
  return absl::AlreadyExistsError(
      absl::StrCat("another process listens on ", address.ToString(), "; stop it, or choose another address"));
}

absl::Status CheckSocketFileFree(const ListenAddress& address) {
  const std::string path = address.socket_path();
  struct stat file;
  if (stat(path.c_str(), &file) != 0) return absl::OkStatus();
  if (!S_ISSOCK(file.st_mode)) return absl::AlreadyExistsError(absl::StrCat(path, " exists and is not a socket"));
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return absl::ErrnoToStatus(errno, "can't make a socket");
  const absl::Cleanup closer = [fd] { close(fd); };
  sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = {}};
  std::memcpy(name.sun_path, path.data(), path.size());
  if (connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0) return BusyError(address);
  return absl::OkStatus();  // Left over by a server that is gone.
}

// Binds as gRPC will, without sharing the port.
absl::Status TryBind(const addrinfo& candidate, const ListenAddress& address) {
  const int fd = socket(candidate.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("can't listen on ", address.ToString()));
  const absl::Cleanup closer = [fd] { close(fd); };
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(fd, candidate.ai_addr, candidate.ai_addrlen) == 0) return absl::OkStatus();
  if (errno == EADDRINUSE) return BusyError(address);
  return absl::ErrnoToStatus(errno, absl::StrCat("can't listen on ", address.ToString()));
}

absl::Status CheckPortFree(const ListenAddress& address) {
  std::string_view host = address.host;
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(std::string(host).c_str(), absl::StrCat(address.port).c_str(), &hints, &found); error != 0) {
    return absl::InvalidArgumentError(absl::StrCat("can't listen on ", address.ToString(), ": ", gai_strerror(error)));
  }
  const absl::Cleanup freer = [found] { freeaddrinfo(found); };
  // A name may also stand for an address that this host has not (::1 without IPv6): one that can be bound is enough.
  absl::Status status = absl::OkStatus();
  bool bound = false;
  for (const addrinfo* candidate = found; candidate != nullptr; candidate = candidate->ai_next) {
    const absl::Status tried = TryBind(*candidate, address);
    if (absl::IsAlreadyExists(tried)) return tried;
    bound |= tried.ok();
    status.Update(tried);
  }
  return bound ? absl::OkStatus() : status;
}

}  // namespace

absl::StatusOr<ListenAddress> ListenAddress::Parse(std::string_view text) {
  if (absl::StartsWith(text, kUnixPrefix)) return ParseUnix(text);
  if (absl::StartsWith(text, kConnectionPrefix)) return ParseConnection(text);
  const size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text, "' is neither host:port nor unix:PATH nor fd:N; for example 127.0.0.1:50051"));
  }
  const std::string_view host = text.substr(0, colon);
  uint32_t port = 0;
  if (!absl::SimpleAtoi(text.substr(colon + 1), &port) || port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("'", text.substr(colon + 1), "' in ", text, " is no port (0 to 65535)"));
  }
  if (absl::StrContains(host, ":") && !(absl::StartsWith(host, "[") && absl::EndsWith(host, "]"))) {
    return absl::InvalidArgumentError(absl::StrCat("the IPv6 address in ", text, " needs brackets: [", host, "]:", port));
  }
  return ListenAddress{
      .host = std::string(host), .port = static_cast<int>(port), .unix_socket = false, .loopback = IsLoopback(host)};
}

std::string ListenAddress::ToString() const {
  if (connection >= 0) return absl::StrCat(kConnectionPrefix, connection);
  return unix_socket ? host : absl::StrCat(host, ":", port);
}

std::string ListenAddress::socket_path() const { return std::string(absl::StripPrefix(host, kUnixPrefix)); }

absl::Status ListenAddress::CheckFree() const {
  if (connection >= 0) return CheckConnected(*this);
  if (unix_socket) return CheckSocketFileFree(*this);
  return port == 0 ? absl::OkStatus() : CheckPortFree(*this);
}

}  // namespace isobridge::service
