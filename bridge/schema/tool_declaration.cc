#include "bridge/schema/tool_declaration.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/schema/compiled_schema.h"
#include "bridge/schema/schema_index.h"
#include "bridge/schema/type_writer.h"
#include "bridge/schema/validator.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxParameterBytes = 80;
constexpr size_t kMaxListBytes = 1000;
constexpr size_t kMaxDescriptionBytes = 4000;
constexpr size_t kMaxInlineBytes = 350;

// What `codemode` has beside the tools.
constexpr std::string_view kDiscovery =
    "  search(query: string, options?: { limit?: number; offset?: number; namespace?: string }): Promise<{ total: number; "
    "offset: "
    "number; nextOffset?: number; hits: { path: string; name: string; description: string; signature: string }[] }>;\n"
    "  describe(path: string): Promise<{ path: string; name: string; declaration: string }>;\n";

struct DeclaredType {
  std::string text;
  // Whether a call without an argument, which passes {}, is one that the schema allows.
  bool accepts_nothing = false;
};

bool AcceptsNothing(std::string_view schema, const OrderedJson& root) {
  // Most schemas say it at once.
  const OrderedJson* type = Member(root, "type");
  const OrderedJson* required = Member(root, "required");
  const bool object = type != nullptr && type->is_string() && type->as<std::string>() == "object";
  if (object && required != nullptr && required->is_array() && !required->empty()) return false;
  const auto compiled = CompiledSchema::CreateWithoutPatterns(schema);
  return compiled.ok() && Validate(**compiled, "{}").verdict == SchemaResult::Verdict::kValid;
}

// The declarations of `name`, or none if the schema can't be read.
std::optional<DeclaredType> DeclareType(std::string_view schema, const std::string& name, TypeWriter::Root root, DocDetail detail,
                                        TypeNames* names, std::vector<std::string>* notes) {
  const absl::StatusOr<std::unique_ptr<SchemaIndex>> index = SchemaIndex::Create(schema);
  if (!index.ok()) {
    notes->push_back(absl::StrCat(name, " is unknown: ", index.status().message()));
    return std::nullopt;
  }
  TypeWriter writer(index->get(), names, detail);
  DeclaredType type{.text = writer.Write(name, root)};
  if (root == TypeWriter::Root::kObject) type.accepts_nothing = AcceptsNothing(schema, *(*index)->root().json);
  for (const std::string& note : writer.notes()) notes->push_back(absl::StrCat(name, ": ", note));
  return type;
}

std::string Description(const ToolText& tool, DocDetail detail) {
  switch (detail) {
    case DocDetail::kNone:
      return "";
    case DocDetail::kBrief:
      return FirstSentence(tool.description);
    case DocDetail::kFull:
      return Cut(tool.description, kMaxDescriptionBytes);
  }
  return "";
}

// Namespaces inside each other, by name.
struct Namespace {
  std::map<std::string, Namespace, std::less<>> inner;
  // The function's flat name, in a leaf.
  std::string function;
};

void AddPath(std::string_view path, const std::string& flat, Namespace* root) {
  Namespace* at = root;
  for (const std::string_view segment : absl::StrSplit(path, '.')) at = &at->inner[std::string(segment)];
  at->function = flat;
}

void Print(const Namespace& space, const std::string& indent, std::string* text) {
  for (const auto& [name, inner] : space.inner) {
    if (!inner.function.empty()) {
      absl::StrAppend(text, indent, name, ": typeof external_", inner.function, ";\n");
    } else {
      absl::StrAppend(text, indent, name, ": {\n");
      Print(inner, indent + "  ", text);
      absl::StrAppend(text, indent, "};\n");
    }
  }
}

}  // namespace

