#include "isolate/worker/tool_paths.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <functional>
#include <unordered_set>

namespace isobridge::isolate {
namespace {

// Longer names are compared by their beginning.
constexpr size_t kComparedLength = 64;
// More names than this are not looked through for a hint.
constexpr size_t kComparedNames = 2'000;

// What two spellings of a name have in common: no case, no underscores.
std::string Folded(std::string_view name) {
  std::string folded;
  for (const char c : name.substr(0, kComparedLength)) {
    if (c != '_') folded += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return folded;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

// Lower is nearer; over 100 is too far.
size_t Distance(const std::string& wanted, const std::string& name) {
  const bool contained = wanted.size() >= 3 && name.find(wanted) != std::string::npos;
  const bool contains = name.size() >= 3 && wanted.find(name) != std::string::npos;
  if (contained || contains) return 1 + (std::max(wanted.size(), name.size()) - std::min(wanted.size(), name.size())) / 8;
  const size_t edits = EditDistance(wanted, name);
  return edits * 3 <= std::max(wanted.size(), name.size()) + 1 ? edits : 101;
}

}  // namespace

void ToolPaths::Reset(const worker::v1::Begin* begin) {
  begin_ = begin;
  built_ = false;
  entries_.clear();
  slots_.clear();
}

ToolPaths::Place ToolPaths::Find(std::string_view path) {
  if (begin_ == nullptr) return {};
  if (!built_) Build();
  const uint32_t position = *Slot(path);
  return position == 0 ? Place{} : entries_[position - 1].place;
}

std::vector<std::string_view> ToolPaths::Children(std::string_view container) const {
  std::vector<std::string_view> children;
  if (begin_ == nullptr) return children;
  std::unordered_set<std::string_view> seen;
  for (const worker::v1::Tool& tool : begin_->tools()) {
    for (const std::string& path : tool.paths()) {
      std::string_view rest = path;
      if (!container.empty()) {
        if (!rest.starts_with(container) || rest.size() <= container.size() || rest[container.size()] != '.') continue;
        rest.remove_prefix(container.size() + 1);
      }
      const std::string_view child = rest.substr(0, rest.find('.'));
      if (seen.insert(child).second) children.push_back(child);
    }
  }
  return children;
}

std::vector<std::string_view> ToolPaths::Nearest(std::string_view wanted, const std::vector<std::string_view>& names,
                                                 size_t count) {
  const std::string folded = Folded(wanted);
  std::vector<std::pair<size_t, std::string_view>> near;
  for (size_t i = 0; i < names.size() && i < kComparedNames; ++i) {
    const size_t distance = Distance(folded, Folded(names[i]));
    if (distance <= 100) near.emplace_back(distance, names[i]);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> best;
  for (size_t i = 0; i < near.size() && i < count; ++i) best.push_back(near[i].second);
  return best;
}

void ToolPaths::Build() {
  built_ = true;
  size_t paths = 0;
  for (const worker::v1::Tool& tool : begin_->tools()) paths += static_cast<size_t>(tool.paths_size());
  entries_.reserve(paths + 16);
  slots_.assign(std::bit_ceil(2 * paths + 32), 0);
  for (int i = 0; i < begin_->tools_size(); ++i) {
    for (const std::string& path : begin_->tools(i).paths()) {
      for (size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0; dot = path.rfind('.', dot - 1)) {
        Insert(std::string_view(path).substr(0, dot), {.kind = Place::Kind::kContainer});
      }
      Insert(path, {.kind = Place::Kind::kTool, .tool = static_cast<uint32_t>(i)});
    }
  }
}

uint32_t* ToolPaths::Slot(std::string_view path) {
  const size_t mask = slots_.size() - 1;
  size_t i = std::hash<std::string_view>()(path) & mask;
  while (slots_[i] != 0 && entries_[slots_[i] - 1].path != path) i = (i + 1) & mask;
  return &slots_[i];
}

// The first one stays: the service refuses tools that share a path.
void ToolPaths::Insert(std::string_view path, Place place) {
  if (*Slot(path) != 0) return;
  entries_.push_back({path, place});
  if (2 * entries_.size() > slots_.size()) {
    slots_.assign(2 * slots_.size(), 0);
    for (size_t i = 0; i < entries_.size(); ++i) *Slot(entries_[i].path) = static_cast<uint32_t>(i + 1);
  } else {
    *Slot(path) = static_cast<uint32_t>(entries_.size());
  }
}

}  // namespace isobridge::isolate
