#ifndef ISOBRIDGE_SERVICE_CERTIFICATE_FILES_H_
#define ISOBRIDGE_SERVICE_CERTIFICATE_FILES_H_

#include <string>

#include "absl/status/status.h"

namespace isobridge::service {

// INVALID_ARGUMENT, naming the file, unless it holds at least one X.509 certificate in PEM form.
absl::Status CheckCertificates(const std::string& path);

// Also that `key_path` holds the unencrypted private key of the first certificate.
absl::Status CheckKeyPair(const std::string& certificate_path, const std::string& key_path);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CERTIFICATE_FILES_H_
