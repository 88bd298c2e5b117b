// A schema, a zero byte and a value: nothing that can be read makes the declarations or the validator fail, and each bounds its
// work.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bridge/schema/compiled_schema.h"
#include "bridge/schema/sample_value.h"
#include "bridge/schema/tool_declaration.h"
#include "bridge/schema/validator.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace isobridge::bridge;  // NOLINT: a program of one file.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t zero = text.find('\0');
  const std::string_view schema = text.substr(0, zero);
  const std::string_view value = zero == std::string_view::npos ? "{}" : text.substr(zero + 1);
  TypeNames names;
  const ToolDeclaration tool =
      DeclareTool({.flat = "x", .dotted = "x", .description = value, .input_schema = schema, .output_schema = schema},
                  DocDetail::kFull, &names);
  if (!tool.text.ends_with(">;\n")) __builtin_trap();
  ParameterList(schema);
  SampleValue(schema);
  const auto compiled = CompiledSchema::Create(schema);
  if (!compiled.ok()) return 0;
  const SchemaResult result = Validate(**compiled, value);
  if (result.faults.size() > 5) __builtin_trap();
  if (result.verdict == SchemaResult::Verdict::kInvalid && result.faults.empty()) __builtin_trap();
  return 0;
}
