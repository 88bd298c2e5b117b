#include "bridge/attachment_places.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "bridge/json_text.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxShownBytes = 200;
constexpr std::string_view kEmptyText = "an empty string";

// Where an attachment is to go.
struct Goal {
  int index = 0;
  std::vector<std::string> keys;
  // What stands there; empty: nothing.
  std::string_view found;
};

// In the order of their keys, so that those which begin alike are together.
using Goals = std::span<Goal>;

std::vector<std::string> KeysOf(std::string_view path) {
  std::vector<std::string> keys;
  if (path.empty()) return keys;
  for (const std::string_view key : absl::StrSplit(path.substr(1), '/')) {
    keys.push_back(absl::StrReplaceAll(key, {{"~1", "/"}, {"~0", "~"}}));
  }
  return keys;
}

// The index as JavaScript writes it.
std::optional<uint64_t> IndexOf(std::string_view key) {
  uint64_t index = 0;
  if (!absl::SimpleAtoi(key, &index) || absl::StrCat(index) != key) return std::nullopt;
  return index;
}

void AppendUtf8(uint32_t point, std::string* text) {
  if (point < 0x80) {
    text->push_back(static_cast<char>(point));
    return;
  }
  const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  constexpr uint8_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  text->push_back(static_cast<char>(kLead[more] | (point >> (6 * more))));
  for (int i = more - 1; i >= 0; --i) text->push_back(static_cast<char>(0x80 | ((point >> (6 * i)) & 0x3F)));
}

// The UTF-16 unit of an escape, whose four digits are the first of `text`.
uint32_t UnitOf(std::string_view text) {
  uint32_t unit = 0;
  (void)absl::SimpleHexAtoi(text.substr(0, 4), &unit);
  return unit;
}

// What a JSON string without its quotes says. Lone surrogates become what is no UTF-8, and so no key of a path.
std::string Unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const size_t escape = std::min(text.find('\\'), text.size());
    plain.append(text.substr(0, escape));
    text.remove_prefix(escape);
    if (text.empty()) break;
    const char letter = text[1];
    text.remove_prefix(2);
    constexpr std::string_view kLetters = "bfnrt";
    constexpr std::string_view kMeanings = "\b\f\n\r\t";
    if (letter != 'u') {
      const size_t at = kLetters.find(letter);
      plain.push_back(at == std::string_view::npos ? letter : kMeanings[at]);
      continue;
    }
    uint32_t point = UnitOf(text);
    text.remove_prefix(4);
    const uint32_t low = text.starts_with("\\u") ? UnitOf(text.substr(2)) : 0;
    if (point >= 0xD800 && point < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
      text.remove_prefix(6);
    }
    AppendUtf8(point, &plain);
  }
  return plain;
}

bool IsStructural(char c) { return c == '"' || c == '{' || c == '}' || c == '[' || c == ']' || c == ','; }

// One pass over one text that is known to be JSON.
class PlaceScan {
 public:
  explicit PlaceScan(std::string_view json) : rest_(json) {}

  // A value that all of `goals` lead to, or into, by their first `depth` keys. No deeper than the text nests.
  void Value(Goals goals, size_t depth) {
    SkipSpace();
    const std::string_view kind = KindHere();
    for (Goal& goal : goals) goal.found = goal.keys.size() == depth ? kind : "";
    const auto inside = std::ranges::partition_point(goals, [depth](const Goal& goal) { return goal.keys.size() == depth; });
    goals = Goals(inside, goals.end());
    if (goals.empty()) return Skip();
    if (rest_.front() == '{') return Object(goals, depth);
    if (rest_.front() == '[') return Array(goals, depth);
    Skip();
  }

 private:
  void Object(Goals goals, size_t depth) {
    Take();
    while (Next() != '}') {
      const std::string_view raw = String();
      Next();
      const std::string key = raw.find('\\') == std::string_view::npos ? std::string(raw) : Unescaped(raw);
      // Of members of one name the last counts: what was found in one before is found anew.
      const auto [first, last] =
          std::ranges::equal_range(goals, key, {}, [depth](const Goal& goal) -> const std::string& { return goal.keys[depth]; });
      Member(Goals(first, last), depth);
    }
    Take();
  }

