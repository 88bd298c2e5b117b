#include "clients/cli/printable.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace isobridge::cli {
namespace {

constexpr uint32_t kReplacement = 0xFFFD;

struct CodePoint {
  uint32_t value;
  size_t bytes;
};

bool IsContinuation(char byte) { return (static_cast<uint8_t>(byte) & 0xC0) == 0x80; }

// The first code point of `text`, which is not empty. A byte that starts none is kReplacement, alone.
CodePoint Decode(std::string_view text) {
  const uint8_t lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const size_t bytes = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
  if (bytes == 0 || bytes > text.size()) return {kReplacement, 1};
  uint32_t value = lead & (0xFF >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    if (!IsContinuation(text[i])) return {kReplacement, 1};
    value = value << 6 | (static_cast<uint8_t>(text[i]) & 0x3F);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (value < kSmallest[bytes] || value > 0x10FFFF || surrogate) return {kReplacement, 1};
  return {value, bytes};
}

bool IsControl(uint32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }

bool IsDirectionMark(uint32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Wide scripts and emoji take two columns; what is unsure counts as two, so that a line is never longer than thought.
size_t Columns(uint32_t c) { return c == '\t' ? 8 : c >= 0x1100 && !(c >= 0x2000 && c < 0x2600) ? 2 : 1; }

}  // namespace

std::string Printable(std::string_view text, LineBreaks line_breaks) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    const bool kept = c.value == '\t' || (c.value == '\n' && line_breaks == LineBreaks::kKept);
    if (c.value == kReplacement) {
      out += "\uFFFD";
    } else if (!kept && (IsControl(c.value) || IsDirectionMark(c.value))) {
      absl::StrAppendFormat(&out, "\\u%04x", c.value);
    } else {
      out += text.substr(0, c.bytes);
    }
    // U+FFFD itself decodes to the replacement too, and is three bytes long.
    text.remove_prefix(c.bytes);
  }
  return out;
}

size_t DisplayWidth(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    columns += Columns(c.value);
    text.remove_prefix(c.bytes);
  }
  return columns;
}

std::string CutToWidth(std::string_view text, size_t columns) {
  if (DisplayWidth(text) <= columns) return std::string(text);
  size_t used = 0;
  size_t bytes = 0;
  while (bytes < text.size()) {
    const CodePoint c = Decode(text.substr(bytes));
    if (used + Columns(c.value) + 1 > columns) break;
    used += Columns(c.value);
    bytes += c.bytes;
  }
  return std::string(text.substr(0, bytes)) + "…";
}

}  // namespace isobridge::cli
