#include "bridge/check/tool_types.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "bridge/schema/tool_declaration.h"
#include "bridge/sha256.h"

namespace isobridge::bridge {
namespace {

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

}  // namespace

ToolTypes::ToolTypes(std::shared_ptr<const DeclaredTools> tools, const std::vector<bool>& allowed)
    : ToolTypes(tools, KindsOf(tools->size(), allowed)) {}

ToolTypes::ToolTypes(std::shared_ptr<const DeclaredTools> tools, std::vector<Kind> kinds)
    : tools_(std::move(tools)), kinds_(std::move(kinds)), by_shape_(tools_->shapes(), kNone) {
  std::vector<ToolText> names;
  std::string text;
  uint32_t end = 0;
  for (size_t i = 0; i < kinds_.size(); ++i) {
    if (kinds_[i] == Kind::kNot) continue;
    const DeclaredTools::Declaration& declaration = DeclarationOf(i);
    text += declaration.text;
    end += declaration.length;
    places_.push_back({i, end});
    names.push_back(tools_->names(i));
    for (const uint32_t shape : declaration.shapes) by_shape_[shape] = std::min(by_shape_[shape], static_cast<uint32_t>(i));
  }
  text += DeclareNamespaces(names);
  std::string digest(AsText(Sha256({text})));
  declarations_ = std::make_shared<const CheckedDeclarations>(CheckedDeclarations{std::move(text), std::move(digest)});
}

std::vector<ToolTypes::Kind> ToolTypes::KindsOf(size_t tools, const std::vector<bool>& allowed) {
  std::vector<Kind> kinds(tools, Kind::kTyped);
  for (size_t i = 0; i < allowed.size(); ++i) {
    if (!allowed[i]) kinds[i] = Kind::kNot;
  }
  return kinds;
}

ToolTypes ToolTypes::Without(const std::set<size_t>& untyped) const {
  std::vector<Kind> kinds = kinds_;
  for (const size_t tool : untyped) {
    if (kinds[tool] == Kind::kTyped) kinds[tool] = Kind::kUntyped;
  }
  return ToolTypes(tools_, std::move(kinds));
}

const DeclaredTools::Declaration& ToolTypes::DeclarationOf(size_t tool) const {
  return kinds_[tool] == Kind::kTyped ? tools_->typed(tool) : tools_->untyped(tool);
}

std::optional<size_t> ToolTypes::ToolAt(uint32_t position) const {
  const auto found = std::ranges::upper_bound(places_, position, {}, &Place::end);
  if (found == places_.end()) return std::nullopt;
  return found->tool;
}

const std::string& ToolTypes::signature(size_t tool) const { return DeclarationOf(tool).text; }

std::optional<size_t> ToolTypes::ToolCalled(std::string_view path) const {
  const std::optional<size_t> tool = tools_->ToolCalled(path);
  if (!tool.has_value() || kinds_[*tool] == Kind::kNot) return std::nullopt;
  return tool;
}

std::optional<size_t> ToolTypes::ToolWithType(std::string_view name) const {
  const std::optional<size_t> tool = tools_->ToolWithType(name);
  if (!tool.has_value() || kinds_[*tool] != Kind::kTyped) return std::nullopt;
  return tool;
}

std::optional<size_t> ToolTypes::ToolWithKeys(std::string_view keys) const {
  const std::optional<uint32_t> shape = tools_->ShapeOf(keys);
  if (!shape.has_value() || by_shape_[*shape] == kNone) return std::nullopt;
  return by_shape_[*shape];
}

uint64_t ToolTypes::bytes() const {
  return tools_->bytes() + declarations_->text.size() + kinds_.size() + places_.size() * sizeof(Place) +
         by_shape_.size() * sizeof(by_shape_[0]);
}

}  // namespace isobridge::bridge
