#ifndef ISOBRIDGE_TESTS_E2E_CERTIFICATES_H_
#define ISOBRIDGE_TESTS_E2E_CERTIFICATES_H_

#include <string>

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
  // The same for "localhost", signed by `authority`; replaces what was there by renaming.
  void Issue(const std::string& name, const std::string& authority) const;

  std::string certificate(const std::string& name) const { return folder_ + "/" + name + ".pem"; }
  std::string key(const std::string& name) const { return folder_ + "/" + name + ".key"; }
  // The contents of a file.
  static std::string Read(const std::string& path);

 private:
  void OpenSsl(const std::string& arguments) const;

  std::string folder_;
};

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_CERTIFICATES_H_
