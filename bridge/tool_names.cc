#include "bridge/tool_names.h"

#include <algorithm>
#include <numeric>

namespace isobridge::bridge {
namespace {

constexpr size_t kEntryBytes = 8;

char Flat(char c) { return c == '.' ? '_' : c; }

// Below, at or above 0, as the flat form of `a` comes before, with or after that of `b`.
int Compare(std::string_view a, std::string_view b) {
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const int difference = static_cast<unsigned char>(Flat(a[i])) - static_cast<unsigned char>(Flat(b[i]));
    if (difference != 0) return difference;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

void Append(uint32_t number, std::string* text) {
  for (int shift = 0; shift < 32; shift += 8) *text += static_cast<char>(number >> shift);
}

uint32_t Read(std::string_view text, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number |= static_cast<uint32_t>(static_cast<unsigned char>(text[at + i])) << (8 * i);
  return number;
}

}  // namespace

ToolNames::Texts ToolNames::Write(const std::vector<std::string>& dotted) {
  std::vector<uint32_t> order(dotted.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return Compare(dotted[a], dotted[b]) < 0; });
  Texts texts;
  texts.ends.reserve(dotted.size() * kEntryBytes);
  for (const uint32_t tool : order) {
    texts.names += dotted[tool];
    Append(static_cast<uint32_t>(texts.names.size()), &texts.ends);
    Append(tool, &texts.ends);
  }
  return texts;
}

ToolNames::Texts ToolNames::Only(const std::vector<bool>& wanted, const ToolNames& names) {
  Texts texts;
  for (size_t i = 0; i < names.size(); ++i) {
    const Name name = names.at(i);
    if (!wanted[name.tool]) continue;
    texts.names += name.dotted;
    Append(static_cast<uint32_t>(texts.names.size()), &texts.ends);
    Append(name.tool, &texts.ends);
  }
  return texts;
}

ToolNames::ToolNames(std::string_view names, std::string_view ends) {
  uint32_t before = 0;
  for (size_t at = 0; at + kEntryBytes <= ends.size(); at += kEntryBytes) {
    const uint32_t end = Read(ends, at);
    if (end < before || end > names.size()) return;
    before = end;
  }
  names_ = names;
  ends_ = ends;
  size_ = ends.size() / kEntryBytes;
}

ToolNames::Name ToolNames::at(size_t i) const {
  const size_t begin = i == 0 ? 0 : Read(ends_, (i - 1) * kEntryBytes);
  return {.dotted = names_.substr(begin, Read(ends_, i * kEntryBytes) - begin), .tool = Read(ends_, i * kEntryBytes + 4)};
}

size_t ToolNames::LowerBound(std::string_view path) const {
  size_t begin = 0;
  size_t end = size_;
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    if (Compare(at(middle).dotted, path) < 0) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

std::optional<ToolNames::Name> ToolNames::Find(std::string_view path) const {
  const size_t i = LowerBound(path);
  if (i == size_) return std::nullopt;
  const Name name = at(i);
  if (Compare(name.dotted, path) != 0) return std::nullopt;
  return name;
}

bool ToolNames::HasInside(std::string_view space) const {
  const std::string prefix = std::string(space) + ".";
  for (size_t i = LowerBound(prefix); i < size_; ++i) {
    const std::string_view dotted = at(i).dotted;
    if (dotted.starts_with(prefix)) return true;
    // Names such as `a_b` lie among those of the namespace `a`.
    if (Compare(dotted.substr(0, prefix.size()), prefix) != 0) return false;
  }
  return false;
}

}  // namespace isobridge::bridge
