#ifndef ISOBRIDGE_SERVICE_CREDENTIALS_H_
#define ISOBRIDGE_SERVICE_CREDENTIALS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "service/listen_address.h"

namespace isobridge::service {

// How the service proves who it is, and asks its clients to. Paths of PEM files; none: no TLS.
struct TlsFiles {
  // The chain, the service's own certificate first.
  std::string certificate;
  std::string key;
  // Certificates that sign clients. Set: every client must have one (mTLS).
  std::string client_authorities;
  // How soon a changed file is taken up. Whole seconds, at least one.
  absl::Duration reload_interval = absl::Seconds(30);
};

// Makes the credentials of each address.
//
// Thread-compatible.
class Credentials {
 public:
  enum class Plaintext { kLocalOnly, kAnywhere };

  // Reads the files once, so that a mistake is told at start: INVALID_ARGUMENT names the file, and says whether it can't be read,
  // is no PEM, or is the key of another certificate.
  static absl::StatusOr<Credentials> Create(const TlsFiles& files, Plaintext plaintext);

  // TLS for TCP if there are certificates. Else, and for unix sockets, which the file system guards, plaintext; but
  // INVALID_ARGUMENT for an address that other hosts can reach, unless kAnywhere.
  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> For(const ListenAddress& address) const;

 private:
  Credentials(std::shared_ptr<grpc::ServerCredentials> tls, Plaintext plaintext);

  std::shared_ptr<grpc::ServerCredentials> tls_;
  Plaintext plaintext_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CREDENTIALS_H_
