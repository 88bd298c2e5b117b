#include "bridge/check/program_places.h"

#include <algorithm>

#include "simdutf.h"

namespace isobridge::bridge {
namespace {

// Of a token, what is compared.
constexpr size_t kMostCompared = 64;
// Of the lines that a line became: what stands in later ones counts as erased.
constexpr size_t kMostParts = 64;

// `utf8` is valid.
std::u16string ToUtf16(std::string_view utf8) {
  std::u16string text(simdutf::utf16_length_from_utf8(utf8.data(), utf8.size()), u'\0');
  text.resize(simdutf::convert_utf8_to_utf16(utf8.data(), utf8.size(), text.data()));
  return text;
}

// As V8 counts them.
std::vector<size_t> LineStarts(std::u16string_view text) {
  std::vector<size_t> starts = {0};
  for (size_t i = 0; i < text.size(); ++i) {
    const char16_t c = text[i];
    const bool breaks =
        c == u'\n' || (c == u'\r' && (i + 1 == text.size() || text[i + 1] != u'\n')) || c == u'\u2028' || c == u'\u2029';
    if (breaks) starts.push_back(i + 1);
  }
  return starts;
}

}  // namespace

ProgramPlaces::ProgramPlaces(std::string_view source, const CompiledProgram& program)
    : text_(ToUtf16(source)), lines_(LineStarts(text_)), code_(ToUtf16(program.code)), code_lines_(LineStarts(code_)) {
  size_t inserted = 0;
  for (size_t line = 0; line < code_lines_.size(); ++line) {
    // inserted_breaks counts lines from 1: those that end in a break which the source doesn't have.
    while (inserted < program.inserted_breaks.size() && program.inserted_breaks[inserted] <= line) ++inserted;
    source_lines_.push_back(line - inserted);
  }
}

isobridge::v1::Location ProgramPlaces::At(size_t position) const {
  const auto behind = std::ranges::upper_bound(lines_, position);
  isobridge::v1::Location location;
  location.set_line(static_cast<uint32_t>(behind - lines_.begin()));
  location.set_column(static_cast<uint32_t>(position - *std::prev(behind) + 1));
  return location;
}

bool ProgramPlaces::IsErased(size_t start, size_t end) const {
  const isobridge::v1::Location place = At(start);
  const size_t line_end = place.line() < lines_.size() ? lines_[place.line()] - 1 : text_.size();
  const size_t compared = std::min({end - start, kMostCompared, line_end - std::min(start, line_end)});
  const std::u16string_view token = std::u16string_view(text_).substr(start, compared);
  auto line = std::ranges::lower_bound(source_lines_, place.line() - 1);
  for (size_t parts = 0; line != source_lines_.end() && *line == place.line() - 1; ++line) {
    if (++parts > kMostParts) break;
    const size_t at = code_lines_[line - source_lines_.begin()] + place.column() - 1;
    if (at <= code_.size() && std::u16string_view(code_).substr(at, token.size()) == token) return false;
  }
  return true;
}

std::string ProgramPlaces::Text(size_t start, size_t end) const {
  const std::u16string_view part = std::u16string_view(text_).substr(start, end - start);
  std::string text(simdutf::utf8_length_from_utf16(part.data(), part.size()), '\0');
  text.resize(simdutf::convert_utf16_to_utf8(part.data(), part.size(), text.data()));
  return text;
}

}  // namespace isobridge::bridge
