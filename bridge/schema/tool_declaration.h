#ifndef ISOBRIDGE_BRIDGE_SCHEMA_TOOL_DECLARATION_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_TOOL_DECLARATION_H_

#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/doc_comment.h"
#include "bridge/schema/tool_text.h"
#include "bridge/schema/type_names.h"

namespace isobridge::bridge {

// A tool as TypeScript.
struct ToolDeclaration {
  // The types of its input and output, then `declare function external_x(input: XInput): Promise<XOutput>;`, lines each.
  std::string text;
  // For people: where it says less than the schema does, and why.
  std::vector<std::string> notes;
};

// What stands for a type of which nothing is known: `unknown`, which tells a model to look first, or `any`, which a type checker
// lets everything be done with.
enum class Untold { kUnknown, kAny };

// A schema that can't be read leaves an untold type, with a note: one bad tool never spoils the others.
ToolDeclaration DeclareTool(const ToolText& tool, DocDetail detail, TypeNames* names, Untold untold = Untold::kUnknown);

// `external_x(input: { city: string }): Promise<{ degrees: number }>` on one line of at most kMostSignatureBytes: long types are
// cut.
inline constexpr size_t kMostSignatureBytes = 900;
std::string ToolSignature(const ToolText& tool);

// The same functions by their other names, with codemode.search and codemode.describe, which win over tools of these names:
// `declare const tools: {…};` and `declare const codemode: {…};`.
std::string DeclareNamespaces(const std::vector<ToolText>& tools);

// `city*: string, unit: "C" | "F" (* = required)`: what the input's properties are, on one line of at most about 1,000 bytes. ""
// if the schema names none.
std::string ParameterList(std::string_view input_schema);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_TOOL_DECLARATION_H_
