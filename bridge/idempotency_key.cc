#include "bridge/idempotency_key.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kKeyCharacters = 26;

// RFC 4648 base32 in lower case.
std::string Base32(const Sha256Digest& digest, size_t characters) {
  static constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text(characters, '\0');
  for (size_t i = 0; i < characters; ++i) {
    const size_t bit = 5 * i;
    const uint32_t pair = uint32_t{digest[bit / 8]} << 8 | digest[bit / 8 + 1];
    text[i] = kAlphabet[(pair >> (11 - bit % 8)) & 31];
  }
  return text;
}

}  // namespace

std::string IdempotencyKey(std::string_view execution_id, uint32_t call, std::string_view tool, const Sha256Digest& args) {
  const absl::AlphaNum number(call);
  constexpr std::string_view kEnd("\0", 1);
  return Base32(Sha256({execution_id, kEnd, number.Piece(), kEnd, tool, kEnd, AsText(args)}), kKeyCharacters);
}

}  // namespace isobridge::bridge
