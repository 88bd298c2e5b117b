#include "bridge/schema/fault_text.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/schema/compiled_schema.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxPreviewBytes = 60;
constexpr size_t kMaxNameBytes = 100;
constexpr size_t kMaxPathBytes = 300;
constexpr size_t kMostValues = 12;

bool IsPlain(std::string_view name) {
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$';
  });
}

std::string Step(const ValuePath& path) {
  if (path.is_index) return absl::StrCat("[", path.index, "]");
  const std::string_view start = path.name.substr(0, kMaxNameBytes);
  return IsPlain(start) ? absl::StrCat(".", Cut(path.name, kMaxNameBytes)) : absl::StrCat("[", QuotedStart(path.name), "]");
}

// Stops soon after `max_bytes`.
void Write(const SortedJson& value, size_t max_bytes, std::string* text) {
  if (text->size() > max_bytes) return;
  if (value.is_string() || value.is_bignum()) {
    const std::string start = Cut(value.as_string_view(), max_bytes);
    absl::StrAppend(text, value.is_bignum() ? start : Quoted(start));
  } else if (value.is_object()) {
    text->push_back('{');
    for (const auto& member : value.object_range()) {
      if (text->size() > max_bytes) return;
      absl::StrAppend(text, text->back() == '{' ? "" : ",", Quoted(Cut(member.key(), max_bytes)), ":");
      Write(member.value(), max_bytes, text);
    }
    text->push_back('}');
  } else if (value.is_array()) {
    text->push_back('[');
    for (const SortedJson& item : value.array_range()) {
      if (text->size() > max_bytes) return;
      if (text->back() != '[') text->push_back(',');
      Write(item, max_bytes, text);
    }
    text->push_back(']');
  } else {
    absl::StrAppend(text, TextOf(value));
  }
}

std::string Start(const SortedJson& value) {
  std::string text;
  Write(value, kMaxPreviewBytes, &text);
  return Cut(text, kMaxPreviewBytes);
}

}  // namespace

std::string PathText(const ValuePath* path, const ValuePath* from) {
  std::vector<const ValuePath*> steps;
  for (; path != nullptr && path != from; path = path->outer) steps.push_back(path);
  std::string text;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    text += Step(**step);
    if (text.size() > kMaxPathBytes) return Cut(text, kMaxPathBytes);
  }
  return text;
}

std::string TypeNames(uint8_t types) {
  std::vector<std::string_view> names;
  constexpr std::pair<uint8_t, std::string_view> kNames[] = {
      {kNullType, "null"},     {kBooleanType, "boolean"}, {kIntegerType, "integer"}, {kNumberType, "number"},
      {kStringType, "string"}, {kArrayType, "array"},     {kObjectType, "object"}};
  for (const auto& [bit, name] : kNames) {
    if ((types & bit) != 0) names.push_back(name);
  }
  return absl::StrJoin(names, " or ");
}

std::string QuotedStart(std::string_view text) { return Quoted(Cut(text, kMaxPreviewBytes)); }

std::string Preview(const SortedJson& value) {
  if (value.is_object()) return value.empty() ? "{}" : "an object";
  if (value.is_array()) return value.empty() ? "[]" : absl::StrCat("an array of ", value.size());
  // Not by Start, which would cut the quote off.
  if (value.is_string() && !value.is_bignum()) return QuotedStart(value.as_string_view());
  return Start(value);
}

std::string Described(const SortedJson& value) {
  if (value.is_object() || value.is_array() || value.is_null()) return Preview(value);
  return absl::StrCat(value.is_bool() ? "boolean " : value.is_number() ? "number " : "string ", Preview(value));
}

std::string NumberText(double number) {
  const std::string text = TextOf(SortedJson(number));
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string ValueList(const std::vector<SortedJson>& values) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < std::min(values.size(), kMostValues); ++i) texts.push_back(Start(values[i]));
  if (values.size() == 1) return texts.front();
  return absl::StrCat("one of ", absl::StrJoin(texts, ", "),
                      values.size() > kMostValues ? absl::StrCat(" and ", values.size() - kMostValues, " more") : "");
}

}  // namespace isobridge::bridge
