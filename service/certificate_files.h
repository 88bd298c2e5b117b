#ifndef ISOBRIDGE_SERVICE_CERTIFICATE_FILES_H_
#define ISOBRIDGE_SERVICE_CERTIFICATE_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace isobridge::service {

// How the service proves who it is, and asks its clients to. Paths of PEM files; none: no TLS.
struct TlsFiles {
  // The chain, the service's own certificate first.
  std::string certificate;
  std::string key;
  // Certificates that sign clients. Set: every client must have one (mTLS).
  std::string client_authorities;
  // How often the files are looked at; what is found twice is taken up. Whole seconds, at least one.
  absl::Duration reload_interval = absl::Seconds(30);
};

// What the files hold; `client_authorities` is empty if none are named.
struct PemTexts {
  std::string certificate;
  std::string key;
  std::string client_authorities;

  bool operator==(const PemTexts&) const = default;
};

// INVALID_ARGUMENT, naming the file, if one can't be read or is empty.
absl::StatusOr<PemTexts> ReadPemTexts(const TlsFiles& files);

// INVALID_ARGUMENT, naming the file of `files` that a text is from: one that holds no X.509 certificate in PEM form, or one that
// is cut off or broken; a key that is none, needs a passphrase or is another certificate's.
absl::Status CheckPemTexts(const TlsFiles& files, const PemTexts& texts);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CERTIFICATE_FILES_H_
