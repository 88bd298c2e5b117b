#ifndef ISOBRIDGE_SERVICE_TENANT_QUOTAS_H_
#define ISOBRIDGE_SERVICE_TENANT_QUOTAS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "bridge/admission.h"
#include "service/tenants_file.h"

namespace isobridge::service {

// What each tenant may use at once: as the settings say for all, or as the tenants' file says for one.
//
// Thread-safe. Constant after construction.
class TenantQuotas {
 public:
  enum class Tenants { kOne, kMany };
  struct Options {
    // 0: all places where there is one tenant, else three quarters of them, so that none can take them all.
    uint32_t executions = 0;
    absl::Duration cpu_per_minute = absl::InfiniteDuration();
    // 0: no quota.
    uint64_t heap_bytes = 0;
    Tenants tenants = Tenants::kOne;
  };

  // `places`: executions at once, of all tenants. `file` outlives it; null: there is none.
  TenantQuotas(const Options& options, uint32_t places, const TenantsFile* file);

  bridge::Quota Of(const std::string& tenant) const;

 private:
  bridge::Quota everybody_;
  const TenantsFile* const file_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_TENANT_QUOTAS_H_
