#ifndef ISOBRIDGE_ISOLATE_WORKER_PROGRAM_STACK_H_
#define ISOBRIDGE_ISOLATE_WORKER_PROGRAM_STACK_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "isolate/worker/line_map.h"
#include "isolate/worker/name_position.h"
#include "v8.h"

namespace isobridge::isolate {

// What the program's script is called in stacks.
inline constexpr std::string_view kProgramName = "program.ts";

// A place in the user's source, 1-based; 0 if unknown.
struct ProgramPosition {
  uint32_t line = 0;
  uint32_t column = 0;
};

// The running program's code, which is looked into as long as the program runs, and its lines; one for the process, like the
// program. All positions below are the source's unless they are a CodePosition.
void SetProgramCode(std::string_view code, LineMap lines);
uint32_t SourceLine(uint32_t code_line);

// Where the innermost frame of an error is that V8 puts at `near`. For a variable that isn't there that is its name and not, as
// V8 has it, the statement. `text`: the error's name and message.
ProgramPosition PositionOfError(std::string_view text, CodePosition near);

// The program's own frames of a stack, one a line ("at f (program.ts:3:5)"), and where the innermost of them is.
struct ProgramStack {
  std::string frames;
  ProgramPosition position;
};

// Of JavaScript that runs now; for JavaScript that was running when `trace` was taken.
ProgramStack CurrentProgramStack(v8::Isolate* isolate);
ProgramStack ProgramStackOf(v8::Isolate* isolate, v8::Local<v8::StackTrace> trace);

// Out of the text of `error.stack`, whose lines are the source's already, and which a program may have written itself.
ProgramStack ParseProgramStack(std::string_view stack);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_PROGRAM_STACK_H_
