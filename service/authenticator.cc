#include "service/authenticator.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/auth_context.h"
#include "grpcpp/support/string_ref.h"

namespace isobridge::service {
namespace {

constexpr char kEverybody[] = "default";
constexpr size_t kMaxName = 256;
constexpr char kAuthorization[] = "authorization";
constexpr std::string_view kScheme = "Bearer ";

// What of a certificate is a tenant, the first that is there. The prefix keeps a name of one kind apart from the same of another.
struct CertificateName {
  std::string property;
  std::string_view prefix;
};
const std::string kCommonName = GRPC_X509_CN_PROPERTY_NAME;
const CertificateName kCertificateNames[] = {
    {GRPC_PEER_URI_PROPERTY_NAME, "uri:"}, {GRPC_PEER_DNS_PROPERTY_NAME, "dns:"}, {kCommonName, "cn:"}};

std::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName &&
         std::ranges::all_of(text, [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); });
}

absl::StatusOr<std::string> TenantOfCertificate(const grpc::ServerContextBase& context) {
  const auto auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) {
    return absl::UnauthenticatedError("this server knows its clients by their certificates: connect by TLS, with one");
  }
  for (const CertificateName& kind : kCertificateNames) {
    // Whoever signs a certificate with other names does not vouch for the common name as for one of them.
    if (kind.property == kCommonName && !auth->FindPropertyValues(GRPC_X509_SAN_PROPERTY_NAME).empty()) continue;
    const std::vector<grpc::string_ref> values = auth->FindPropertyValues(kind.property);
    if (values.empty()) continue;
    if (IsName(View(values.front()))) return absl::StrCat(kind.prefix, View(values.front()));
    return absl::UnauthenticatedError(absl::StrCat("the name in the client's certificate (", kind.property, ") is not 1 to ",
                                                   kMaxName, " printable ASCII characters; use another certificate"));
  }
  return absl::UnauthenticatedError(
      "the client's certificate names nobody; use one with a URI or DNS name, or with a common name and no other names");
}

absl::StatusOr<std::string> TenantOfToken(const grpc::ServerContextBase& context, const TenantTable& tenants) {
  const auto [first, last] = context.client_metadata().equal_range(kAuthorization);
  if (first == last) {
    return absl::UnauthenticatedError("this server knows its clients by tokens: send the metadata `authorization: Bearer TOKEN`");
  }
  const std::string_view value = View(first->second);
  if (std::next(first) != last || !absl::StartsWithIgnoreCase(value, kScheme)) {
    return absl::UnauthenticatedError("the metadata `authorization` must stand there once and be `Bearer TOKEN`");
  }
  const std::optional<std::string> owner = tenants.OwnerOf(value.substr(kScheme.size()));
  if (owner.has_value()) return *owner;
  return absl::UnauthenticatedError(
      "the token in `authorization` is nobody's: it is wrong or was withdrawn; ask this server's operator for another");
}

}  // namespace

absl::StatusOr<std::string> Authenticator::TenantOf(const grpc::ServerContextBase& context) const {
  switch (mode_) {
    case AuthMode::kMutualTls:
      return TenantOfCertificate(context);
    case AuthMode::kToken:
      return TenantOfToken(context, *tenants_->table());
    case AuthMode::kAutomatic:
    case AuthMode::kNone:
      break;
  }
  return std::string(kEverybody);
}

absl::Status Authenticator::CheckAddress(const ListenAddress& address, Credentials::Plaintext plaintext) const {
  const std::string name = address.ToString();
  if (mode_ == AuthMode::kMutualTls && address.local_socket()) {
    return absl::InvalidArgumentError(absl::StrCat(
        name,
        " has no TLS, so clients can't have a certificate there, which auth=mtls wants: use auth=token, or don't listen there"));
  }
  const bool local = address.local_socket() || address.loopback || plaintext == Credentials::Plaintext::kAnywhere;
  if (mode_ == AuthMode::kNone && !local) {
    return absl::InvalidArgumentError(
        absl::StrCat(name,
                     " can be reached from other hosts and clients need not say who they are (auth=none): set auth=mtls with "
                     "tls_client_ca, or auth=token with tenants_file, or accept everybody with allow_plaintext"));
  }
  return absl::OkStatus();
}

}  // namespace isobridge::service
