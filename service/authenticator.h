#ifndef ISOBRIDGE_SERVICE_AUTHENTICATOR_H_
#define ISOBRIDGE_SERVICE_AUTHENTICATOR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "service/auth_mode.h"
#include "service/credentials.h"
#include "service/listen_address.h"
#include "service/tenants_file.h"

namespace isobridge::service {

// Says whose an RPC is. Every RPC but those of the health service asks it first.
//
// Thread-safe. Constant after construction.
class Authenticator {
 public:
  // kNone: everybody is the tenant "default".
  Authenticator() = default;
  // `tenants` outlives it; null unless kToken.
  Authenticator(AuthMode mode, const TenantsFile* tenants) : mode_(mode), tenants_(tenants) {}

  // The tenant:
  //   kToken       whose token stands in the metadata `authorization: Bearer TOKEN`.
  //   kMutualTls   from the client's certificate: "uri:" and its first URI among the subject alternative names, else "dns:" and
  //                its first DNS name; "cn:" and its common name if it has no subject alternative names at all. The name itself
  //                is 1 to 256 printable ASCII characters.
  // UNAUTHENTICATED says what to do.
  absl::StatusOr<std::string> TenantOf(const grpc::ServerContextBase& context) const;

  // INVALID_ARGUMENT, naming the settings, for an address where the mode can't hold: kMutualTls on a local socket, which has no
  // TLS; kNone where other hosts can reach it, unless plaintext is allowed there too.
  absl::Status CheckAddress(const ListenAddress& address, Credentials::Plaintext plaintext) const;

 private:
  const AuthMode mode_ = AuthMode::kNone;
  const TenantsFile* const tenants_ = nullptr;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_AUTHENTICATOR_H_
