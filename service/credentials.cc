#include "service/credentials.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "service/listen_address.h"
#include "service/watched_credentials.h"

namespace isobridge::service {
namespace {

absl::Status CheckComplete(const TlsFiles& files) {
  if (files.certificate.empty() != files.key.empty()) {
    return absl::InvalidArgumentError("tls_cert and tls_key belong together; one of them is missing");
  }
  if (files.certificate.empty() && !files.client_authorities.empty()) {
    return absl::InvalidArgumentError("tls_client_ca needs tls_cert and tls_key: without TLS clients can't prove who they are");
  }
  if (files.reload_interval < absl::Seconds(1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("tls_reload_interval is ", absl::FormatDuration(files.reload_interval), "; at least 1s"));
  }
  return absl::OkStatus();
}

}  // namespace

Credentials::Credentials(std::shared_ptr<const CertificateWatch> tls, Plaintext plaintext)
    : tls_(std::move(tls)), plaintext_(plaintext) {}

absl::StatusOr<Credentials> Credentials::Create(const TlsFiles& files, Plaintext plaintext, telemetry::Log* log) {
  if (absl::Status status = CheckComplete(files); !status.ok()) return status;
  if (files.certificate.empty()) return Credentials(nullptr, plaintext);
  absl::StatusOr<std::unique_ptr<CertificateWatch>> watch = CertificateWatch::Open(files, log);
  if (!watch.ok()) return watch.status();
  return Credentials(*std::move(watch), plaintext);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> Credentials::For(const ListenAddress& address) const {
  const bool local = address.local_socket();
  if (tls_ != nullptr && !local) return std::make_shared<WatchedCredentials>(tls_);
  if (local || address.loopback || plaintext_ == Plaintext::kAnywhere) return grpc::InsecureServerCredentials();
  return absl::InvalidArgumentError(
      absl::StrCat(address.ToString(),
                   " can be reached from other hosts and there is no certificate: set tls_cert and tls_key, listen on "
                   "127.0.0.1 or a unix socket, or accept plaintext with allow_plaintext"));
}

}  // namespace isobridge::service
