#include "isolate/worker/program_script.h"

#include <algorithm>

#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

// On a line of its own, which the script's origin counts as line 0. `input` is a global and no parameter: a program may declare a
// variable of that name.
constexpr std::string_view kBefore = "'use strict';(async function(){\n";
constexpr std::string_view kAfter = "\n})";

constexpr size_t kMessageBytes = 2'000;

}  // namespace

v8::MaybeLocal<v8::Function> CompileProgram(v8::Local<v8::Context> context, std::string_view code) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  std::string text;
  text.reserve(kBefore.size() + code.size() + kAfter.size());
  text.append(kBefore).append(code).append(kAfter);
  v8::Local<v8::String> source_text;
  if (!FromUtf8(isolate, text).ToLocal(&source_text)) return {};
  v8::ScriptOrigin origin(Literal(isolate, kProgramName), /*resource_line_offset=*/-1);
  v8::ScriptCompiler::Source source(source_text, origin);
  v8::Local<v8::Script> script;
  v8::Local<v8::Value> function;
  if (!v8::ScriptCompiler::Compile(context, &source).ToLocal(&script) || !script->Run(context).ToLocal(&function)) return {};
  // Code that closes our parenthesis, which the compiler refuses, could make it anything.
  if (!function->IsFunction()) {
    isolate->ThrowException(v8::Exception::SyntaxError(Literal(isolate, "the program is not a list of statements")));
    return {};
  }
  return function.As<v8::Function>();
}

ProgramSyntaxError SyntaxErrorOf(v8::Local<v8::Context> context, const v8::TryCatch& caught, std::string_view code) {
  ProgramSyntaxError error = {.message = "the program can't be parsed", .position = {}};
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Message> message = caught.Message();
  if (message.IsEmpty()) return error;
  std::string text = ToUtf8(isolate, message->Get(), kMessageBytes);
  for (const std::string_view prefix : {"Uncaught ", "SyntaxError: "}) {
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
  }
  if (!text.empty()) error.message = text;
  const int line = message->GetLineNumber(context).FromMaybe(0);
  const int lines = static_cast<int>(std::count(code.begin(), code.end(), '\n')) + 1;
  if (line <= 0) return error;
  // An end that is missed is missed in the line that we put behind the code.
  error.position.line = SourceLine(static_cast<uint32_t>(std::min(line, lines)));
  if (line <= lines) {
    error.position.column = static_cast<uint32_t>(message->GetStartColumn() + 1);
  } else {
    error.position.column = static_cast<uint32_t>(code.size() - (code.rfind('\n') + 1) + 1);
  }
  return error;
}

}  // namespace isobridge::isolate
