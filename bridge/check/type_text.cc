#include "bridge/check/type_text.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "bridge/check/word_character.h"

namespace isobridge::bridge {
namespace {

constexpr std::string_view kSuggestions[] = {"Did you mean to write '", "Did you mean '", "Did you mean the static member '",
                                             "Did you mean the instance member '"};
constexpr std::string_view kClosed[] = {"string",
                                        "number",
                                        "boolean",
                                        "bigint",
                                        "symbol",
                                        "void",
                                        "undefined",
                                        "null",
                                        "String",
                                        "Number",
                                        "Boolean",
                                        "Date",
                                        "RegExp",
                                        "Math",
                                        "JSON",
                                        "Console",
                                        "Crypto",
                                        "URL",
                                        "Symbol",
                                        "SubtleCrypto",
                                        "BigInt",
                                        "Intl",
                                        "Reflect",
                                        "Performance",
                                        "true",
                                        "false",
                                        "URLSearchParams",
                                        "ObjectConstructor",
                                        "ArrayConstructor",
                                        "PromiseConstructor",
                                        "DateConstructor",
                                        "NumberConstructor",
                                        "StringConstructor"};
constexpr std::string_view kClosedGenerics[] = {"Map<",   "Set<",           "ReadonlyMap<", "ReadonlySet<",
                                                "Array<", "ReadonlyArray<", "Iterator<"};

// Whether a quote at `i` ends what was quoted: a type ends where the message goes on.
bool EndsQuote(std::string_view message, size_t i) {
  const std::string_view rest = message.substr(i + 1);
  return rest.empty() || rest.front() == ' ' || rest.front() == '.' || rest.front() == ',' || rest.front() == '?' ||
         rest.front() == ':' || rest.front() == ')' || rest.front() == ';';
}

// Reads objects inside of each other.
class ObjectScanner {
 public:
  explicit ObjectScanner(std::string_view text) : text_(text) {}

  std::vector<ObjectKeys> Scan() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'' || c == '`') {
        ReadString(c);
      } else if (IsWordCharacter(c)) {
        ReadWord();
      } else {
        ReadMark(c);
        ++at_;
      }
    }
    return std::move(found_);
  }

 private:
  struct Object {
    size_t begin;
    std::vector<std::string_view> keys;
    // Of other brackets inside.
    int depth = 0;
    bool key_may_follow = true;
  };

  void ReadMark(char c) {
    if (c == '{') {
      open_.push_back({.begin = at_, .keys = {}});
      return;
    }
    if (open_.empty()) return;
    Object& object = open_.back();
    if (c == '}') {
      Close();
    } else if (c == '(' || c == '[' || c == '<') {
      ++object.depth;
    } else if (c == ')' || c == ']' || (c == '>' && text_[at_ - 1] != '=')) {
      --object.depth;
    } else if (c == ';' || c == ',' || c == '\n') {
      object.key_may_follow = object.depth <= 0;
    } else if (!absl::ascii_isspace(static_cast<unsigned char>(c))) {
      object.key_may_follow = false;
    }
  }

  void Close() {
    Object object = std::move(open_.back());
    open_.pop_back();
    if (!open_.empty()) open_.back().key_may_follow = false;
    if (object.keys.empty()) return;
    std::ranges::sort(object.keys);
    found_.push_back({.begin = object.begin, .keys = absl::StrJoin(object.keys, ",")});
  }

  void ReadString(char quote) {
    const size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    Take(text_.substr(begin, at_ - begin));
    at_ = std::min(at_ + 1, text_.size());
  }

  void ReadWord() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsWordCharacter(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word != "readonly") Take(word);
  }

  // A key if a colon, or a question mark and a colon, stands behind it.
  void Take(std::string_view name) {
    if (open_.empty() || !std::exchange(open_.back().key_may_follow, false)) return;
    std::string_view rest =
        text_.substr(std::min(at_ + (at_ < text_.size() && !IsWordCharacter(text_[at_]) && IsQuote(text_[at_])), text_.size()));
    rest = absl::StripLeadingAsciiWhitespace(rest);
    absl::ConsumePrefix(&rest, "?");
    if (absl::StartsWith(rest, ":")) open_.back().keys.push_back(name);
  }

  static bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

  const std::string_view text_;
  size_t at_ = 0;
  std::vector<Object> open_;
  std::vector<ObjectKeys> found_;
};

enum class Kind { kString, kNumber, kBoolean, kArray, kObject };

bool IsStringLiteral(std::string_view type) { return type.size() >= 2 && type.front() == '"' && type.back() == '"'; }
bool IsNumberLiteral(std::string_view type) {
  double value;
  return !type.empty() && (absl::ascii_isdigit(static_cast<unsigned char>(type.front())) || type.front() == '-') &&
         absl::SimpleAtod(type, &value);
}
bool IsLiteral(std::string_view type) {
  return IsStringLiteral(type) || IsNumberLiteral(type) || type == "true" || type == "false";
}

