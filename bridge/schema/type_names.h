#ifndef ISOBRIDGE_BRIDGE_SCHEMA_TYPE_NAMES_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_TYPE_NAMES_H_

#include <string>
#include <string_view>
#include <unordered_set>

namespace isobridge::bridge {

// "get_issue" becomes "GetIssue". Characters that a type's name can't have begin a new word. Never empty.
std::string PascalCase(std::string_view text);

// The names of types that were given out in one set of declarations.
class TypeNames {
 public:
  TypeNames();

  // `wanted`, with a number behind it if it is taken, or a global name of the language or the sandbox.
  std::string Take(const std::string& wanted);

 private:
  std::unordered_set<std::string> taken_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_TYPE_NAMES_H_
