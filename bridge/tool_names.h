#ifndef ISOBRIDGE_BRIDGE_TOOL_NAMES_H_
#define ISOBRIDGE_BRIDGE_TOOL_NAMES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isobridge::bridge {

// What `codemode` has beside the tools. A tool of such a name is reached by its other paths.
inline constexpr std::string_view kSearchPath = "codemode.search";
inline constexpr std::string_view kDescribePath = "codemode.describe";

// The names of thousands of tools in two texts that are made once and read in place: a worker that gets them parses nothing and
// looks only at the few names that its program uses.
//
// A view of both texts, which outlive it. Texts that don't belong together hold no names.
class ToolNames {
 public:
  struct Texts {
    // The names, one after another, in the order of their flat forms ("github.get_issue" counts as github_get_issue).
    std::string names;
    // For each: where it ends in `names`, and its place in the manifest; both little-endian uint32.
    std::string ends;
  };
  // Of dotted names, "github.get_issue", in the order of the manifest; no two have the same flat form.
  static Texts Write(const std::vector<std::string>& dotted);
  // Those of `names` whose place in the manifest is `wanted`.
  static Texts Only(const std::vector<bool>& wanted, const ToolNames& names);

  ToolNames() = default;
  ToolNames(std::string_view names, std::string_view ends);

  struct Name {
    std::string_view dotted;
    uint32_t tool;
  };
  size_t size() const { return size_; }
  // In the order of the flat forms.
  Name at(size_t i) const;
  // The tool whose flat form is that of `path`.
  std::optional<Name> Find(std::string_view path) const;
  // Whether there is a tool inside the namespace.
  bool HasInside(std::string_view space) const;

 private:
  // The first name that isn't before `path`.
  size_t LowerBound(std::string_view path) const;

  std::string_view names_;
  std::string_view ends_;
  size_t size_ = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_NAMES_H_
