#ifndef ISOBRIDGE_BRIDGE_SCHEMA_ECMA_PATTERN_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_ECMA_PATTERN_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "re2/re2.h"

namespace isobridge::bridge {

// The regular expression of a schema's `pattern`, in JavaScript's syntax with the flag `u`, for RE2, which matches in time linear
// in the text. INVALID_ARGUMENT: it is wrong, or needs what RE2 does not have (look-around, references back), or is too large.
absl::StatusOr<std::unique_ptr<RE2>> CompileEcmaPattern(std::string_view pattern);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_ECMA_PATTERN_H_
