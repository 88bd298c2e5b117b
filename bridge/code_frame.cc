#include "bridge/code_frame.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"

namespace isobridge::bridge {
namespace {

constexpr uint32_t kLinesBefore = 2;
constexpr uint32_t kLinesAfter = 1;
// Characters of a line that are shown, and how many of them before the column.
constexpr size_t kWidth = 120;
constexpr size_t kBefore = 80;

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Where the characters of `line` begin.
std::vector<size_t> Characters(std::string_view line) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < line.size(); ++i) {
    if (!Continues(line[i])) starts.push_back(i);
  }
  return starts;
}

// How many characters of `line` lie before the UTF-16 column.
size_t CharactersBefore(std::string_view line, const std::vector<size_t>& starts, uint32_t column) {
  uint32_t units = 1;
  size_t index = 0;
  for (; index < starts.size() && units < column; ++index) units += static_cast<unsigned char>(line[starts[index]]) >= 0xf0 ? 2 : 1;
  return index;
}

// Characters [first, first + kWidth) of a line; control characters as spaces, so that the marker stays under its place.
std::string Shown(std::string_view line, size_t first) {
  const std::vector<size_t> starts = Characters(line);
  if (first >= starts.size()) return "";
  const size_t end = first + kWidth < starts.size() ? starts[first + kWidth] : line.size();
  std::string text(line.substr(starts[first], end - starts[first]));
  std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::string_view TakeLine(std::string_view* source) {
  const size_t end = source->find('\n');
  std::string_view line = source->substr(0, end);
  source->remove_prefix(end == std::string_view::npos ? source->size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

std::string CodeFrame(std::string_view source, uint32_t line, uint32_t column) {
  const uint32_t first = line > kLinesBefore ? line - kLinesBefore : 1;
  std::vector<std::string_view> lines;
  for (uint32_t number = 1; number <= line + kLinesAfter && (!source.empty() || number == 1); ++number) {
    const std::string_view text = TakeLine(&source);
    if (number >= first) lines.push_back(text);
  }
  if (line == 0 || lines.size() <= line - first) return "";
  const std::string_view marked = lines[line - first];
  const size_t before = CharactersBefore(marked, Characters(marked), column);
  const size_t left = before > kBefore ? before - kBefore : 0;
  const size_t width = absl::StrCat(line + kLinesAfter).size();
  std::string frame;
  for (size_t i = 0; i < lines.size(); ++i) {
    const uint32_t number = first + static_cast<uint32_t>(i);
    const std::string label = absl::StrCat(number);
    absl::StrAppend(&frame, number == line ? "> " : "  ", std::string(width - label.size(), ' '), label, " | ", Shown(lines[i], left), "\n");
    if (number == line) absl::StrAppend(&frame, "  ", std::string(width, ' '), " | ", std::string(before - left, ' '), "^\n");
  }
  frame.pop_back();
  return frame;
}

}  // namespace isobridge::bridge
