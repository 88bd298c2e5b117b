#ifndef ISOBRIDGE_ISOLATE_WORKER_PROGRAM_SCRIPT_H_
#define ISOBRIDGE_ISOLATE_WORKER_PROGRAM_SCRIPT_H_

#include <string>
#include <string_view>

#include "isolate/worker/program_stack.h"
#include "v8.h"

namespace isobridge::isolate {

// Makes `code`, statements with `await` and `return`, the body of an async function in strict mode, without moving a line or
// column. Empty, with an exception, if V8 doesn't accept it.
v8::MaybeLocal<v8::Function> CompileProgram(v8::Local<v8::Context> context, std::string_view code);

struct ProgramSyntaxError {
  std::string message;
  ProgramPosition position;
};
// Of what CompileProgram threw.
ProgramSyntaxError SyntaxErrorOf(v8::Local<v8::Context> context, const v8::TryCatch& caught, std::string_view code);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_PROGRAM_SCRIPT_H_
