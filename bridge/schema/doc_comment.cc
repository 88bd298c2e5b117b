#include "bridge/schema/doc_comment.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxProseBytes = 2000;
constexpr size_t kMaxValueBytes = 200;
constexpr size_t kMaxSentenceBytes = 120;
constexpr int kMostExamples = 3;

// Keywords whose values stand as they are.
constexpr std::string_view kLimits[] = {"format",   "pattern",          "minLength",        "maxLength",  "minimum",
                                        "maximum",  "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems",
                                        "maxItems", "minProperties",    "maxProperties"};
constexpr std::string_view kFlags[] = {"deprecated", "readOnly", "writeOnly", "uniqueItems"};

std::string Shown(const OrderedJson& value) {
  return Cut(value.is_string() ? value.as<std::string>() : TextOf(value), kMaxValueBytes);
}

void AddTag(std::string_view tag, std::string_view text, std::string* prose) {
  absl::StrAppend(prose, prose->empty() ? "" : "\n", "@", tag, text.empty() ? "" : " ", text);
}

// A line of a comment.
std::string Line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    line.push_back(control ? ' ' : c);
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return absl::StrReplaceAll(line, {{"*/", "*\\/"}});
}

}  // namespace

std::string DocComment(std::string_view text, std::string_view indent) {
  std::vector<std::string> lines;
  for (const std::string_view part : absl::StrSplit(absl::StripAsciiWhitespace(text), absl::ByAnyChar("\n\r")))
    lines.push_back(Line(part));
  if (lines.size() == 1) return lines.front().empty() ? "" : absl::StrCat(indent, "/** ", lines.front(), " */\n");
  std::string comment = absl::StrCat(indent, "/**\n");
  for (const std::string& line : lines) absl::StrAppend(&comment, indent, line.empty() ? " *" : " * ", line, "\n");
  return absl::StrCat(comment, indent, " */\n");
}

std::string Prose(const OrderedJson& schema) {
  std::string prose;
  const OrderedJson* description = Member(schema, "description");
  if (description == nullptr) description = Member(schema, "title");
  if (description != nullptr && description->is_string())
    prose = Cut(absl::StripAsciiWhitespace(description->as<std::string>()), kMaxProseBytes);
  for (const std::string_view flag : kFlags) {
    const OrderedJson* value = Member(schema, flag);
    if (value != nullptr && value->is_bool() && value->as<bool>()) AddTag(flag, "", &prose);
  }
  if (const OrderedJson* value = Member(schema, "default")) AddTag("default", Cut(TextOf(*value), kMaxValueBytes), &prose);
  for (const std::string_view limit : kLimits) {
    const OrderedJson* value = Member(schema, limit);
    if (value != nullptr && (value->is_string() || value->is_number())) AddTag(limit, Shown(*value), &prose);
  }
  const OrderedJson* examples = Member(schema, "examples");
  if (examples == nullptr || !examples->is_array()) return prose;
  int shown = 0;
  for (const OrderedJson& example : examples->array_range()) {
    if (shown++ < kMostExamples) AddTag("example", Cut(TextOf(example), kMaxValueBytes), &prose);
  }
  return prose;
}

std::string FirstSentence(std::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  text = text.substr(0, text.find_first_of("\n\r"));
  if (const size_t stop = text.find(". "); stop != std::string_view::npos) text = text.substr(0, stop + 1);
  return Cut(text, kMaxSentenceBytes);
}

}  // namespace isobridge::bridge
