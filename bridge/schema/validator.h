#ifndef ISOBRIDGE_BRIDGE_SCHEMA_VALIDATOR_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_VALIDATOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/compiled_schema.h"

namespace isobridge::bridge {

// The largest JSON text that is held against a schema; it is read into about ten times as much memory.
inline constexpr size_t kMaxValidatedBytes = 4 * 1024 * 1024;

// One thing that is wrong with a value.
struct SchemaFault {
  // From the value: ".items[2].name", or empty for the value itself.
  std::string path;
  // "expected string, got number 5"
  std::string message;
};

// What holding a value against a schema gave.
struct SchemaResult {
  enum class Verdict {
    kValid,
    kInvalid,
    // It would have taken too much memory, work or stack. Nothing is known.
    kGaveUp,
    // The text is not JSON.
    kNotJson,
  };

  Verdict verdict = Verdict::kValid;
  // Of an invalid value: at most five, with at most 4 KiB in all, in the order in which they were found.
  std::vector<SchemaFault> faults;
  // Why it was given up.
  std::string reason;
  // The work it took.
  int64_t steps = 0;
  // More than IsQuicklyValid spends.
  bool took_long = false;
};

// Holds `json`, which nests at most 512 deep, against the schema. An object that has the same property twice, however it is
// written, is invalid: readers differ in which one they take. The work is bounded by a number of steps that grows with the
// size of the text, whatever the schema says; so is the stack. Thread-safe.
SchemaResult Validate(const CompiledSchema& schema, std::string_view json);

// Whether the text, which is short, can be seen to be valid within about a millisecond. False: that is not known. Thread-safe.
bool IsQuicklyValid(const CompiledSchema& schema, std::string_view json);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_VALIDATOR_H_
