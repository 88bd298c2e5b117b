#ifndef ISOBRIDGE_BRIDGE_CHECK_TOOL_TYPES_H_
#define ISOBRIDGE_BRIDGE_CHECK_TOOL_TYPES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/check/declared_tools.h"
#include "bridge/program_checker.h"

namespace isobridge::bridge {

// The tools that a program may call as it is checked against them: their declarations together, and which of them says what.
// Tools have their numbers in the catalog.
//
// Immutable once made, so thread-safe.
class ToolTypes {
 public:
  // `allowed`: whether each tool is there; empty: all.
  explicit ToolTypes(std::shared_ptr<const DeclaredTools> tools, const std::vector<bool>& allowed = {});

  const std::shared_ptr<const CheckedDeclarations>& declarations() const { return declarations_; }
  bool empty() const { return places_.empty(); }
  // The same, of which these are declared to take and give anything.
  ToolTypes Without(const std::set<size_t>& untyped) const;

  // The tool in whose declaration a position of the text is, in UTF-16 code units.
  std::optional<size_t> ToolAt(uint32_t position) const;
  // The types of a tool that is there and its function, as TypeScript.
  const std::string& signature(size_t tool) const;

  // The tool that a program calls `path`: "external_x", "tools.a.b", "codemode.a.b", "codemode.a_b".
  std::optional<size_t> ToolCalled(std::string_view path) const;
  // The tool that declares a type of this name.
  std::optional<size_t> ToolWithType(std::string_view name) const;
  // The tool in whose declaration stands an object type with these properties (KeysOf).
  std::optional<size_t> ToolWithKeys(std::string_view keys) const;
  // Whether a name stands anywhere in the declarations of the catalog.
  bool Mentions(std::string_view name) const { return tools_->Mentions(name); }

  // What it takes in memory, about: with all declarations of the catalog, which it keeps alive, as others may.
  uint64_t bytes() const;

 private:
  // How a tool is declared.
  enum class Kind : uint8_t { kNot, kTyped, kUntyped };
  struct Place {
    size_t tool;
    // Behind it, in UTF-16 code units.
    uint32_t end;
  };

  ToolTypes(std::shared_ptr<const DeclaredTools> tools, std::vector<Kind> kinds);

  static std::vector<Kind> KindsOf(size_t tools, const std::vector<bool>& allowed);
  const DeclaredTools::Declaration& DeclarationOf(size_t tool) const;

  std::shared_ptr<const DeclaredTools> tools_;
  // Of every tool.
  std::vector<Kind> kinds_;
  std::vector<Place> places_;
  // Of every shape, the first tool that has it.
  std::vector<uint32_t> by_shape_;
  std::shared_ptr<const CheckedDeclarations> declarations_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_TOOL_TYPES_H_
