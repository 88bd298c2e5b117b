#ifndef ISOBRIDGE_BRIDGE_JSON_TEXT_H_
#define ISOBRIDGE_BRIDGE_JSON_TEXT_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace isobridge::bridge {

// The deepest nesting that CheckJson can be told to accept.
inline constexpr uint32_t kMaxJsonDepth = 512;

// Checks, without building anything, that `text` is one JSON value as RFC 8259 has it, in UTF-8. Escapes of lone surrogates pass:
// JSON.stringify writes them. Constant memory, no recursion. Returns how deep arrays and objects nest: `[]` is 1, `1` is 0.
//
// INVALID_ARGUMENT says at which byte what was wrong; OUT_OF_RANGE: they nest deeper than `max_depth`.
absl::StatusOr<uint32_t> CheckJson(std::string_view text, uint32_t max_depth);

// How deep arrays and objects nest, or `max_depth` + 1 if deeper than `max_depth`, for text that somebody else will parse:
// brackets outside strings are counted and nothing else is looked at, so it says nothing about text that is no JSON, except that
// no parser which stops at the first error gets deeper than this says. Several times as fast as CheckJson.
uint32_t JsonDepth(std::string_view text, uint32_t max_depth);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_JSON_TEXT_H_
