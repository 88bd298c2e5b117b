#include "bridge/code_frame.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "simdutf.h"

namespace isobridge::bridge {
namespace {

constexpr uint32_t kLinesAround = 2;
// Of one line, in characters.
constexpr size_t kWidth = 120;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

// One character as it is shown.
struct Cell {
  std::string_view text;
  uint32_t utf16_units;
};

// Takes the first character off `*bytes`, which isn't empty.
struct Character {
  uint32_t code = 0;
  size_t bytes = 1;
  bool valid = false;
};

Character First(std::string_view bytes) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t lead = at(0);
  if (lead < 0x80) return {lead, 1, true};
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() < length) return {};
  uint32_t code = lead & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (at(i) & 0x3F);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, length, true};
}

// Would move the cursor, break the line or turn text around.
bool IsUnsafe(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE0FFF);
}

Cell Show(std::string_view line, const Character& character) {
  const uint32_t units = character.code > 0xFFFF ? 2 : 1;
  if (character.code == '\t') return {" ", units};
  if (!character.valid || IsUnsafe(character.code)) return {kReplacement, units};
  return {line.substr(0, character.bytes), units};
}

// Length of the line break at the start of `text`, or 0. The same breaks as V8's: LF, CR LF, CR, U+2028, U+2029.
size_t LineBreak(std::string_view text) {
  if (text[0] == '\n') return 1;
  if (text[0] == '\r') return text.size() > 1 && text[1] == '\n' ? 2 : 1;
  if (text.substr(0, 3) == "\xE2\x80\xA8" || text.substr(0, 3) == "\xE2\x80\xA9") return 3;
  return 0;
}

// Takes characters off `*line` that are so far before the column that they will not be shown, as many bytes at once as are
// quickly counted. Returns how many UTF-16 code units they are.
uint32_t SkipUnseen(std::string_view* line, uint32_t column) {
  constexpr size_t kStep = 1'024;
  constexpr uint32_t kKept = 2 * kWidth;
  uint32_t units = 0;
  while (line->size() > kStep) {
    const auto step = static_cast<uint32_t>(simdutf::utf16_length_from_utf8(line->data(), kStep));
    if (uint64_t{units} + step + kKept >= column) break;
    units += step;
    line->remove_prefix(kStep);
  }
  // The rest of a character that was counted by its first byte.
  while (units > 0 && !line->empty() && (static_cast<uint8_t>(line->front()) & 0xC0) == 0x80) line->remove_prefix(1);
  return units;
}

struct Window {
  std::string text;
  // Where the caret goes, in characters of `text`.
  size_t caret = 0;
};

// `column` 0: no caret, the line's beginning.
Window Cut(std::string_view line, uint32_t column) {
  // The characters up to half a width behind the caret; of those, the last kWidth.
  std::vector<Cell> cells;
  uint32_t units = SkipUnseen(&line, column);
  size_t dropped = units;
  size_t caret = SIZE_MAX;
  bool whole = true;
  while (!line.empty()) {
    if (caret == SIZE_MAX && column != 0 && units + 1 >= column) caret = dropped + cells.size();
    const size_t shown = column == 0 ? 0 : caret;
    if (dropped + cells.size() >= (shown == SIZE_MAX ? SIZE_MAX : std::max(shown + kWidth / 2, kWidth))) {
      whole = false;
      break;
    }
    const Character character = First(line);
    const Cell cell = Show(line, character);
    line.remove_prefix(character.bytes);
    units += cell.utf16_units;
    cells.push_back(cell);
    if (cells.size() >= 4 * kWidth) {
      cells.erase(cells.begin(), cells.end() - 2 * kWidth);
      dropped += 2 * kWidth;
    }
  }
  if (caret == SIZE_MAX) caret = dropped + cells.size();
  const size_t count = dropped + cells.size();
  const size_t first = column == 0 || count <= kWidth ? 0 : count - kWidth;
  const size_t begin = std::min(first, caret);

  Window window;
  if (begin > 0) window.text = kEllipsis;
  window.caret = caret - begin + (begin > 0 ? 1 : 0);
  for (size_t i = begin - dropped; i < cells.size(); ++i) window.text.append(cells[i].text);
  if (!whole) window.text.append(kEllipsis);
  return window;
}

}  // namespace

std::string CodeFrame(std::string_view source, uint32_t line, uint32_t column) { return CodeFrames(source).At(line, column); }

CodeFrames::CodeFrames(std::string_view source) {
  size_t begin = 0;
  for (size_t i = 0; i < source.size();) {
    const size_t length = LineBreak(source.substr(i));
    if (length > 0) {
      lines_.push_back(source.substr(begin, i - begin));
      begin = i + length;
    }
    i += std::max<size_t>(length, 1);
  }
  lines_.push_back(source.substr(begin));
}

std::string CodeFrames::At(uint32_t line, uint32_t column) const {
  if (line == 0 || line > lines_.size()) return "";
  const uint32_t first = line > kLinesAround ? line - kLinesAround : 1;
  const uint64_t last = uint64_t{line} + kLinesAround;
  const size_t digits = absl::StrCat(last).size();
  std::string frame;
  for (uint64_t number = first; number <= std::min<uint64_t>(last, lines_.size()); ++number) {
    const bool here = number == line;
    const std::string label = absl::StrCat(number);
    const Window window = Cut(lines_[number - 1], here ? std::max(column, 1u) : 0);
    absl::StrAppend(&frame, here ? "> " : "  ", std::string(digits - label.size(), ' '), label, " | ", window.text, "\n");
    if (here) absl::StrAppend(&frame, "  ", std::string(digits, ' '), " | ", std::string(window.caret, ' '), "^\n");
  }
  return frame;
}

}  // namespace isobridge::bridge
