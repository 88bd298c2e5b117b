#ifndef ISOBRIDGE_BRIDGE_SCHEMA_FAULT_TEXT_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_FAULT_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/json.h"

namespace isobridge::bridge {

// How the validator writes about values. What each function returns has a few hundred bytes at most and takes no longer to make,
// whatever the value holds.

// Where in a value: a list from the innermost outwards, on the stack.
struct ValuePath {
  const ValuePath* outer;
  std::string_view name;
  size_t index = 0;
  bool is_index = false;
};

// What lies between `from`, which is `path` or outside it, and `path`: ".items[2].name".
std::string PathText(const ValuePath* path, const ValuePath* from);

// SchemaType bits: "null or string".
std::string TypeNames(uint8_t types);

// A name or a text in quotes.
std::string QuotedStart(std::string_view text);
// A value as a message shows it: small ones whole.
std::string Preview(const SortedJson& value);
// Likewise, with its type.
std::string Described(const SortedJson& value);
std::string NumberText(double number);
// "one of 1, 2 and 7 more"
std::string ValueList(const std::vector<SortedJson>& values);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_FAULT_TEXT_H_
