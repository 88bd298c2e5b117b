#include "bridge/tool_table.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/field_error.h"
#include "bridge/json_text.h"
#include "bridge/schema/schema_limits.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxNameBytes = 128;
constexpr std::string_view kExternal = "external_";
constexpr std::string_view kTools = "tools.";
constexpr std::string_view kCodemode = "codemode.";

bool IsRefusedWord(std::string_view word) {
  static const auto& words = *new std::unordered_set<std::string_view>{
      "__proto__", "constructor", "prototype", "then",
      // Reserved words of JavaScript, also those of strict and module code.
      "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum",
      "export", "extends", "false", "finally", "for", "function", "if", "implements", "import", "in", "instanceof", "interface",
      "let", "new", "null", "package", "private", "protected", "public", "return", "static", "super", "switch", "this", "throw",
      "true", "try", "typeof", "var", "void", "while", "with", "yield"};
  return words.contains(word);
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c == '-';
}

std::string Quoted(std::string_view name) {
  return absl::StrCat("\"", absl::Utf8SafeCHexEscape(name.substr(0, kMaxNameBytes)), "\"");
}

// One tool of the request.
struct Place {
  std::string_view field;
  int index;

  std::string Member(std::string_view name) const { return absl::StrCat(field, "[", index, "].", name); }
};

absl::Status BadName(const Place& place, std::string_view name, std::string_view what) {
  return FieldError(place.Member("name"), absl::StrCat(Quoted(name), " ", what));
}

absl::Status CheckSchema(const Place& place, std::string_view member, std::string_view schema) {
  if (schema.empty()) return absl::OkStatus();
  if (schema.size() > kMaxSchemaBytes) {
    return FieldError(place.Member(member), absl::StrCat("has ", schema.size(), " bytes; the limit is ", kMaxSchemaBytes));
  }
  if (const absl::Status status = CheckJson(schema, kMaxSchemaDepth).status(); !status.ok()) {
    return FieldError(place.Member(member), absl::StrCat("is not JSON that can be used: ", status.message()));
  }
  const char first = schema[schema.find_first_not_of(" \t\r\n")];
  if (first != '{' && first != 't' && first != 'f')
    return FieldError(place.Member(member), "is no JSON Schema: that is an object or a boolean");
  return absl::OkStatus();
}

// What is wrong with one segment, or nothing.
std::optional<std::string> SegmentFault(std::string_view segment) {
  if (segment.empty()) return "has an empty segment: it begins or ends with a dot, or has two in a row";
  if (segment.front() >= '0' && segment.front() <= '9')
    return absl::StrCat("has the segment ", Quoted(segment), ", which starts with a digit");
  const auto bad = std::find_if_not(segment.begin(), segment.end(), IsNameCharacter);
  if (bad != segment.end()) {
    return absl::StrCat("contains ", Quoted(std::string_view(&*bad, 1)),
                        "; allowed are letters A-Z and a-z, digits, _, $, - and dots between segments");
  }
  if (IsRefusedWord(segment))
    return absl::StrCat("has the segment ", Quoted(segment), ", which is a reserved word; choose another name");
  return std::nullopt;
}

// A checked name, mapped to what the program writes.
struct MappedName {
  // "github.get_issue"
  std::string dotted;
  // "github_get_issue"
  std::string flat;
};

MappedName Map(std::string_view name) {
  MappedName mapped{.dotted = std::string(name), .flat = {}};
  std::replace(mapped.dotted.begin(), mapped.dotted.end(), '-', '_');
  mapped.flat = mapped.dotted;
  std::replace(mapped.flat.begin(), mapped.flat.end(), '.', '_');
  return mapped;
}

absl::StatusOr<MappedName> CheckAndMap(const Place& place, std::string_view name) {
  if (name.empty()) return BadName(place, name, "is empty");
  if (name.size() > kMaxNameBytes)
    return BadName(place, name, absl::StrCat("… has ", name.size(), " characters; the limit is ", kMaxNameBytes));
  for (const std::string_view segment : absl::StrSplit(name, '.')) {
    if (const std::optional<std::string> fault = SegmentFault(segment)) return BadName(place, name, *fault);
  }
  MappedName mapped = Map(name);
  // Hyphens and dots become underscores: `_.proto__` must not become `codemode.__proto__`.
  for (const std::string_view segment : absl::StrSplit(mapped.dotted, '.')) {
    if (IsRefusedWord(segment))
      return BadName(place, name, absl::StrCat("becomes ", Quoted(segment), " in the program, which is reserved"));
  }
  if (IsRefusedWord(mapped.flat))
    return BadName(place, name, absl::StrCat("becomes ", Quoted(mapped.flat), " in the program, which is reserved"));
  return mapped;
}

// Finds tools that fall together.
class PathIndex {
 public:
  PathIndex(std::string_view field, const std::vector<MappedName>& mapped,
            const google::protobuf::RepeatedPtrField<isobridge::v1::Tool>& tools)
      : field_(field), mapped_(mapped), tools_(tools) {
    by_flat_.reserve(mapped.size());
    by_dotted_.reserve(mapped.size());
  }

