#include "isolate/worker/compilation.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "isolate/compiler/bundle.h"
#include "isolate/worker/line_map.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

using worker::v1::Compiled;
using worker::v1::CompileError;

constexpr std::string_view kCompile = "isobridgeCompile";
constexpr size_t kMessageBytes = 2'000;

// As the worker wraps a program, on a line of its own.
constexpr std::string_view kBefore = "'use strict';(async function(){\n";
constexpr std::string_view kAfter = "\n})";

v8::Local<v8::Function> CompileFunction(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  return context->Global()->Get(context, Literal(isolate, kCompile)).ToLocalChecked().As<v8::Function>();
}

void CallOurs(v8::Isolate* isolate, v8::Local<v8::Context> context, std::string_view name) {
  v8::Local<v8::Object> compile = CompileFunction(isolate, context);
  v8::Local<v8::Function> function = compile->Get(context, Literal(isolate, name)).ToLocalChecked().As<v8::Function>();
  function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
}

// Not in the compiler's world; freezing would make V8 announce it as used.
void RemoveUnused(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  for (const std::string_view name : {"WebAssembly", "SharedArrayBuffer", "Atomics", "console"}) {
    context->Global()->Delete(context, Literal(isolate, name)).Check();
  }
}

// Our own script, when the snapshot is made: a failure is a fault of the build.
void RunOurs(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  v8::Local<v8::String> source = FromUtf8(isolate, kCompilerBundle).ToLocalChecked();
  v8::ScriptOrigin origin(Literal(isolate, "compiler.js"));
  v8::ScriptCompiler::Source script_source(source, origin);
  v8::Local<v8::Script> script = v8::ScriptCompiler::Compile(context, &script_source).ToLocalChecked();
  script->Run(context).ToLocalChecked();
  CallOurs(isolate, context, "finish");
}

// Reads the array that the bundle answers with. Its length follows from the source, so nothing here can fail for want of memory.
class Answer {
 public:
  Answer(v8::Isolate* isolate, v8::Local<v8::Context> context, v8::Local<v8::Array> array)
      : isolate_(isolate), context_(context), array_(array) {}

  uint32_t size() const { return array_->Length(); }
  uint32_t Number(uint32_t i) const { return At(i)->Uint32Value(context_).FromMaybe(0); }
  bool Flag(uint32_t i) const { return At(i)->IsTrue(); }
  Answer List(uint32_t i) const {
    v8::Local<v8::Value> value = At(i);
    return Answer(isolate_, context_, value->IsArray() ? value.As<v8::Array>() : v8::Array::New(isolate_));
  }
  std::string Text(uint32_t i) const {
    v8::Local<v8::Value> value = At(i);
    return value->IsString() ? ToUtf8(isolate_, value.As<v8::String>()) : std::string();
  }

 private:
  v8::Local<v8::Value> At(uint32_t i) const {
    return array_->Get(context_, i).FromMaybe(v8::Undefined(isolate_).As<v8::Value>());
  }

  v8::Isolate* const isolate_;
  const v8::Local<v8::Context> context_;
  const v8::Local<v8::Array> array_;
};

// The source may be right, but not for this compiler.
void SetOverLimit(std::string message, Compiled* compiled) {
  CompileError* error = compiled->mutable_error();
  error->set_message(std::move(message));
  error->set_over_limit(true);
}

void SetError(std::string message, uint32_t line, uint32_t column, bool unsupported, Compiled* compiled) {
  CompileError* error = compiled->mutable_error();
  error->set_message(std::move(message));
  error->set_line(line);
  error->set_column(column);
  error->set_unsupported(unsupported);
}

// Of isolate/compiler/tool_uses.ts.
constexpr uint32_t kCalled = 1;
constexpr uint32_t kInLoop = 2;
constexpr uint32_t kInFunction = 4;
constexpr uint32_t kConditional = 8;
constexpr uint32_t kDynamic = 16;
constexpr uint32_t kToolUseParts = 6;

void ReadToolUses(const Answer& list, Compiled* compiled) {
  for (uint32_t i = 0; i + kToolUseParts <= list.size(); i += kToolUseParts) {
    worker::v1::ToolUse* use = compiled->add_tool_uses();
    use->set_path(list.Text(i));
    use->set_name_start(list.Number(i + 1));
    use->set_name_end(list.Number(i + 2));
    use->set_start(list.Number(i + 3));
    use->set_end(list.Number(i + 4));
    const uint32_t circumstances = list.Number(i + 5);
    use->set_called((circumstances & kCalled) != 0);
    use->set_in_loop((circumstances & kInLoop) != 0);
    use->set_in_function((circumstances & kInFunction) != 0);
    use->set_conditional((circumstances & kConditional) != 0);
    use->set_dynamic((circumstances & kDynamic) != 0);
  }
}