  void Array(Goals goals, size_t depth) {
    struct Wanted {
      uint64_t index;
      Goals goals;
    };
    std::vector<Wanted> wanted;
    for (auto begin = goals.begin(); begin != goals.end();) {
      const auto end = std::find_if(begin, goals.end(), [&](const Goal& goal) { return goal.keys[depth] != begin->keys[depth]; });
      if (const std::optional<uint64_t> index = IndexOf(begin->keys[depth])) wanted.push_back({*index, Goals(begin, end)});
      begin = end;
    }
    std::ranges::sort(wanted, {}, &Wanted::index);
    auto next = wanted.begin();
    Take();
    for (uint64_t i = 0; Next() != ']'; ++i) {
      const bool here = next != wanted.end() && next->index == i;
      Member(here ? (next++)->goals : Goals(), depth);
    }
    Take();
  }

  void Member(Goals goals, size_t depth) {
    if (goals.empty()) {
      SkipSpace();
      return Skip();
    }
    Value(goals, depth + 1);
  }

  // What people call the value that begins here.
  std::string_view KindHere() const {
    switch (rest_.front()) {
      case '{':
        return "an object";
      case '[':
        return "an array";
      case '"':
        return rest_.starts_with("\"\"") ? kEmptyText : "a string that is not empty";
      case 't':
      case 'f':
        return "a boolean";
      case 'n':
        return "null";
      default:
        return "a number";
    }
  }

  // Behind spaces, commas and colons.
  char Next() {
    rest_.remove_prefix(rest_.find_first_not_of(" \n\r\t,:"));
    return rest_.front();
  }
  void SkipSpace() { rest_.remove_prefix(rest_.find_first_not_of(" \n\r\t")); }
  void Take() { rest_.remove_prefix(1); }

  // What is between the quotes.
  std::string_view String() {
    size_t end = 1;
    while (rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    const std::string_view inside = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return inside;
  }

  // The value that begins here.
  void Skip() {
    uint32_t depth = 0;
    do {
      const char c = rest_.front();
      if (c == '"') {
        String();
      } else if (c == '{' || c == '[') {
        ++depth;
        Take();
      } else if (c == '}' || c == ']') {
        --depth;
        Take();
      } else {
        do Take();
        while (!rest_.empty() && !IsStructural(rest_.front()));
      }
    } while (depth > 0);
  }

  std::string_view rest_;
};

std::string Problem(const std::string& path, std::string_view found) {
  return absl::StrCat("points to ", path.empty() ? "the whole value" : "", path.empty() ? "" : "\"",
                      absl::Utf8SafeCHexEscape(path.substr(0, kMaxShownBytes)), path.empty() ? "" : "\"", ", where ", found,
                      "; an attachment goes in the place of an empty string");
}

}  // namespace

std::optional<MisplacedAttachment> FindMisplaced(std::string_view json, const ClientAttachments& attachments) {
  std::vector<Goal> goals;
  for (int i = 0; i < attachments.size(); ++i) {
    const std::string& path = attachments[i].path();
    if (std::ranges::count(path, '/') > kMaxJsonDepth) return MisplacedAttachment{i, Problem(path, "there is nothing")};
    goals.push_back({.index = i, .keys = KeysOf(path), .found = ""});
  }
  std::ranges::sort(goals, {}, [](const Goal& goal) { return std::tie(goal.keys, goal.index); });
  if (!json.empty() && !goals.empty()) PlaceScan(json).Value(goals, 0);

  std::optional<MisplacedAttachment> first;
  const auto note = [&](int index, const std::string& problem) {
    if (!first.has_value() || index < first->index) first = {index, problem};
  };
  for (size_t i = 0; i < goals.size(); ++i) {
    const Goal& goal = goals[i];
    const std::string& path = attachments[goal.index].path();
    if (i > 0 && goals[i - 1].keys == goal.keys) {
      note(goal.index, Problem(path, absl::StrCat("attachment ", goals[i - 1].index, " goes")));
    } else if (goal.found != kEmptyText) {
      note(goal.index, Problem(path, absl::StrCat("there is ", goal.found.empty() ? "nothing" : goal.found)));
    }
  }
  return first;
}

}  // namespace isobridge::bridge
