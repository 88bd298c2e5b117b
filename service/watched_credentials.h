#ifndef ISOBRIDGE_SERVICE_WATCHED_CREDENTIALS_H_
#define ISOBRIDGE_SERVICE_WATCHED_CREDENTIALS_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpc/grpc_security.h"
#include "grpcpp/security/server_credentials.h"
#include "service/certificate_watch.h"

namespace isobridge::service {

// TLS of one address with what a CertificateWatch has: each handshake asks for it. gRPC's own that reload take files unseen.
//
// Thread-safe. It outlives the server that it was given to, which calls it.
class WatchedCredentials final : public grpc::ServerCredentials {
 public:
  explicit WatchedCredentials(std::shared_ptr<const CertificateWatch> watch);
  ~WatchedCredentials() override;

  // Nobody sets one here.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>& /*processor*/) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override;
  static grpc_ssl_certificate_config_reload_status Fetch(void* self, grpc_ssl_server_certificate_config** config);

  // Constant after construction.
  const std::shared_ptr<const CertificateWatch> watch_;
  grpc_server_credentials* const credentials_;

  // Guarded by mu_.
  absl::Mutex mu_;
  // What gRPC was given last.
  std::shared_ptr<const PemTexts> given_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_WATCHED_CREDENTIALS_H_
