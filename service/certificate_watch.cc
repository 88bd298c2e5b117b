#include "service/certificate_watch.h"

#include <utility>

namespace isobridge::service {

absl::StatusOr<std::unique_ptr<CertificateWatch>> CertificateWatch::Open(const TlsFiles& files, telemetry::Log* log) {
  absl::StatusOr<PemTexts> texts = ReadPemTexts(files);
  if (!texts.ok()) return texts.status();
  if (absl::Status status = CheckPemTexts(files, *texts); !status.ok()) return status;
  return std::unique_ptr<CertificateWatch>(new CertificateWatch(files, *std::move(texts), log));
}

CertificateWatch::CertificateWatch(TlsFiles files, PemTexts texts, telemetry::Log* log)
    : files_(std::move(files)),
      log_(log),
      found_(texts),
      judged_(texts),
      texts_(std::make_shared<const PemTexts>(std::move(texts))),
      thread_([this] { Watch(); }) {}

CertificateWatch::~CertificateWatch() {
  ended_.Notify();
  thread_.join();
}

std::shared_ptr<const PemTexts> CertificateWatch::texts() const {
  absl::MutexLock lock(mu_);
  return texts_;
}

void CertificateWatch::Watch() {
  while (!ended_.WaitForNotificationWithTimeout(files_.reload_interval)) Look();
}

void CertificateWatch::Look() {
  const absl::StatusOr<PemTexts> now = ReadPemTexts(files_);
  if (std::exchange(found_, now) != now || judged_ == now) return;
  judged_ = now;
  const absl::Status verdict = now.ok() ? CheckPemTexts(files_, *now) : now.status();
  if (!verdict.ok()) {
    log_->Write(telemetry::Severity::kWarning, "certificates_refused", {{"reason", verdict.message()}});
    return;
  }
  log_->Write(telemetry::Severity::kInfo, "certificates_read", {});
  absl::MutexLock lock(mu_);
  texts_ = std::make_shared<const PemTexts>(*now);
}

}  // namespace isobridge::service
