#include "bridge/check/tool_types.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "bridge/check/type_text.h"
#include "bridge/schema/tool_declaration.h"
#include "bridge/schema/type_names.h"
#include "bridge/sha256.h"
#include "simdutf.h"

namespace isobridge::bridge {
namespace {

bool IsWordCharacter(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }

}  // namespace

ToolTypes::ToolTypes(const std::vector<ToolText>& tools, const std::set<size_t>& untyped) {
  TypeNames names;
  std::string text;
  uint32_t end = 0;
  for (size_t i = 0; i < tools.size(); ++i) {
    const ToolText& tool = tools[i];
    ToolText bare = tool;
    if (untyped.contains(i)) bare.input_schema = bare.output_schema = "";
    std::string piece = DeclareTool(bare, DocDetail::kNone, &names, Untold::kAny).text;
    end += static_cast<uint32_t>(simdutf::utf16_length_from_utf8(piece.data(), piece.size()));
    absl::StrAppend(&text, piece);
    for (std::string_view line : absl::StrSplit(piece, '\n')) {
      if (!absl::ConsumePrefix(&line, "type ")) continue;
      by_type_.emplace(line.substr(0, line.find_first_of(" <=")), i);
    }
    by_path_.emplace(absl::StrCat("external_", tool.flat), i);
    for (const std::string_view holder : {"tools.", "codemode."}) by_path_.emplace(absl::StrCat(holder, tool.dotted), i);
    by_path_.emplace(absl::StrCat("codemode.", tool.flat), i);
    for (ObjectKeys& object : ObjectsIn(piece)) by_keys_.emplace(std::move(object.keys), i);
    pieces_.push_back({std::move(piece), end});
  }
  absl::StrAppend(&text, DeclareNamespaces(tools));
  for (size_t i = 0; i < text.size();) {
    size_t word = i;
    while (word < text.size() && IsWordCharacter(text[word])) ++word;
    if (word > i) words_.insert(text.substr(i, word - i));
    i = std::max(word, i + 1);
  }
  std::string digest(AsText(Sha256({text})));
  declarations_ = std::make_shared<const CheckedDeclarations>(CheckedDeclarations{std::move(text), std::move(digest)});
}

std::optional<size_t> ToolTypes::ToolAt(uint32_t position) const {
  const auto found = std::ranges::upper_bound(pieces_, position, {}, &Piece::end);
  if (found == pieces_.end()) return std::nullopt;
  return static_cast<size_t>(found - pieces_.begin());
}

std::optional<size_t> ToolTypes::ToolCalled(std::string_view path) const {
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return std::nullopt;
  return found->second;
}

std::optional<size_t> ToolTypes::ToolWithType(std::string_view name) const {
  const auto found = by_type_.find(name);
  if (found == by_type_.end()) return std::nullopt;
  return found->second;
}

std::optional<size_t> ToolTypes::ToolWithKeys(std::string_view keys) const {
  const auto found = by_keys_.find(keys);
  if (found == by_keys_.end()) return std::nullopt;
  return found->second;
}

bool ToolTypes::Mentions(std::string_view name) const { return words_.contains(name); }

}  // namespace isobridge::bridge
