#ifndef ISOBRIDGE_SERVICE_CREDENTIALS_H_
#define ISOBRIDGE_SERVICE_CREDENTIALS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "grpcpp/security/server_credentials.h"
#include "service/certificate_files.h"
#include "service/certificate_watch.h"
#include "service/listen_address.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Makes the credentials of each address.
//
// Thread-compatible.
class Credentials {
 public:
  enum class Plaintext { kLocalOnly, kAnywhere };

  // Reads the files, so that a mistake is told at start: INVALID_ARGUMENT names the file, and says whether it can't be read, is
  // no PEM, or is the key of another certificate. From then on what changes is told in `log`, which outlives all credentials.
  static absl::StatusOr<Credentials> Create(const TlsFiles& files, Plaintext plaintext, telemetry::Log* log);

  // TLS for TCP if there are certificates. Else, and for unix sockets, which the file system guards, plaintext; but
  // INVALID_ARGUMENT for an address that other hosts can reach, unless kAnywhere. They outlive the server that gets them.
  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> For(const ListenAddress& address) const;

 private:
  Credentials(std::shared_ptr<const CertificateWatch> tls, Plaintext plaintext);

  // Null: no TLS.
  std::shared_ptr<const CertificateWatch> tls_;
  Plaintext plaintext_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CREDENTIALS_H_
