#include "isolate/worker/name_position.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace isobridge::isolate {
namespace {

constexpr size_t kSearchedBytes = 64u << 10;

bool IsNamePart(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || byte >= 0x80;
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// UTF-16 code units of the character that begins with this byte of UTF-8; 0 for a byte inside one.
uint32_t CodeUnits(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if ((byte & 0xc0) == 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

size_t OffsetOf(std::string_view code, CodePosition position) {
  size_t at = 0;
  for (uint32_t line = 1; line < position.line; ++line) {
    const size_t end = code.find('\n', at);
    if (end == std::string_view::npos) return code.size();
    at = end + 1;
  }
  for (uint32_t column = 1; at < code.size() && (column < position.column || CodeUnits(code[at]) == 0); ++at) {
    column += CodeUnits(code[at]);
  }
  return at;
}

CodePosition PositionOf(std::string_view code, size_t offset) {
  CodePosition position = {.line = 1, .column = 1};
  for (const char c : code.substr(0, offset)) {
    position.column = c == '\n' ? 1 : position.column + CodeUnits(c);
    position.line += c == '\n' ? 1 : 0;
  }
  return position;
}

// Goes from token to token; only names and what stands beside them matter.
class Tokens {
 public:
  Tokens(std::string_view code, size_t at) : code_(code), at_(at) {}

  // The next token: a name or number, a text, or one character. Empty at the end.
  std::string_view Next() {
    SkipBlanks();
    const size_t start = at_;
    if (at_ == code_.size()) return {};
    const char c = code_[at_++];
    if (IsNamePart(c)) {
      while (at_ < code_.size() && IsNamePart(code_[at_])) ++at_;
    } else if (c == '"' || c == '\'') {
      SkipTo(c);
    } else if (c == '`' || (c == '}' && !templates_.empty() && templates_.back() == 0)) {
      if (c == '}') templates_.pop_back();
      SkipTemplateText();
    } else if (c == '/' && !after_value_) {
      SkipRegExp();
    } else if (c == '{' && !templates_.empty()) {
      ++templates_.back();
    } else if (c == '}' && !templates_.empty()) {
      --templates_.back();
    }
    const std::string_view token = code_.substr(start, at_ - start);
    after_value_ = EndsValue(token);
    return token;
  }

 private:
  // Whether a slash behind this divides.
  static bool EndsValue(std::string_view token) {
    for (const std::string_view word :
         {"return", "await", "typeof", "case", "in", "of", "yield", "void", "delete", "throw", "else"}) {
      if (token == word) return false;
    }
    return IsNamePart(token.back()) || token == ")" || token == "]" || token.back() == '"' || token.back() == '\'' ||
           token.back() == '`';
  }

  void SkipBlanks() {
    while (at_ < code_.size()) {
      const std::string_view rest = code_.substr(at_);
      if (IsSpace(rest.front())) {
        ++at_;
      } else if (rest.starts_with("//")) {
        at_ = std::min(code_.find('\n', at_), code_.size());
      } else if (rest.starts_with("/*")) {
        const size_t end = code_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? code_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  // Behind the next `end` that no backslash precedes.
  void SkipTo(char end) {
    while (at_ < code_.size() && code_[at_] != end) at_ += code_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, code_.size());
  }

  // Up to the template's end or into its next substitution, which is a list of tokens again.
  void SkipTemplateText() {
    for (; at_ < code_.size() && code_[at_] != '`'; ++at_) {
      if (code_[at_] == '\\') {
        ++at_;
      } else if (code_.substr(at_).starts_with("${")) {
        at_ += 2;
        templates_.push_back(0);
        return;
      }
    }
    at_ = std::min(at_ + 1, code_.size());
  }

  void SkipRegExp() {
    bool in_class = false;
    for (; at_ < code_.size() && code_[at_] != '\n' && (in_class || code_[at_] != '/'); ++at_) {
      if (code_[at_] == '\\')
        ++at_;
      else if (code_[at_] == '[')
        in_class = true;
      else if (code_[at_] == ']')
        in_class = false;
    }
    at_ = std::min(at_ + 1, code_.size());
    while (at_ < code_.size() && IsNamePart(code_[at_])) ++at_;
  }

  const std::string_view code_;
  size_t at_;
  bool after_value_ = false;
  // For each substitution that the place is in: the braces open in it.
  std::vector<size_t> templates_;
};

// `missing = 1`: V8's place is the operator.
std::optional<size_t> AssignedName(std::string_view code, size_t at, std::string_view name) {
  if (at >= code.size() || std::string_view("=+-*/%&|^<>?").find(code[at]) == std::string_view::npos) return std::nullopt;
  std::string_view before = code.substr(0, at);
  while (!before.empty() && IsSpace(before.back())) before.remove_suffix(1);
  if (!before.ends_with(name)) return std::nullopt;
  before.remove_suffix(name.size());
  if (!before.empty() && (IsNamePart(before.back()) || before.back() == '.')) return std::nullopt;
  return before.size();
}

// The program's own `new ReferenceError("x is not defined")`.
bool MakesError(std::string_view code) {
  Tokens tokens(code, 0);
  const std::string_view first = tokens.Next();
  return first == "ReferenceError" || (first == "new" && tokens.Next() == "ReferenceError");
}

std::optional<size_t> UsedName(std::string_view code, size_t at, std::string_view name) {
  const std::string_view searched = code.substr(0, std::min(code.size(), at + kSearchedBytes));
  Tokens tokens(searched, at);
  std::string_view before_last;
  std::string_view before;
  std::string_view token = tokens.Next();
  while (!token.empty()) {
    const std::string_view next = tokens.Next();
    const bool is_property = before == "." && before_last != ".";
    const bool is_key = next == ":" && (before == "{" || before == ",");
    if (token == name && !is_property && !is_key) return static_cast<size_t>(token.data() - code.data());
    before_last = before;
    before = token;
    token = next;
  }
  return std::nullopt;
}

}  // namespace

std::optional<CodePosition> NamePosition(std::string_view code, CodePosition near, std::string_view name) {
  if (near.line == 0 || near.column == 0 || name.empty()) return std::nullopt;
  const size_t at = OffsetOf(code, near);
  if (MakesError(code.substr(at, kSearchedBytes))) return std::nullopt;
  std::optional<size_t> found = AssignedName(code, at, name);
  if (!found.has_value()) found = UsedName(code, at, name);
  if (!found.has_value()) return std::nullopt;
  return PositionOf(code, *found);
}

}  // namespace isobridge::isolate
