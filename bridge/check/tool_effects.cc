#include "bridge/check/tool_effects.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "bridge/check/program_places.h"
#include "bridge/schema/tool_text.h"
#include "bridge/tool_names.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::CheckResponse;

constexpr int kMostPlaces = 20;
constexpr size_t kMostUnknown = 100;
constexpr std::string_view kFunctionPrefix = "external_";

// By what programs call them.
using ToolPaths = std::map<std::string, uint32_t, std::less<>>;

ToolPaths AllPaths(const ToolTable& tools) {
  ToolPaths paths;
  for (uint32_t i = 0; i < tools.size(); ++i) {
    for (std::string& path : PathsOf(tools.text(i))) paths.emplace(std::move(path), i);
  }
  paths.erase(std::string(kSearchPath));
  paths.erase(std::string(kDescribePath));
  return paths;
}

// The program asks about tools, or has to do with the function by which it could: no tool is called.
bool IsDiscovery(std::string_view path) {
  return (absl::ConsumePrefix(&path, kSearchPath) || absl::ConsumePrefix(&path, kDescribePath)) &&
         (path.empty() || path.front() == '.');
}

// Tools are called by names inside of `path`.
bool HoldsTools(const ToolPaths& paths, std::string_view path) {
  const std::string inside = absl::StrCat(path, ".");
  const auto first = paths.lower_bound(inside);
  return first != paths.end() && absl::StartsWith(first->first, inside);
}

// What a use names.
struct Named {
  std::optional<uint32_t> tool;
  // Or else something of the tool: `tools.a.call`.
  bool itself = true;
};

Named ToolNamed(const ToolPaths& paths, std::string_view path) {
  for (size_t end = path.size(); end != std::string_view::npos && end != 0; end = path.rfind('.', end - 1)) {
    const auto found = paths.find(path.substr(0, end));
    if (found != paths.end()) return {.tool = found->second, .itself = end == path.size()};
  }
  return {};
}

void Add(const CompiledProgram::ToolUse& use, bool itself, const ProgramPlaces& places, CheckResponse::ToolEffect* effect) {
  const bool first = effect->place_count() == 0;
  if (effect->places_size() < kMostPlaces) {
    *effect->add_places() = places.At(std::min<size_t>(use.name_start, places.text().size()));
  }
  effect->set_place_count(effect->place_count() + 1);
  if (use.in_loop || use.in_function) effect->set_repeated_calls(true);
  effect->set_conditional((first || effect->conditional()) && use.conditional);
  if (!use.called || !itself) effect->set_passed_as_value(true);
}

}  // namespace

CheckResponse::Effects EffectsOf(std::string_view source, const CompiledProgram& program, const ToolTable& tools,
                                 const std::vector<bool>& allowed) {
  CheckResponse::Effects effects;
  effects.set_incomplete(program.more_tool_uses);
  effects.set_dynamic(program.more_tool_uses);
  if (program.tool_uses.empty()) return effects;
  const ToolPaths paths = AllPaths(tools);
  const ProgramPlaces places(source, program);
  std::map<uint32_t, CheckResponse::ToolEffect*> by_tool;
  std::set<std::string> unknown;
  for (const CompiledProgram::ToolUse& use : program.tool_uses) {
    if (use.dynamic) effects.set_dynamic(true);
    const Named named = ToolNamed(paths, use.path);
    if (!named.tool.has_value() && IsDiscovery(use.path)) continue;
    if (!named.tool.has_value()) {
      // A namespace that is passed on may be called by any of its names.
      const bool holder = HoldsTools(paths, use.path);
      // A global name that is nobody's has the value that the program gives it.
      if (holder || absl::StartsWith(use.path, kFunctionPrefix)) effects.set_dynamic(true);
      if (!holder && !use.dynamic && unknown.size() < kMostUnknown) unknown.insert(use.path);
      continue;
    }
    CheckResponse::ToolEffect*& effect = by_tool[*named.tool];
    if (effect == nullptr) {
      effect = effects.add_tools();
      effect->set_tool(tools.name(*named.tool));
      effect->set_forbidden(!allowed.empty() && !allowed[*named.tool]);
    }
    Add(use, named.itself, places, effect);
  }
  for (const std::string& name : unknown) effects.add_unknown(name);
  return effects;
}

}  // namespace isobridge::bridge
