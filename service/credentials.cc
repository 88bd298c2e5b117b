#include "service/credentials.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "service/certificate_files.h"
#include "service/listen_address.h"

namespace isobridge::service {
namespace {

// Rotation is gRPC's: it reads the files anew and serves later handshakes with what it found.
std::shared_ptr<grpc::ServerCredentials> MakeTls(const TlsFiles& files) {
  namespace tls = grpc::experimental;
  const auto interval = static_cast<unsigned int>(absl::ToInt64Seconds(files.reload_interval));
  auto provider =
      std::make_shared<tls::FileWatcherCertificateProvider>(files.key, files.certificate, files.client_authorities, interval);
  tls::TlsServerCredentialsOptions options(std::move(provider));
  options.watch_identity_key_cert_pairs();
  options.set_check_call_host(false);
  if (files.client_authorities.empty()) {
    options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  } else {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return tls::TlsServerCredentials(options);
}

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

Credentials::Credentials(std::shared_ptr<grpc::ServerCredentials> tls, Plaintext plaintext)
    : tls_(std::move(tls)), plaintext_(plaintext) {}

absl::StatusOr<Credentials> Credentials::Create(const TlsFiles& files, Plaintext plaintext) {
  if (absl::Status status = CheckComplete(files); !status.ok()) return status;
  if (files.certificate.empty()) return Credentials(nullptr, plaintext);
  if (absl::Status status = CheckKeyPair(files.certificate, files.key); !status.ok()) return status;
  if (!files.client_authorities.empty()) {
    if (absl::Status status = CheckCertificates(files.client_authorities); !status.ok()) return status;
  }
  return Credentials(MakeTls(files), plaintext);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> Credentials::For(const ListenAddress& address) const {
  const bool local = address.local_socket();
  if (tls_ != nullptr && !local) return tls_;
  if (local || address.loopback || plaintext_ == Plaintext::kAnywhere) return grpc::InsecureServerCredentials();
  return absl::InvalidArgumentError(
      absl::StrCat(address.ToString(),
                   " can be reached from other hosts and there is no certificate: set tls_cert and tls_key, listen on "
                   "127.0.0.1 or a unix socket, or accept plaintext with allow_plaintext"));
}

}  // namespace isobridge::service