std::optional<Kind> KindOf(std::string_view type) {
  if (type == "string" || IsStringLiteral(type)) return Kind::kString;
  if (type == "number" || IsNumberLiteral(type)) return Kind::kNumber;
  if (type == "boolean" || type == "true" || type == "false") return Kind::kBoolean;
  if (absl::EndsWith(type, "[]") || absl::StartsWith(type, "[")) return Kind::kArray;
  if (IsObjectLiteral(type)) return Kind::kObject;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> QuotedIn(std::string_view message) {
  std::vector<std::string> quoted;
  for (size_t i = 0; i < message.size(); ++i) {
    if (message[i] != '\'' || (i > 0 && message[i - 1] != ' ' && message[i - 1] != '(')) continue;
    size_t end = i + 1;
    int depth = 0;
    for (; end < message.size(); ++end) {
      const char c = message[end];
      if (c == '{' || c == '(' || c == '[') ++depth;
      if (c == '}' || c == ')' || c == ']') --depth;
      if (c == '\'' && depth <= 0 && EndsQuote(message, end)) break;
    }
    quoted.emplace_back(message.substr(i + 1, end - i - 1));
    i = end;
  }
  return quoted;
}

std::string SuggestionIn(std::string_view message) {
  for (const std::string_view opening : kSuggestions) {
    const size_t at = message.find(opening);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = message.substr(at + opening.size());
    return std::string(rest.substr(0, rest.find('\'')));
  }
  return "";
}

std::vector<ObjectKeys> ObjectsIn(std::string_view text) { return ObjectScanner(text).Scan(); }

std::string KeysOf(std::string_view object_type) {
  if (!IsObjectLiteral(object_type)) return "";
  // The outermost closes last.
  std::vector<ObjectKeys> objects = ObjectsIn(object_type);
  return objects.empty() || objects.back().begin != 0 ? "" : std::move(objects.back().keys);
}

std::vector<std::string_view> UnionMembers(std::string_view type) {
  std::vector<std::string_view> members;
  int depth = 0;
  bool in_string = false;
  size_t begin = 0;
  for (size_t i = 0; i < type.size(); ++i) {
    const char c = type[i];
    if (c == '"' && (i == 0 || type[i - 1] != '\\')) in_string = !in_string;
    if (in_string) continue;
    if (c == '{' || c == '(' || c == '[' || c == '<') ++depth;
    if (c == '}' || c == ')' || c == ']' || (c == '>' && i > 0 && type[i - 1] != '=')) --depth;
    if (depth == 0 && c == '|' && i > 0 && type[i - 1] == ' ') {
      members.push_back(absl::StripAsciiWhitespace(type.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  members.push_back(absl::StripAsciiWhitespace(type.substr(begin)));
  return members;
}

bool IsPromise(std::string_view type) { return absl::StartsWith(type, "Promise<") && UnionMembers(type).size() == 1; }

bool IsObjectLiteral(std::string_view type) {
  return absl::StartsWith(type, "{ ") && absl::EndsWith(type, " }") && UnionMembers(type).size() == 1;
}

bool IsClosedGlobal(std::string_view type) {
  if (std::ranges::find(kClosed, type) != std::end(kClosed) || IsStringLiteral(type) || IsNumberLiteral(type)) return true;
  if (UnionMembers(type).size() != 1) return false;
  if (absl::EndsWith(type, "[]")) return true;
  return std::ranges::any_of(kClosedGenerics, [&](std::string_view generic) { return absl::StartsWith(type, generic); });
}

bool NeverFits(std::string_view source, std::string_view target) {
  const std::vector<std::string_view> sources = UnionMembers(source);
  const std::vector<std::string_view> targets = UnionMembers(target);
  std::set<Kind> wanted;
  for (const std::string_view one : targets) {
    if (one == "null" || one == "undefined") continue;
    const std::optional<Kind> kind = KindOf(one);
    if (!kind.has_value()) return false;
    wanted.insert(*kind);
  }
  for (const std::string_view one : sources) {
    const std::optional<Kind> kind = KindOf(one);
    if (!kind.has_value()) return false;
    if (!wanted.contains(*kind)) continue;
    // Of the same kind: a literal that is none of the literals.
    const bool literals = IsLiteral(one) && std::ranges::all_of(targets, [](std::string_view member) {
                            return IsLiteral(member) || member == "null" || member == "undefined";
                          });
    if (!literals || std::ranges::find(targets, one) != targets.end()) return false;
  }
  return true;
}

}  // namespace isobridge::bridge
