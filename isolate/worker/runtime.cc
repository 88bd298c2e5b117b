#include "isolate/worker/runtime.h"

#include "isolate/runtime/bundle.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

// Context slot of the bundle's functions; slots below 4 are used by embedders and the inspector by convention.
constexpr int kSlot = 4;

v8::Local<v8::Object> Exports(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  return context->GetEmbedderData(kSlot).As<v8::Object>();
}

v8::Local<v8::Function> Export(v8::Isolate* isolate, v8::Local<v8::Context> context, std::string_view name) {
  return Exports(isolate, context)->Get(context, Literal(isolate, name)).ToLocalChecked().As<v8::Function>();
}

}  // namespace

void Runtime::Install(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  v8::ScriptOrigin origin(Literal(isolate, "isobridge:runtime"));
  v8::ScriptCompiler::Source source(FromUtf8(isolate, kRuntimeBundle).ToLocalChecked(), origin);
  v8::Local<v8::Script> script = v8::ScriptCompiler::Compile(context, &source).ToLocalChecked();
  v8::Local<v8::Function> bundle = script->Run(context).ToLocalChecked().As<v8::Function>();
  v8::Local<v8::Value> arguments[] = {context->Global()};
  context->SetEmbedderData(kSlot, bundle->Call(context, v8::Undefined(isolate), 1, arguments).ToLocalChecked());
}

Runtime::Runtime(v8::Isolate* isolate, v8::Local<v8::Context> context, v8::Local<v8::Object> natives)
    : isolate_(isolate),
      reset_(isolate, Export(isolate, context, "reset")),
      shape_of_(isolate, Export(isolate, context, "shapeOf")),
      convert_(isolate, Export(isolate, context, "convert")),
      cut_(isolate, Export(isolate, context, "cut")),
      describe_(isolate, Export(isolate, context, "describe")) {
  v8::Local<v8::Value> arguments[] = {natives};
  Export(isolate, context, "connect")->Call(context, v8::Undefined(isolate), 1, arguments).ToLocalChecked();
}

void Runtime::Reset(v8::Local<v8::Context> context) {
  // Fails only where JavaScript is being terminated; then the program doesn't start.
  (void)Call(context, reset_, 0, nullptr).IsEmpty();
}

v8::MaybeLocal<v8::Value> Runtime::ShapeOf(v8::Local<v8::Context> context, v8::Local<v8::Value> value, double max_bytes) {
  v8::Local<v8::Value> arguments[] = {value, v8::Number::New(isolate_, max_bytes)};
  return Call(context, shape_of_, 2, arguments);
}

v8::MaybeLocal<v8::Value> Runtime::Convert(v8::Local<v8::Context> context, v8::Local<v8::Value> value, std::string_view root,
                                           double max_bytes, bool strict, bool attaching) {
  v8::Local<v8::Value> arguments[] = {value, Literal(isolate_, root), v8::Number::New(isolate_, max_bytes),
                                      v8::Boolean::New(isolate_, strict), v8::Boolean::New(isolate_, attaching)};
  return Call(context, convert_, 5, arguments);
}

v8::MaybeLocal<v8::Value> Runtime::Cut(v8::Local<v8::Context> context, v8::Local<v8::Value> value, double max_bytes,
                                       v8::Local<v8::Array> attachments) {
  v8::Local<v8::Value> arguments[] = {value, v8::Number::New(isolate_, max_bytes), attachments};
  return Call(context, cut_, 3, arguments);
}

v8::MaybeLocal<v8::Value> Runtime::Describe(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown) {
  v8::Local<v8::Value> arguments[] = {thrown};
  return Call(context, describe_, 1, arguments);
}

v8::MaybeLocal<v8::Value> Runtime::FormatStack(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                               v8::Local<v8::Array> sites) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  if (context->GetNumberOfEmbedderDataFields() <= static_cast<uint32_t>(kSlot)) return v8::Undefined(isolate);
  v8::Local<v8::Value> arguments[] = {error, sites};
  return Export(isolate, context, "formatStack")->Call(context, v8::Undefined(isolate), 2, arguments);
}

v8::Maybe<bool> Runtime::IsPlatformObject(v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> arguments[] = {object};
  v8::Local<v8::Value> is;
  if (!Export(isolate, context, "isPlatformObject")->Call(context, v8::Undefined(isolate), 1, arguments).ToLocal(&is))
    return v8::Nothing<bool>();
  return v8::Just(is->IsTrue());
}

void Runtime::ThrowDomException(v8::Local<v8::Context> context, std::string_view name, std::string_view message) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::String> text;
  if (!FromUtf8(isolate, message).ToLocal(&text)) text = v8::String::Empty(isolate);
  v8::Local<v8::Value> arguments[] = {Literal(isolate, name), text};
  v8::Local<v8::Value> exception;
  if (Export(isolate, context, "domException")->Call(context, v8::Undefined(isolate), 2, arguments).ToLocal(&exception)) {
    isolate->ThrowException(exception);
  }
}

v8::MaybeLocal<v8::Value> Runtime::Call(v8::Local<v8::Context> context, const v8::Global<v8::Function>& function, int argc,
                                        v8::Local<v8::Value>* argv) {
  return function.Get(isolate_)->Call(context, v8::Undefined(isolate_), argc, argv);
}

}  // namespace isobridge::isolate