  // Each in the manifest's order.
  absl::Status AddFunction(int index) {
    const MappedName& name = mapped_[index];
    // Equal dotted paths have equal flat ones, so this finds every pair that shares a path.
    const auto [other, added] = by_flat_.emplace(name.flat, index);
    if (!added) return Conflict(index, other->second, absl::StrCat("both would be ", kExternal, name.flat));
    by_dotted_.emplace(name.dotted, index);
    return absl::OkStatus();
  }

  // After all functions are in.
  absl::Status CheckNamespaces(int index) const {
    const std::string_view dotted = mapped_[index].dotted;
    for (size_t dot = dotted.find('.'); dot != std::string_view::npos; dot = dotted.find('.', dot + 1)) {
      const std::string_view prefix = dotted.substr(0, dot);
      if (const auto function = by_dotted_.find(prefix); function != by_dotted_.end()) {
        return Conflict(index, function->second, absl::StrCat(kTools, prefix, " would be a namespace and a function"));
      }
      // `a.b` is also codemode.a_b, so a tool `a_b.c` can't be below it.
      const bool top_level = prefix.find('.') == std::string_view::npos;
      const auto flat = top_level ? by_flat_.find(prefix) : by_flat_.end();
      if (flat != by_flat_.end()) {
        return Conflict(index, flat->second, absl::StrCat(kCodemode, prefix, " would be a namespace and a function"));
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Conflict(int index, int other, std::string_view what) const {
    return BadName({field_, index}, tools_[index].name(),
                   absl::StrCat("and ", Quoted(tools_[other].name()), " (tools[", other, "]) can't be offered together: ", what,
                                "; rename one"));
  }

  const std::string_view field_;
  const std::vector<MappedName>& mapped_;
  const google::protobuf::RepeatedPtrField<isobridge::v1::Tool>& tools_;
  // Views into mapped_. Not Abseil's: under ASan its headers and Debian's library disagree on the table's layout.
  std::unordered_map<std::string_view, int> by_flat_;
  std::unordered_map<std::string_view, int> by_dotted_;
};

}  // namespace

absl::StatusOr<ToolTable> ToolTable::Create(google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools, uint32_t max_tools,
                                            std::string_view field) {
  const int count = tools.size();
  if (static_cast<uint32_t>(count) > max_tools) {
    return FieldOverLimit(
        field, absl::StrCat("has ", count, " tools; the server's limit is ", max_tools),
        {.reason = "TOO_MANY_TOOLS", .name = "max_tools", .limit = max_tools, .used = static_cast<uint64_t>(count)});
  }
  std::vector<MappedName> mapped;
  mapped.reserve(count);
  for (int i = 0; i < count; ++i) {
    const Place place{field, i};
    absl::StatusOr<MappedName> name = CheckAndMap(place, tools[i].name());
    if (!name.ok()) return name.status();
    mapped.push_back(*std::move(name));
    if (absl::Status status = CheckSchema(place, "input_schema_json", tools[i].input_schema_json()); !status.ok()) return status;
    if (absl::Status status = CheckSchema(place, "output_schema_json", tools[i].output_schema_json()); !status.ok())
      return status;
  }
  PathIndex paths(field, mapped, tools);
  for (int i = 0; i < count; ++i) {
    if (absl::Status status = paths.AddFunction(i); !status.ok()) return status;
  }
  for (int i = 0; i < count; ++i) {
    if (absl::Status status = paths.CheckNamespaces(i); !status.ok()) return status;
  }
  std::vector<std::string> dotted;
  dotted.reserve(count);
  for (MappedName& name : mapped) dotted.push_back(std::move(name.dotted));
  ToolTable table;
  table.tools_ = std::move(tools);
  table.names_ = ToolNames::Write(dotted);
  return table;
}

std::string ToolTable::FunctionNames(const std::vector<bool>& allowed) const {
  constexpr int kMostNamed = 5;
  std::string names;
  int count = 0;
  for (int i = 0; i < tools_.size(); ++i) {
    if (!allowed.empty() && !allowed[i]) continue;
    if (++count <= kMostNamed) absl::StrAppend(&names, count == 1 ? "" : ", ", kExternal, Map(tools_[i].name()).flat);
  }
  if (count > kMostNamed) absl::StrAppend(&names, ", … (", count, " in all)");
  return names;
}

ToolText ToolTable::text(uint32_t index) const {
  const isobridge::v1::Tool& tool = tools_[static_cast<int>(index)];
  MappedName mapped = Map(tool.name());
  return {.flat = std::move(mapped.flat),
          .dotted = std::move(mapped.dotted),
          .description = tool.description(),
          .input_schema = tool.input_schema_json(),
          .output_schema = tool.output_schema_json()};
}

void ToolTable::AddTo(worker::v1::Begin* begin, const std::vector<bool>& allowed) const {
  ToolNames::Texts texts = allowed.empty() ? names_ : ToolNames::Only(allowed, ToolNames(names_.names, names_.ends));
  *begin->mutable_tools()->mutable_names() = std::move(texts.names);
  *begin->mutable_tools()->mutable_ends() = std::move(texts.ends);
}

}  // namespace isobridge::bridge
