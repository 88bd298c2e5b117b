#include "bridge/check/declared_tools.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "bridge/check/type_text.h"
#include "bridge/check/word_character.h"
#include "bridge/schema/tool_declaration.h"
#include "bridge/schema/type_names.h"
#include "simdutf.h"

namespace isobridge::bridge {
namespace {

// Of an entry of a map, with what it is kept under.
constexpr uint64_t kEntryBytes = 120;

void AddWords(std::string_view text, std::vector<std::string_view>* words) {
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && IsWordCharacter(text[end])) ++end;
    if (end > i) words->push_back(text.substr(i, end - i));
    i = std::max(end, i + 1);
  }
}

DeclaredTools::Declaration Declare(const ToolText& tool, TypeNames* names) {
  DeclaredTools::Declaration declaration{.text = DeclareTool(tool, DocDetail::kNone, names, Untold::kAny).text};
  declaration.length = static_cast<uint32_t>(simdutf::utf16_length_from_utf8(declaration.text.data(), declaration.text.size()));
  return declaration;
}

template <typename Value>
std::optional<Value> Find(const std::map<std::string, Value, std::less<>>& map, std::string_view key) {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

}  // namespace

DeclaredTools::DeclaredTools(const std::vector<ToolText>& tools) {
  TypeNames type_names;
  tools_.reserve(tools.size());
  for (const ToolText& tool : tools) {
    const ToolText names = {.flat = tool.flat, .dotted = tool.dotted, .description = "", .input_schema = "", .output_schema = ""};
    tools_.push_back({.names = names, .typed = Declare(tool, &type_names), .untyped = Declare(names, &type_names)});
    Index(tools_.size() - 1);
    AddWords(tools_.back().typed.text, &words_);
  }
  namespaces_ = DeclareNamespaces(tools);
  AddWords(namespaces_, &words_);
  std::ranges::sort(words_);
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
  words_.shrink_to_fit();
}

void DeclaredTools::Index(size_t tool) {
  const ToolText& names = tools_[tool].names;
  Declaration& declaration = tools_[tool].typed;
  for (std::string& path : PathsOf(names)) by_path_.emplace(std::move(path), tool);
  for (std::string_view line : absl::StrSplit(declaration.text, '\n')) {
    if (absl::ConsumePrefix(&line, "type ")) by_type_.emplace(line.substr(0, line.find_first_of(" <=")), tool);
  }
  for (ObjectKeys& object : ObjectsIn(declaration.text)) {
    const auto number = static_cast<uint32_t>(shapes_.size());
    declaration.shapes.push_back(shapes_.try_emplace(std::move(object.keys), number).first->second);
  }
}

std::optional<size_t> DeclaredTools::ToolCalled(std::string_view path) const { return Find(by_path_, path); }

std::optional<size_t> DeclaredTools::ToolWithType(std::string_view name) const { return Find(by_type_, name); }

std::optional<uint32_t> DeclaredTools::ShapeOf(std::string_view keys) const { return Find(shapes_, keys); }

bool DeclaredTools::Mentions(std::string_view name) const { return std::ranges::binary_search(words_, name); }

uint64_t DeclaredTools::bytes() const {
  uint64_t bytes =
      namespaces_.size() + words_.size() * sizeof(words_[0]) + (by_path_.size() + by_type_.size() + shapes_.size()) * kEntryBytes;
  for (const Tool& tool : tools_) {
    // What the keys of its object types take is at most its text.
    bytes += sizeof(tool) + 2 * tool.typed.text.size() + tool.untyped.text.size() +
             tool.typed.shapes.size() * sizeof(tool.typed.shapes[0]);
  }
  return bytes;
}

}  // namespace isobridge::bridge
