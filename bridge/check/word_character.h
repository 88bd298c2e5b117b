#ifndef ISOBRIDGE_BRIDGE_CHECK_WORD_CHARACTER_H_
#define ISOBRIDGE_BRIDGE_CHECK_WORD_CHARACTER_H_

#include <type_traits>

namespace isobridge::bridge {

// Whether a code unit of UTF-8 or UTF-16 may be part of a word of a program: beyond ASCII, every one.
template <typename Unit>
constexpr bool IsWordCharacter(Unit unit) {
  const auto c = static_cast<std::make_unsigned_t<Unit>>(unit);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c >= 0x80;
}

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_WORD_CHARACTER_H_
