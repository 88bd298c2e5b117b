#include "isolate/worker/tool_paths.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace isobridge::isolate {
namespace {

constexpr std::string_view kExternal = "external_";
constexpr std::string_view kTools = "tools";
constexpr std::string_view kCodemode = "codemode";

// "tools" and "a.b" of "tools.a.b"; the second is empty for "tools".
std::pair<std::string_view, std::string_view> Split(std::string_view path) {
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos) return {path, ""};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

std::string Flat(std::string_view dotted) {
  std::string flat(dotted);
  std::replace(flat.begin(), flat.end(), '.', '_');
  return flat;
}

}  // namespace

void ToolPaths::Reset(const worker::v1::Begin* begin) {
  names_ = begin == nullptr ? bridge::ToolNames() : bridge::ToolNames(begin->tools().names(), begin->tools().ends());
}

ToolPaths::Place ToolPaths::Find(std::string_view path) const {
  using Kind = Place::Kind;
  const auto [root, rest] = Split(path);
  if (rest.empty()) {
    if (!root.starts_with(kExternal) || path.size() != root.size()) return {};
    const std::optional<bridge::ToolNames::Name> found = names_.Find(root.substr(kExternal.size()));
    return found.has_value() ? Place{.kind = Kind::kTool, .tool = found->tool} : Place{};
  }
  const bool codemode = root == kCodemode;
  if (!codemode && root != kTools) return {};
  const std::optional<bridge::ToolNames::Name> found = names_.Find(rest);
  const bool flat = codemode && rest.find('.') == std::string_view::npos;
  if (found.has_value() && (found->dotted == rest || flat)) return {.kind = Kind::kTool, .tool = found->tool};
  return names_.HasInside(rest) ? Place{.kind = Kind::kContainer} : Place{};
}

std::vector<std::string> ToolPaths::Functions() const {
  std::vector<std::string> functions;
  for (const std::string_view dotted : InManifestOrder()) functions.push_back(std::string(kExternal) + Flat(dotted));
  return functions;
}

std::vector<std::string> ToolPaths::Children(std::string_view container) const {
  const auto [root, space] = Split(container);
  std::vector<std::string> children;
  if (root != kTools && root != kCodemode) return children;
  std::unordered_set<std::string> seen;
  const auto add = [&](std::string child) {
    if (seen.insert(child).second) children.push_back(std::move(child));
  };
  const std::string prefix = space.empty() ? "" : std::string(space) + ".";
  for (const std::string_view dotted : InManifestOrder()) {
    if (!dotted.starts_with(prefix)) continue;
    const std::string_view rest = dotted.substr(prefix.size());
    add(std::string(rest.substr(0, rest.find('.'))));
    if (container == kCodemode && rest.find('.') != std::string_view::npos) add(Flat(dotted));
  }
  return children;
}

std::vector<std::string_view> ToolPaths::InManifestOrder() const {
  // A program may not be told of all of them, so the places have gaps.
  std::vector<bridge::ToolNames::Name> names;
  for (size_t i = 0; i < names_.size(); ++i) names.push_back(names_.at(i));
  std::ranges::sort(names, {}, &bridge::ToolNames::Name::tool);
  std::vector<std::string_view> ordered;
  for (const bridge::ToolNames::Name& name : names) ordered.push_back(name.dotted);
  return ordered;
}

}  // namespace isobridge::isolate
