#include "tests/e2e/certificates.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace isobridge::e2e {

Certificates::Certificates() {
  char folder[] = "/tmp/isobridge-certificates-XXXXXX";
  EXPECT_NE(mkdtemp(folder), nullptr);
  folder_ = folder;
}

Certificates::~Certificates() { std::filesystem::remove_all(folder_); }

void Certificates::OpenSsl(const std::string& arguments) const {
  const std::string command = absl::StrCat("cd ", folder_, " && openssl ", arguments, " 2>>openssl.log");
  EXPECT_EQ(system(command.c_str()), 0) << command << "\n" << Read(folder_ + "/openssl.log");
}

void Certificates::MakeAuthority(const std::string& name) const {
  OpenSsl(absl::StrCat("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=", name, " -keyout ",
                       name, ".key -out ", name, ".pem"));
}

void Certificates::Issue(const std::string& name, const std::string& authority, const std::string& names) const {
  OpenSsl(absl::StrCat("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=", name,
                       names.empty() ? "" : absl::StrCat(" -addext subjectAltName=", names),
                       " -addext basicConstraints=critical,CA:FALSE -CA ", authority, ".pem -CAkey ", authority,
                       ".key -keyout new.key -out new.pem"));
  std::filesystem::rename(folder_ + "/new.key", key(name));
  std::filesystem::rename(folder_ + "/new.pem", certificate(name));
}

void Certificates::Replace(const std::string& name, const std::string& by) const { Overwrite(name, Read(certificate(by))); }

void Certificates::Overwrite(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ + "/new.pem") << text;
  std::filesystem::rename(folder_ + "/new.pem", certificate(name));
}

std::string Certificates::Read(const std::string& path) {
  std::ifstream file(path);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

std::shared_ptr<grpc::ChannelCredentials> Certificates::Trusting(const std::string& authority, const std::string& own) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = Read(certificate(authority));
  if (!own.empty()) {
    options.pem_cert_chain = Read(certificate(own));
    options.pem_private_key = Read(key(own));
  }
  return grpc::SslCredentials(options);
}

}  // namespace isobridge::e2e
