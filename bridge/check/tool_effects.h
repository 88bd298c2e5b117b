#ifndef ISOBRIDGE_BRIDGE_CHECK_TOOL_EFFECTS_H_
#define ISOBRIDGE_BRIDGE_CHECK_TOOL_EFFECTS_H_

#include <string_view>
#include <vector>

#include "bridge/program_compiler.h"
#include "bridge/tool_table.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// What a program may call, as the compiler saw it. `allowed`: whether each tool may be called; empty: all.
isobridge::v1::CheckResponse::Effects EffectsOf(std::string_view source, const CompiledProgram& program, const ToolTable& tools,
                                                const std::vector<bool>& allowed);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_TOOL_EFFECTS_H_
