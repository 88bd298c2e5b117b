#ifndef ISOBRIDGE_SERVICE_CERTIFICATE_WATCH_H_
#define ISOBRIDGE_SERVICE_CERTIFICATE_WATCH_H_

#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "service/certificate_files.h"
#include "telemetry/log.h"

namespace isobridge::service {

// Reads the service's PEM files again while it runs. Files that are wrong, together or one of them, change nothing and are
// logged: what was read before serves on. So do those that change between two looks, for they may be being written.
//
// Thread-safe.
class CertificateWatch {
 public:
  // INVALID_ARGUMENT, naming the file, as certificate_files have it. `log` outlives it.
  static absl::StatusOr<std::unique_ptr<CertificateWatch>> Open(const TlsFiles& files, telemetry::Log* log);
  ~CertificateWatch();

  CertificateWatch(const CertificateWatch&) = delete;
  CertificateWatch& operator=(const CertificateWatch&) = delete;

  // The last that were right; another pointer once they are others.
  std::shared_ptr<const PemTexts> texts() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  CertificateWatch(TlsFiles files, PemTexts texts, telemetry::Log* log);

  void Watch();
  void Look() ABSL_LOCKS_EXCLUDED(mu_);

  // Constant after construction.
  const TlsFiles files_;
  telemetry::Log* const log_;

  // The thread's alone: what it found last, and what it judged last.
  absl::StatusOr<PemTexts> found_;
  absl::StatusOr<PemTexts> judged_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  std::shared_ptr<const PemTexts> texts_ ABSL_GUARDED_BY(mu_);

  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CERTIFICATE_WATCH_H_
