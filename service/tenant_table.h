#ifndef ISOBRIDGE_SERVICE_TENANT_TABLE_H_
#define ISOBRIDGE_SERVICE_TENANT_TABLE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/sha256.h"

namespace isobridge::service {

// The tenants that an operator wrote down:
//
//   tenants:
//     - name: research
//       token_sha256: [9f86d081…, 60303ae2…]   # printf %s "$TOKEN" | sha256sum; two while a token is changed
//
// Immutable.
class TenantTable {
 public:
  // At most so many tokens, since each is compared.
  static constexpr size_t kMaxTokens = 10'000;

  // INVALID_ARGUMENT, naming `path` and the line: no YAML, an unknown key, a name that is missing, comes twice or is not 1 to 128
  // of [A-Za-z0-9_.:/@-], a hash that is not 64 hexadecimal digits or stands there twice. A hash is never repeated in a message:
  // it may be a token.
  static absl::StatusOr<TenantTable> Parse(const std::string& text, const std::string& path);

  // Whose token that is. It is compared with all of them, in a time that depends only on their number.
  std::optional<std::string> OwnerOf(std::string_view token) const;

  size_t tokens() const { return tokens_.size(); }

 private:
  struct Token {
    bridge::Sha256Digest hash;
    std::string tenant;
  };

  std::vector<Token> tokens_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_TENANT_TABLE_H_
