#ifndef ISOBRIDGE_BRIDGE_CHECK_TYPE_TEXT_H_
#define ISOBRIDGE_BRIDGE_CHECK_TYPE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace isobridge::bridge {

// Types as TypeScript prints them in its messages, read as far as it takes to tell what is certain.

// What stands between single quotes in a message, in order; quotes inside of a type are its own.
std::vector<std::string> QuotedIn(std::string_view message);

// What is suggested in a message ("Did you mean 'x'?"), or "".
std::string SuggestionIn(std::string_view message);

// The properties of an object type, sorted and with commas: what is left of a type that may be written in many ways. `begin` is
// where it begins in a text.
struct ObjectKeys {
  size_t begin = 0;
  std::string keys;
};
// All object types in a text of TypeScript, and object literals, which look alike. Those without properties are left out.
std::vector<ObjectKeys> ObjectsIn(std::string_view text);
// Of one type as TypeScript prints it; "" if it is no object type.
std::string KeysOf(std::string_view object_type);

// The members of a union, one if it is none.
std::vector<std::string_view> UnionMembers(std::string_view type);

// `Promise<…>`.
bool IsPromise(std::string_view type);
// `{ … }`, with members.
bool IsObjectLiteral(std::string_view type);
// A type of the language or the sandbox whose values never have other properties than those it declares: string, number[],
// Map<…>.
bool IsClosedGlobal(std::string_view type);

// No value of `source` is one of `target` when both are JSON: a number for a string, a literal for a union of others. False if
// it isn't known.
bool NeverFits(std::string_view source, std::string_view target);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_TYPE_TEXT_H_
