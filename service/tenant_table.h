#ifndef ISOBRIDGE_SERVICE_TENANT_TABLE_H_
#define ISOBRIDGE_SERVICE_TENANT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/sha256.h"

namespace isobridge::service {

// The tenants that an operator wrote down:
//
//   tenants:
//     - name: research
//       token_sha256: [9f86d081…, 60303ae2…]   # printf %s "$TOKEN" | sha256sum; two while a token is changed
//       executions: 8                          # each of these in place of the setting tenant_executions, tenant_cpu_per_minute
//       cpu_per_minute: 30s                    # or tenant_heap_bytes
//       heap_bytes: 4GiB
//
// Immutable.
class TenantTable {
 public:
  // At most so many tokens, since each is compared.
  static constexpr size_t kMaxTokens = 10'000;

  // Of one tenant, where it differs from what holds for all.
  struct Quota {
    std::optional<uint32_t> executions;
    std::optional<absl::Duration> cpu_per_minute;
    std::optional<uint64_t> heap_bytes;
  };

  // INVALID_ARGUMENT, naming `path` and the line: no YAML, an unknown key, a name that is missing, comes twice or is not 1 to 128
  // of [A-Za-z0-9_.:/@-], a quota that can't be read or is 0, a hash that is not 64 hexadecimal digits or stands there twice. A
  // hash is never repeated in a message: it may be a token.
  static absl::StatusOr<TenantTable> Parse(const std::string& text, const std::string& path);

  // Whose token that is. It is compared with all of them, in a time that depends only on their number.
  std::optional<std::string> OwnerOf(std::string_view token) const;

  // Of a tenant that is not there too.
  Quota QuotaOf(const std::string& tenant) const;

  size_t tokens() const { return tokens_.size(); }

 private:
  struct Token {
    bridge::Sha256Digest hash;
    std::string tenant;
  };

  std::vector<Token> tokens_;
  std::map<std::string, Quota> quotas_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_TENANT_TABLE_H_
