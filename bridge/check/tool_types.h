#ifndef ISOBRIDGE_BRIDGE_CHECK_TOOL_TYPES_H_
#define ISOBRIDGE_BRIDGE_CHECK_TOOL_TYPES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/program_checker.h"
#include "bridge/schema/tool_text.h"

namespace isobridge::bridge {

// The tools of a catalog as programs are checked against them: their declarations, and which of them says what.
//
// Immutable once made, so thread-safe.
class ToolTypes {
 public:
  // Tools whose number is in `untyped` are declared to take and give anything.
  explicit ToolTypes(const std::vector<ToolText>& tools, const std::set<size_t>& untyped = {});

  const std::shared_ptr<const CheckedDeclarations>& declarations() const { return declarations_; }

  // The tool in whose declaration a position of the text is, in UTF-16 code units.
  std::optional<size_t> ToolAt(uint32_t position) const;
  // The types of a tool and its function, as TypeScript.
  const std::string& signature(size_t tool) const { return pieces_[tool].text; }

  // The tool that a program calls `path`: "external_x", "tools.a.b", "codemode.a.b", "codemode.a_b".
  std::optional<size_t> ToolCalled(std::string_view path) const;
  // The tool that declares a type of this name.
  std::optional<size_t> ToolWithType(std::string_view name) const;
  // The tool in whose declaration stands an object type with these properties (KeysOf).
  std::optional<size_t> ToolWithKeys(std::string_view keys) const;
  // Whether a name stands anywhere in the declarations.
  bool Mentions(std::string_view name) const;

 private:
  struct Piece {
    std::string text;
    // Behind it, in UTF-16 code units.
    uint32_t end;
  };

  std::vector<Piece> pieces_;
  std::map<std::string, size_t, std::less<>> by_path_;
  std::map<std::string, size_t, std::less<>> by_type_;
  // By the keys of the object types in it.
  std::map<std::string, size_t, std::less<>> by_keys_;
  std::set<std::string, std::less<>> words_;
  std::shared_ptr<const CheckedDeclarations> declarations_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_TOOL_TYPES_H_