ToolDeclaration DeclareTool(const ToolText& tool, DocDetail detail, TypeNames* names, Untold untold) {
  ToolDeclaration declaration;
  const std::string pascal = PascalCase(tool.flat);
  const std::string_view nothing = untold == Untold::kAny ? "any" : "unknown";
  std::string parameter = absl::StrCat("input?: ", nothing);
  if (!tool.input_schema.empty()) {
    const std::string name = names->Take(absl::StrCat(pascal, "Input"));
    const auto type = DeclareType(tool.input_schema, name, TypeWriter::Root::kObject, detail, names, &declaration.notes);
    if (type.has_value()) {
      parameter = absl::StrCat("input", type->accepts_nothing ? "?: " : ": ", name);
      absl::StrAppend(&declaration.text, type->text);
    }
  }
  std::string result(nothing);
  if (!tool.output_schema.empty()) {
    const std::string name = names->Take(absl::StrCat(pascal, "Output"));
    const auto type = DeclareType(tool.output_schema, name, TypeWriter::Root::kAny, detail, names, &declaration.notes);
    if (type.has_value()) {
      result = name;
      absl::StrAppend(&declaration.text, type->text);
    }
  }
  absl::StrAppend(&declaration.text, DocComment(Description(tool, detail), ""), "declare function external_", tool.flat, "(",
                  parameter, "): Promise<", result, ">;\n");
  return declaration;
}

std::string ToolSignature(const ToolText& tool) {
  const auto type_of = [](std::string_view schema) -> std::string {
    const absl::StatusOr<std::unique_ptr<SchemaIndex>> index = SchemaIndex::Create(schema);
    if (schema.empty() || !index.ok()) return "unknown";
    TypeNames names;
    return Cut(TypeWriter(index->get(), &names, DocDetail::kNone).Inline((*index)->root()), kMaxInlineBytes);
  };
  const absl::StatusOr<std::unique_ptr<SchemaIndex>> input = SchemaIndex::Create(tool.input_schema);
  const bool optional = tool.input_schema.empty() || !input.ok() || AcceptsNothing(tool.input_schema, *(*input)->root().json);
  return absl::StrCat("external_", tool.flat, "(input", optional ? "?: " : ": ", type_of(tool.input_schema), "): Promise<",
                      type_of(tool.output_schema), ">");
}

std::string DeclareNamespaces(const std::vector<ToolText>& tools) {
  Namespace dotted;
  Namespace both;
  for (const ToolText& tool : tools) {
    AddPath(tool.dotted, tool.flat, &dotted);
    AddPath(tool.dotted, tool.flat, &both);
    if (tool.dotted != tool.flat) AddPath(tool.flat, tool.flat, &both);
  }
  both.inner.erase("search");
  both.inner.erase("describe");
  std::string text = "declare const tools: {\n";
  Print(dotted, "  ", &text);
  absl::StrAppend(&text, "};\ndeclare const codemode: {\n", kDiscovery);
  Print(both, "  ", &text);
  return absl::StrCat(text, "};\n");
}

std::string ParameterList(std::string_view input_schema) {
  const absl::StatusOr<std::unique_ptr<SchemaIndex>> index = SchemaIndex::Create(input_schema);
  if (!index.ok()) return "";
  const SchemaPlace root = (*index)->root();
  const OrderedJson* properties = Member(*root.json, "properties");
  if (properties == nullptr || !properties->is_object() || properties->empty()) return "";
  std::vector<std::string> required;
  if (const OrderedJson* names = Member(*root.json, "required"); names != nullptr && names->is_array()) {
    for (const OrderedJson& name : names->array_range()) required.push_back(name.is_string() ? name.as<std::string>() : "");
  }
  TypeNames names;
  TypeWriter writer(index->get(), &names, DocDetail::kNone);
  std::string list;
  for (const auto& property : properties->object_range()) {
    if (list.size() > kMaxListBytes) return absl::StrCat(list, ", … (* = required)");
    const std::string name(property.key());
    const bool needed = std::find(required.begin(), required.end(), name) != required.end();
    const bool schema = property.value().is_object() || property.value().is_bool();
    const std::string type = schema ? writer.Inline((*index)->Inside(root, property.value())) : "unknown";
    absl::StrAppend(&list, list.empty() ? "" : ", ", Cut(name, kMaxParameterBytes), needed ? "*" : "", ": ",
                    Cut(type, kMaxParameterBytes));
  }
  return absl::StrCat(list, " (* = required)");
}

}  // namespace isobridge::bridge
