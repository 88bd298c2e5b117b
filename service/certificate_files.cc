#include "service/certificate_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "service/file_contents.h"

namespace isobridge::service {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

// A passphrase can't be asked for.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::StatusOr<Certificate> ReadCertificate(const std::string& path) {
  absl::StatusOr<std::string> text = FileContents(path);
  if (!text.ok()) return text.status();
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, " holds no certificate in PEM form"));
  return certificate;
}

absl::StatusOr<Key> ReadKey(const std::string& path) {
  absl::StatusOr<std::string> text = FileContents(path);
  if (!text.ok()) return text.status();
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, " holds no unencrypted private key in PEM form"));
  return key;
}

}  // namespace

absl::Status CheckCertificates(const std::string& path) { return ReadCertificate(path).status(); }

absl::Status CheckKeyPair(const std::string& certificate_path, const std::string& key_path) {
  const absl::StatusOr<Certificate> certificate = ReadCertificate(certificate_path);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<Key> key = ReadKey(key_path);
  if (!key.ok()) return key.status();
  const bool pair = X509_check_private_key(certificate->get(), key->get()) == 1;
  ERR_clear_error();
  if (pair) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(key_path, " is not the key of the certificate in ", certificate_path));
}

}  // namespace isobridge::service
