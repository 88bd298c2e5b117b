#ifndef ISOBRIDGE_TESTS_E2E_TOKENS_H_
#define ISOBRIDGE_TESTS_E2E_TOKENS_H_

#include <string>

#include "absl/strings/str_cat.h"

namespace isobridge::e2e {

// The tokens of two tenants.
inline constexpr char kTokenA[] = "token-of-a";
inline constexpr char kTokenB[] = "token-of-b";
// Their SHA-256.
inline constexpr char kHashA[] = "5cb4afafaff2683f8e22484d37dca0e6b2eb98dc5a9869ca031b001597b89253";
inline constexpr char kHashB[] = "97d613fbd4a6484c6567d2d2b495af817b3264c37dfe02a641449b2b351d5e1f";

// A tenant in a tenants file: lines behind it that are indented by two spaces add to it.
inline std::string Tenant(const std::string& name, const std::string& hash) {
  return absl::StrCat("- name: ", name, "\n  token_sha256: [", hash, "]\n");
}

// A tenants file with a and b.
inline std::string TenantsAAndB() { return absl::StrCat("tenants:\n", Tenant("a", kHashA), Tenant("b", kHashB)); }

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_TOKENS_H_