void ReadAnswer(const Answer& answer, Compiled* compiled) {
  const uint32_t form = answer.Number(1);
  if (form == 0) {
    SetError(answer.Text(0).substr(0, kMessageBytes), answer.Number(3), answer.Number(4), answer.Flag(2), compiled);
    return;
  }
  compiled->set_code(answer.Text(0));
  compiled->set_form(form);
  compiled->set_fenced(answer.Flag(2));
  compiled->set_checked_text(answer.Text(3));
  compiled->set_checked_prefix(answer.Number(4));
  compiled->set_more_tool_uses(answer.Flag(5));
  ReadToolUses(answer.List(6), compiled);
  for (uint32_t i = 7; i < answer.size(); ++i) compiled->add_inserted_breaks(answer.Number(i));
}

// What the bundle throws is not about one place in the source.
void ExplainException(v8::Isolate* isolate, const v8::TryCatch& caught, Compiled* compiled) {
  std::string text;
  if (!caught.Message().IsEmpty()) text = ToUtf8(isolate, caught.Message()->Get(), kMessageBytes);
  if (text.find("call stack") != std::string::npos) {
    SetOverLimit("The program is nested too deeply to be compiled: split expressions, or build large data in loops.", compiled);
  } else {
    SetError("The compiler failed on this program: " + text, 0, 0, /*unsupported=*/true, compiled);
  }
}

// Has V8 parse the result, so that what only V8 knows to be wrong (a variable declared twice, `await` in a plain function) is an
// error here, with its place, and no worker is spent on it. Nothing runs.
void CheckWithV8(v8::Isolate* isolate, v8::Local<v8::Context> context, Compiled* compiled) {
  v8::TryCatch caught(isolate);
  std::string text;
  text.reserve(kBefore.size() + compiled->code().size() + kAfter.size());
  text.append(kBefore).append(compiled->code()).append(kAfter);
  v8::Local<v8::String> source_text;
  if (!FromUtf8(isolate, text).ToLocal(&source_text)) return;
  v8::ScriptOrigin origin(Literal(isolate, "program"), /*resource_line_offset=*/-1);
  v8::ScriptCompiler::Source source(source_text, origin);
  v8::Local<v8::UnboundScript> script;
  if (v8::ScriptCompiler::CompileUnboundScript(isolate, &source).ToLocal(&script)) return;
  v8::Local<v8::Message> message = caught.Message();
  if (message.IsEmpty()) return;
  std::string what = ToUtf8(isolate, message->Get(), kMessageBytes);
  if (what.find("call stack") != std::string::npos) {
    ExplainException(isolate, caught, compiled);
    return;
  }
  for (const std::string_view prefix : {"Uncaught ", "SyntaxError: "}) {
    if (what.starts_with(prefix)) what.erase(0, prefix.size());
  }
  const LineMap lines(compiled->inserted_breaks());
  const int line = message->GetLineNumber(context).FromMaybe(0);
  SetError(what, line > 0 ? lines.ToSource(static_cast<uint32_t>(line)) : 0,
           line > 0 ? static_cast<uint32_t>(message->GetStartColumn() + 1) : 0, /*unsupported=*/false, compiled);
}

}  // namespace

void Compilation::InstallCompiler(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  v8::HandleScope handles(isolate);
  RunOurs(isolate, context);
}

void Compilation::Harden(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  v8::HandleScope handles(isolate);
  RemoveUnused(isolate, context);
  CallOurs(isolate, context, "harden");
  context->AllowCodeGenerationFromStrings(false);
}

Compiled Compilation::Compile(v8::Isolate* isolate, v8::Local<v8::Context> context, const worker::v1::Compile& request) {
  Compiled compiled;
  v8::HandleScope handles(isolate);
  v8::TryCatch caught(isolate);
  v8::Local<v8::String> source;
  v8::Local<v8::Value> answer;
  if (!FromUtf8(isolate, request.source()).ToLocal(&source)) {
    SetOverLimit("The program is longer than the longest string that V8 can hold: make it shorter.", &compiled);
  } else {
    v8::Local<v8::Value> arguments[] = {source, v8::Integer::NewFromUnsigned(isolate, request.language())};
    if (CompileFunction(isolate, context)->Call(context, v8::Undefined(isolate), 2, arguments).ToLocal(&answer) &&
        answer->IsArray()) {
      ReadAnswer(Answer(isolate, context, answer.As<v8::Array>()), &compiled);
      if (compiled.has_code()) CheckWithV8(isolate, context, &compiled);
    } else {
      ExplainException(isolate, caught, &compiled);
    }
  }
  v8::HeapStatistics statistics;
  isolate->GetHeapStatistics(&statistics);
  compiled.set_heap_used_bytes(statistics.used_heap_size());
  return compiled;
}

}  // namespace isobridge::isolate
