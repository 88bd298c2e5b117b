#include "bridge/near_names.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace isobridge::bridge {
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
  // As many edits as the lengths differ by are needed.
  const size_t least = std::max(wanted.size(), name.size()) - std::min(wanted.size(), name.size());
  if (least * 3 > std::max(wanted.size(), name.size()) + 1) return 101;
  const size_t edits = EditDistance(wanted, name);
  return edits * 3 <= std::max(wanted.size(), name.size()) + 1 ? edits : 101;
}

}  // namespace

std::vector<std::string_view> NearNames(std::string_view wanted, const std::vector<std::string_view>& names, size_t count) {
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

}  // namespace isobridge::bridge
