#include "service/certificate_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pemerr.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <utility>

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

std::unique_ptr<BIO, Free> Open(const std::string& text) {
  return std::unique_ptr<BIO, Free>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// The first of them.
absl::StatusOr<Certificate> CheckCertificates(const std::string& path, const std::string& text) {
  const std::unique_ptr<BIO, Free> bio = Open(text);
  Certificate first(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  bool whole = first != nullptr;
  while (whole) {
    const Certificate next(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
    if (next == nullptr) break;
  }
  // What ends a file that is right.
  whole = whole && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (first == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, " holds no certificate in PEM form"));
  if (!whole) return absl::InvalidArgumentError(absl::StrCat(path, " holds a certificate that is cut off or broken"));
  return first;
}

absl::StatusOr<Key> CheckKey(const std::string& path, const std::string& text) {
  Key key(PEM_read_bio_PrivateKey(Open(text).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, " holds no unencrypted private key in PEM form"));
  return key;
}

}  // namespace

absl::StatusOr<PemTexts> ReadPemTexts(const TlsFiles& files) {
  PemTexts texts;
  for (const auto& [path, text] : {std::pair(&files.certificate, &texts.certificate), std::pair(&files.key, &texts.key),
                                   std::pair(&files.client_authorities, &texts.client_authorities)}) {
    if (path->empty()) continue;
    absl::StatusOr<std::string> read = FileContents(*path);
    if (!read.ok()) return read.status();
    *text = *std::move(read);
  }
  return texts;
}

absl::Status CheckPemTexts(const TlsFiles& files, const PemTexts& texts) {
  const absl::StatusOr<Certificate> certificate = CheckCertificates(files.certificate, texts.certificate);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<Key> key = CheckKey(files.key, texts.key);
  if (!key.ok()) return key.status();
  const bool pair = X509_check_private_key(certificate->get(), key->get()) == 1;
  ERR_clear_error();
  if (!pair) {
    return absl::InvalidArgumentError(absl::StrCat(files.key, " is not the key of the certificate in ", files.certificate));
  }
  if (files.client_authorities.empty()) return absl::OkStatus();
  return CheckCertificates(files.client_authorities, texts.client_authorities).status();
}

}  // namespace isobridge::service
