#include "bridge/catalog/search_words.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace isobridge::bridge {
namespace {

// Longer ones are cut: nobody searches for them.
constexpr size_t kMostWordBytes = 40;

bool IsWordByte(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; }
bool IsUpper(char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); }

// Whether a new word begins at `i`, which is not the first byte of its run: in camelCase and after an acronym.
bool BeginsInside(std::string_view text, size_t i) {
  if (!IsUpper(text[i])) return false;
  const bool after_acronym = i + 1 < text.size() && absl::ascii_islower(static_cast<unsigned char>(text[i + 1]));
  return !IsUpper(text[i - 1]) || after_acronym;
}

// Of nouns, mostly; what it gets wrong it gets wrong in names and in queries alike.
void DropPlural(std::string* word) {
  if (word->size() <= 3 || !absl::EndsWith(*word, "s")) return;
  if (word->size() > 4 && absl::EndsWith(*word, "ies")) {
    word->replace(word->size() - 3, 3, "y");
  } else if (absl::EndsWith(*word, "sses") || absl::EndsWith(*word, "xes") || absl::EndsWith(*word, "ches") ||
             absl::EndsWith(*word, "shes")) {
    word->resize(word->size() - 2);
  } else if (!absl::EndsWith(*word, "ss") && !absl::EndsWith(*word, "us") && !absl::EndsWith(*word, "is")) {
    word->pop_back();
  }
}

}  // namespace

std::vector<std::string> SearchWords(std::string_view text, size_t most) {
  std::vector<std::string> words;
  size_t i = 0;
  while (words.size() < most) {
    while (i < text.size() && !IsWordByte(text[i])) ++i;
    if (i == text.size()) break;
    const size_t begin = i++;
    while (i < text.size() && IsWordByte(text[i]) && !BeginsInside(text, i)) ++i;
    std::string word = absl::AsciiStrToLower(text.substr(begin, std::min(i - begin, kMostWordBytes)));
    DropPlural(&word);
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace isobridge::bridge
