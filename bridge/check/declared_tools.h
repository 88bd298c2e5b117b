#ifndef ISOBRIDGE_BRIDGE_CHECK_DECLARED_TOOLS_H_
#define ISOBRIDGE_BRIDGE_CHECK_DECLARED_TOOLS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/tool_text.h"

namespace isobridge::bridge {

// The declarations of all tools of a catalog, each written once. ToolTypes puts together those that a program may call.
//
// Immutable once made, so thread-safe.
class DeclaredTools {
 public:
  explicit DeclaredTools(const std::vector<ToolText>& tools);

  // The types of a tool and its function, as TypeScript.
  struct Declaration {
    std::string text;
    // Of the text, in UTF-16 code units.
    uint32_t length = 0;
    // The object types in it, as ShapeOf numbers them.
    std::vector<uint32_t> shapes = {};
  };

  size_t size() const { return tools_.size(); }
  // With its types, and as taking and giving anything.
  const Declaration& typed(size_t tool) const { return tools_[tool].typed; }
  const Declaration& untyped(size_t tool) const { return tools_[tool].untyped; }
  // A tool's names alone.
  const ToolText& names(size_t tool) const { return tools_[tool].names; }

  // The tool that a program calls `path`: "external_x", "tools.a.b", "codemode.a.b", "codemode.a_b".
  std::optional<size_t> ToolCalled(std::string_view path) const;
  // The tool that declares a type of this name.
  std::optional<size_t> ToolWithType(std::string_view name) const;
  // Object types are the same shape if they have the same properties (KeysOf). Numbers from 0 to shapes().
  std::optional<uint32_t> ShapeOf(std::string_view keys) const;
  size_t shapes() const { return shapes_.size(); }
  // Whether a name stands anywhere in the declarations.
  bool Mentions(std::string_view name) const;

  // What it takes in memory, about.
  uint64_t bytes() const;

 private:
  struct Tool {
    ToolText names;
    Declaration typed;
    Declaration untyped;
  };

  void Index(size_t tool);

  std::vector<Tool> tools_;
  std::map<std::string, size_t, std::less<>> by_path_;
  std::map<std::string, size_t, std::less<>> by_type_;
  std::map<std::string, uint32_t, std::less<>> shapes_;
  // Sorted. Views into tools_ and namespaces_.
  std::vector<std::string_view> words_;
  std::string namespaces_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_DECLARED_TOOLS_H_
