#include "service/tenant_quotas.h"

#include <algorithm>

#include "service/tenant_table.h"

namespace isobridge::service {

TenantQuotas::TenantQuotas(const Options& options, uint32_t places, const TenantsFile* file) : file_(file) {
  everybody_.executions = places;
  if (options.tenants == Tenants::kMany) everybody_.executions = std::max(places - places / 4, 1u);
  if (options.executions != 0) everybody_.executions = options.executions;
  everybody_.cpu_per_minute = options.cpu_per_minute;
  if (options.heap_bytes != 0) everybody_.heap_bytes = options.heap_bytes;
}

bridge::Quota TenantQuotas::Of(const std::string& tenant) const {
  if (file_ == nullptr) return everybody_;
  const TenantTable::Quota own = file_->table()->QuotaOf(tenant);
  return {.executions = own.executions.value_or(everybody_.executions),
          .cpu_per_minute = own.cpu_per_minute.value_or(everybody_.cpu_per_minute),
          .heap_bytes = own.heap_bytes.value_or(everybody_.heap_bytes)};
}

}  // namespace isobridge::service
