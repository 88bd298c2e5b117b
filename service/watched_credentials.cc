#include "service/watched_credentials.h"

#include <utility>

#include "grpc/grpc.h"

namespace isobridge::service {
namespace {

grpc_ssl_client_certificate_request_type RequestOf(const PemTexts& texts) {
  return texts.client_authorities.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                          : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
}

}  // namespace

WatchedCredentials::WatchedCredentials(std::shared_ptr<const CertificateWatch> watch)
    : watch_(std::move(watch)),
      credentials_(grpc_ssl_server_credentials_create_with_options(
          grpc_ssl_server_credentials_create_options_using_config_fetcher(RequestOf(*watch_->texts()), Fetch, this))) {}

WatchedCredentials::~WatchedCredentials() { grpc_server_credentials_release(credentials_); }

int WatchedCredentials::AddPortToServer(const std::string& address, grpc_server* server) {
  return grpc_server_add_http2_port(server, address.c_str(), credentials_);
}

grpc_ssl_certificate_config_reload_status WatchedCredentials::Fetch(void* self, grpc_ssl_server_certificate_config** config) {
  auto* const own = static_cast<WatchedCredentials*>(self);
  const std::shared_ptr<const PemTexts> now = own->watch_->texts();
  absl::MutexLock lock(own->mu_);
  if (std::exchange(own->given_, now) == now) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const grpc_ssl_pem_key_cert_pair pair = {.private_key = now->key.c_str(), .cert_chain = now->certificate.c_str()};
  // gRPC wants some here, also where nobody is asked for a certificate.
  const std::string& authorities = now->client_authorities.empty() ? now->certificate : now->client_authorities;
  *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

}  // namespace isobridge::service
