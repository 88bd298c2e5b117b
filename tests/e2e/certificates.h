#ifndef ISOBRIDGE_TESTS_E2E_CERTIFICATES_H_
#define ISOBRIDGE_TESTS_E2E_CERTIFICATES_H_

#include <memory>
#include <string>

#include "grpcpp/security/credentials.h"

namespace isobridge::e2e {

// Certificates made by openssl in a folder of their own, gone with this.
class Certificates {
 public:
  Certificates();
  ~Certificates();

  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  // Makes `NAME.pem` and `NAME.key`, an authority that signs itself.
  void MakeAuthority(const std::string& name) const;
  // The same with common name NAME, signed by `authority`; replaces what was there by renaming. `names`: subject alternative
  // names as openssl writes them; empty: none.
  void Issue(const std::string& name, const std::string& authority, const std::string& names = "DNS:localhost") const;

  std::string certificate(const std::string& name) const { return folder_ + "/" + name + ".pem"; }
  std::string key(const std::string& name) const { return folder_ + "/" + name + ".key"; }
  // Copies one certificate over another, or writes anything there, by renaming.
  void Replace(const std::string& name, const std::string& by) const;
  void Overwrite(const std::string& name, const std::string& text) const;
  // The contents of a file.
  static std::string Read(const std::string& path);

  // A client that trusts `authority` and, if named, has `own` certificate.
  std::shared_ptr<grpc::ChannelCredentials> Trusting(const std::string& authority, const std::string& own = "") const;

 private:
  void OpenSsl(const std::string& arguments) const;

  std::string folder_;
};

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_CERTIFICATES_H_
