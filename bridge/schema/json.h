#ifndef ISOBRIDGE_BRIDGE_SCHEMA_JSON_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "jsoncons/json.hpp"

namespace isobridge::bridge {

// A schema: members in the order in which they were written, for declarations.
using OrderedJson = jsoncons::ojson;
// A value that is held against a schema: members are found by binary search.
using SortedJson = jsoncons::json;

// One JSON text, in which arrays and objects nest at most `max_depth` deep (at most 512). Lone surrogates, which JSON.stringify
// writes, become U+FFFD. INVALID_ARGUMENT says at which byte what was wrong, OUT_OF_RANGE that it nests deeper.
absl::StatusOr<OrderedJson> ParseOrdered(std::string_view text, uint32_t max_depth);
absl::StatusOr<SortedJson> ParseSorted(std::string_view text, uint32_t max_depth);

// The same value, for comparison with values that were parsed by ParseSorted.
SortedJson Sorted(const OrderedJson& json);

// `json` as text on one line.
std::string TextOf(const OrderedJson& json);
std::string TextOf(const SortedJson& json);

// The member of that name, if `json` is an object that has it.
const OrderedJson* Member(const OrderedJson& json, std::string_view name);

// A JSON string literal, which is one of JavaScript too.
std::string Quoted(std::string_view text);

// The first `max_bytes` of UTF-8 text or a few less, cut between characters, with an ellipsis if anything was cut.
std::string Cut(std::string_view text, size_t max_bytes);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_JSON_H_
