#include "service/tenants_file.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/file_contents.h"

namespace isobridge::service {

absl::StatusOr<std::unique_ptr<TenantsFile>> TenantsFile::Open(const std::string& path, absl::Duration interval,
                                                               telemetry::Log* log) {
  std::unique_ptr<TenantsFile> file(new TenantsFile(path, interval, log));
  if (absl::Status status = file->Look(); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("tenants_file: ", status.message()));
  }
  file->thread_ = std::thread([file = file.get()] { file->Watch(); });
  return file;
}

TenantsFile::TenantsFile(std::string path, absl::Duration interval, telemetry::Log* log)
    : path_(std::move(path)), interval_(interval), log_(log) {}

TenantsFile::~TenantsFile() {
  ended_.Notify();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const TenantTable> TenantsFile::table() const {
  absl::MutexLock lock(mu_);
  return table_;
}

absl::Status TenantsFile::Look() { return Take(FileContents(path_)); }

void TenantsFile::Glance() {
  absl::StatusOr<std::string> text = FileContents(path_);
  bool same = false;
  {
    absl::MutexLock lock(mu_);
    same = glanced_ == text;
    if (!same) glanced_ = text;
  }
  // A wrong file is in the log.
  if (same) Take(text).IgnoreError();
}

absl::Status TenantsFile::Take(const absl::StatusOr<std::string>& text) {
  absl::MutexLock lock(mu_);
  if (text.ok() ? *text == text_ : text.status() == verdict_) return verdict_;
  absl::StatusOr<TenantTable> table = text.ok() ? TenantTable::Parse(*text, path_) : text.status();
  text_ = text.value_or("");
  verdict_ = table.status();
  if (table.ok()) {
    log_->Write(telemetry::Severity::kInfo, "tenants_read",
                {{"path", std::string_view(path_)}, {"tokens", uint64_t{table->tokens()}}});
    table_ = std::make_shared<const TenantTable>(*std::move(table));
  } else {
    log_->Write(telemetry::Severity::kError, "tenants_refused",
                {{"reason", verdict_.message()}, {"in_force", table_ == nullptr ? "nothing" : "what was read before"}});
  }
  return verdict_;
}

void TenantsFile::Watch() {
  while (!ended_.WaitForNotificationWithTimeout(interval_)) Glance();
}

}  // namespace isobridge::service
