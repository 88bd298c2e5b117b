#ifndef ISOBRIDGE_BRIDGE_SCHEMA_ECMA_PATTERN_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_ECMA_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "re2/re2.h"

namespace isobridge::bridge {

// The regular expression of a schema's `pattern`, in JavaScript's syntax with the flag `u`. Thread-safe.
class EcmaPattern {
 public:
  // What one may take in memory once it is used.
  static constexpr uint64_t kBytes = 256 << 10;

  // INVALID_ARGUMENT: it is wrong, or needs what RE2 does not have (look-around, references back), or is too large.
  static absl::StatusOr<std::unique_ptr<const EcmaPattern>> Create(std::string_view pattern);

  // Whether some part of the text matches.
  bool Matches(std::string_view text) const { return RE2::PartialMatch(text, regex_); }
  // The longest that Matches may take, in steps of 0.1 µs: where RE2 gives its automaton up, each instruction looks at each byte.
  // Most patterns take a hundredth of it, but which do is not to be seen.
  int64_t WorstSteps(size_t text_bytes) const;

  // RE2's instructions, of a few hundred nanoseconds each to compile.
  int size() const { return size_; }
  // As RE2 has it.
  const std::string& text() const { return regex_.pattern(); }

 private:
  EcmaPattern(const std::string& pattern, const RE2::Options& options);

  const RE2 regex_;
  const int size_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_ECMA_PATTERN_H_
