#ifndef ISOBRIDGE_BRIDGE_CHECK_DIAGNOSIS_H_
#define ISOBRIDGE_BRIDGE_CHECK_DIAGNOSIS_H_

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/check/tool_types.h"
#include "bridge/program_checker.h"
#include "bridge/program_compiler.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// What a type checker's findings are read with.
struct DiagnosisTerms {
  // As the client sent it.
  std::string_view source;
  const CompiledProgram& program;
  const ToolTypes& types;
  // `Tool.name`, by number.
  const std::vector<std::string>& tool_names;
  // All paths of tools that the program may not call: "external_a_b", "tools.a.b" and so on.
  const std::set<std::string, std::less<>>& forbidden;
  // Arguments of another type than the tool's schema says make a call fail.
  bool arguments_enforced = true;
};

// Tells what is sure to go wrong (SEVERITY_ERROR) from what only may: TypeScript finds errors in many programs that work. At most
// 100, the errors first, otherwise in the order of the source.
//
// What stands in types alone can do no harm when the program runs, and neither can what a program claims about its own data.
// Certain are: names and tools that are not there; properties that values of tools, of the language or of the program's own
// literals don't have; arguments of tools that are missing, unknown, or of another kind; promises that are used as what they
// promise.
std::vector<isobridge::v1::Diagnostic> Diagnose(const TypeReport& report, const DiagnosisTerms& terms);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_DIAGNOSIS_H_
