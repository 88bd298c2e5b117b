#include "isolate/worker/start_check.h"

#include <string_view>

#include "isolate/worker/check_programs.h"

namespace isobridge::isolate {
namespace {

v8::MaybeLocal<v8::Value> Evaluate(v8::Isolate* isolate, v8::Local<v8::Context> context, std::string_view code) {
  const std::string source = "(async () => {" + std::string(code) + "})()";
  v8::Local<v8::String> text;
  v8::Local<v8::Script> script;
  v8::Local<v8::Value> value;
  if (!v8::String::NewFromUtf8(isolate, source.data(), v8::NewStringType::kNormal, static_cast<int>(source.size()))
           .ToLocal(&text) ||
      !v8::Script::Compile(context, text).ToLocal(&script) || !script->Run(context).ToLocal(&value) || !value->IsPromise()) {
    return {};
  }
  isolate->PerformMicrotaskCheckpoint();
  const v8::Local<v8::Promise> promise = value.As<v8::Promise>();
  if (promise->State() == v8::Promise::kPending) return {};
  return promise->Result();
}

std::string ResultOf(v8::Isolate* isolate, v8::Local<v8::Context> context, std::string_view code) {
  v8::TryCatch failed(isolate);
  v8::Local<v8::Value> value;
  if (!Evaluate(isolate, context, code).ToLocal(&value)) value = failed.Exception();
  if (value.IsEmpty()) return "no result";
  const v8::String::Utf8Value text(isolate, value);
  return *text == nullptr ? "no text" : std::string(*text, static_cast<size_t>(text.length()));
}

}  // namespace

std::string RunStartCheck(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  for (const CheckProgram& program : CheckPrograms()) {
    v8::HandleScope handles(isolate);
    const std::string result = ResultOf(isolate, context, program.code);
    if (result != program.expected) {
      return std::string(program.name) + " gave '" + result + "', not '" + std::string(program.expected) + "'";
    }
  }
  return "";
}

}  // namespace isobridge::isolate
