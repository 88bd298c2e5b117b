#ifndef ISOBRIDGE_SERVICE_TENANTS_FILE_H_
#define ISOBRIDGE_SERVICE_TENANTS_FILE_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "service/tenant_table.h"
#include "telemetry/log.h"

namespace isobridge::service {

// The tenants of a file, read again while the service runs, by a thread of its own. A file that has become unreadable or wrong
// leaves what was read before in force, and its reason in the log, once.
//
// Thread-safe.
class TenantsFile {
 public:
  // INVALID_ARGUMENT: what is wrong with the file now. `interval`: how soon a change is taken up. `log` outlives it.
  static absl::StatusOr<std::unique_ptr<TenantsFile>> Open(const std::string& path, absl::Duration interval, telemetry::Log* log);
  ~TenantsFile();

  TenantsFile(const TenantsFile&) = delete;
  TenantsFile& operator=(const TenantsFile&) = delete;

  // As last read.
  std::shared_ptr<const TenantTable> table() const ABSL_LOCKS_EXCLUDED(mu_);

  // Takes the file as it is now; what its present contents came to.
  absl::Status Look() ABSL_LOCKS_EXCLUDED(mu_);
  // What is done at each interval: takes the file up once two glances have found the same, since half of a list that is being
  // written is a list too.
  void Glance() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  TenantsFile(std::string path, absl::Duration interval, telemetry::Log* log);

  absl::Status Take(const absl::StatusOr<std::string>& text) ABSL_LOCKS_EXCLUDED(mu_);
  void Watch();

  // Constant after construction.
  const std::string path_;
  const absl::Duration interval_;
  telemetry::Log* const log_;

  // Self-synchronised.
  absl::Notification ended_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  // What the last glance found.
  absl::StatusOr<std::string> glanced_ ABSL_GUARDED_BY(mu_);
  // What was taken last, and what came of it.
  std::string text_ ABSL_GUARDED_BY(mu_);
  absl::Status verdict_ ABSL_GUARDED_BY(mu_);
  std::shared_ptr<const TenantTable> table_ ABSL_GUARDED_BY(mu_);

  // Last: it uses the rest.
  std::thread thread_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_TENANTS_FILE_H_
