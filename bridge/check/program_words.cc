#include "bridge/check/program_words.h"

#include <algorithm>

#include "bridge/check/word_character.h"
#include "simdutf.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMostBlank = 1'000;
constexpr std::u16string_view kTypeKeywords[] = {u"interface", u"type", u"class", u"enum"};
constexpr std::u16string_view kWriters[] = {u"Object.assign", u"defineProperty", u"Reflect.set"};
constexpr std::u16string_view kAssignments[] = {u"+=",  u"-=",  u"*=", u"/=", u"%=", u"??=",
                                                u"||=", u"&&=", u"++", u"--", u"|=", u"&="};

bool IsBlank(char16_t c) {
  return c == u' ' || (c >= u'\t' && c <= u'\r') || c == u'\u00A0' || c == u'\u2028' || c == u'\u2029' || c == u'\uFEFF';
}

std::u16string ToUtf16(std::string_view utf8) {
  std::u16string text(simdutf::utf16_length_from_utf8(utf8.data(), utf8.size()), u'\0');
  text.resize(simdutf::convert_utf8_to_utf16(utf8.data(), utf8.size(), text.data()));
  return text;
}

}  // namespace

bool IsAssignedBehind(std::u16string_view text, size_t at) {
  const size_t last = std::min(text.size(), at + kMostBlank);
  while (at < last && IsBlank(text[at])) ++at;
  if (at == last) return at < text.size();
  const std::u16string_view rest = text.substr(at, 4);
  if (std::ranges::any_of(kAssignments, [&](std::u16string_view one) { return rest.starts_with(one); })) return true;
  return rest.starts_with(u"=") && !rest.starts_with(u"==") && !rest.starts_with(u"=>");
}

ProgramWords::ProgramWords(std::u16string_view text) {
  opened_.reserve(text.size() + 1);
  opened_.push_back(0);
  // The last word, if only white space is behind it; and the last character that is neither.
  std::u16string_view before;
  char16_t mark = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && IsWordCharacter(text[at]) && !IsBlank(text[at])) ++at;
    opened_.resize(at + 1, opened_.back());
    if (at > begin) {
      TakeWord(text, begin, at, before, mark);
      before = text.substr(begin, at - begin);
      mark = 0;
      continue;
    }
    const char16_t c = text[at++];
    opened_.push_back(opened_.back() + (c == u'(') - (c == u')'));
    if (IsBlank(c)) continue;
    before = {};
    mark = c;
    if (c == u']' && !adds_by_computed_name_) adds_by_computed_name_ = IsAssignedBehind(text, at);
  }
  for (const std::u16string_view writer : kWriters) adds_by_computed_name_ |= text.find(writer) != std::u16string_view::npos;
}

void ProgramWords::TakeWord(std::u16string_view text, size_t begin, size_t end, std::u16string_view before, char16_t mark) {
  const std::u16string_view word = text.substr(begin, end - begin);
  if (std::ranges::find(kTypeKeywords, before) != std::end(kTypeKeywords)) types_.insert(word);
  if (before == u"typeof") asked_for_.insert(word);
  if (mark == u'.' && IsAssignedBehind(text, end)) assigned_.insert(word);
}

bool ProgramWords::DeclaresType(std::string_view name) const { return types_.contains(ToUtf16(name)); }

bool ProgramWords::AsksFor(std::string_view name) const { return asked_for_.contains(ToUtf16(name)); }

bool ProgramWords::MayAdd(std::string_view property) const {
  return adds_by_computed_name_ || assigned_.contains(ToUtf16(property));
}

}  // namespace isobridge::bridge
