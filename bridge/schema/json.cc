#include "bridge/schema/json.h"

#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bridge/json_text.h"

namespace isobridge::bridge {
namespace {

bool IsHighSurrogate(std::string_view digits) {
  return (digits[0] | 0x20) == 'd' &&
         (digits[1] == '8' || digits[1] == '9' || (digits[1] | 0x20) == 'a' || (digits[1] | 0x20) == 'b');
}

bool IsLowSurrogate(std::string_view digits) {
  return (digits[0] | 0x20) == 'd' && ((digits[1] | 0x20) >= 'c' && (digits[1] | 0x20) <= 'f');
}

// `text` is JSON.
std::string WithoutLoneSurrogates(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    result.push_back(text[i]);
    if (text[i] != '\\') continue;
    ++i;
    result.push_back(text[i]);
    if (text[i] != 'u') continue;
    const std::string_view digits = text.substr(i + 1, 4);
    const bool pair = IsHighSurrogate(digits) && text.substr(i + 5, 2) == "\\u" && IsLowSurrogate(text.substr(i + 7, 4));
    if (pair) {
      result.append(text.substr(i + 1, 10));
      i += 10;
    } else {
      result.append(IsHighSurrogate(digits) || IsLowSurrogate(digits) ? "fffd" : digits);
      i += 4;
    }
  }
  return result;
}

template <typename Json>
bool Decode(std::string_view text, Json* json) {
  jsoncons::json_decoder<Json> decoder;
  jsoncons::json_string_reader reader(text, decoder,
                                      jsoncons::json_options().allow_comments(false).max_nesting_depth(kMaxJsonDepth));
  std::error_code error;
  reader.read(error);
  if (!error) reader.check_done(error);
  if (error || !decoder.is_valid()) return false;
  *json = decoder.get_result();
  return true;
}

template <typename Json>
absl::StatusOr<Json> Parse(std::string_view text, uint32_t max_depth) {
  if (absl::Status status = CheckJson(text, max_depth).status(); !status.ok()) return status;
  Json json;
  // A text that CheckJson accepts and the decoder does not has lone surrogates.
  if (Decode(text, &json) || Decode(WithoutLoneSurrogates(text), &json)) return json;
  return absl::InvalidArgumentError("it can't be read");
}

template <typename Json>
std::string Text(const Json& json) {
  std::string text;
  json.dump(text);
  return text;
}

}  // namespace

absl::StatusOr<OrderedJson> ParseOrdered(std::string_view text, uint32_t max_depth) {
  return Parse<OrderedJson>(text, max_depth);
}

absl::StatusOr<SortedJson> ParseSorted(std::string_view text, uint32_t max_depth) { return Parse<SortedJson>(text, max_depth); }

SortedJson Sorted(const OrderedJson& json) {
  SortedJson sorted;
  Decode(TextOf(json), &sorted);
  return sorted;
}

std::string TextOf(const OrderedJson& json) { return Text(json); }

std::string TextOf(const SortedJson& json) { return Text(json); }

const OrderedJson* Member(const OrderedJson& json, std::string_view name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.object_range().end() ? nullptr : &found->value();
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
      quoted.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      absl::StrAppendFormat(&quoted, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      quoted.push_back(c);
    }
  }
  quoted.push_back('"');
  return quoted;
}

std::string Cut(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "…");
}

}  // namespace isobridge::bridge
