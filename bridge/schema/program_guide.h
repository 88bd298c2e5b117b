#ifndef ISOBRIDGE_BRIDGE_SCHEMA_PROGRAM_GUIDE_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_PROGRAM_GUIDE_H_

#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/tool_declaration.h"

namespace isobridge::bridge {

// How a model is to use programs: what they are for, when to write one, the rules of the sandbox, the globals, and one example
// that calls the caller's own tools.
//
// `host_tool`: what the host calls the one tool that takes the program.
std::string ProgramGuide(std::string_view host_tool, const std::vector<ToolText>& tools);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_PROGRAM_GUIDE_H_
