#include "isolate/worker/program_policy.h"

#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

v8::MaybeLocal<v8::Promise> RefuseImport(v8::Local<v8::Context> context, v8::Local<v8::Data>, v8::Local<v8::Value>,
                                         v8::Local<v8::String> specifier, v8::Local<v8::FixedArray>) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Promise::Resolver> resolver;
  v8::Local<v8::String> message;
  const std::string text =
      "import(\"" + ToUtf8(isolate, specifier, 200) +
      "\") is not available: there are no modules in this sandbox; write the code in the program or call a tool";
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver) || !FromUtf8(isolate, text).ToLocal(&message) ||
      resolver->Reject(context, v8::Exception::TypeError(message)).IsNothing()) {
    return {};
  }
  return resolver->GetPromise();
}

v8::ModifyCodeGenerationFromStringsResult RefuseCode(v8::Local<v8::Context>, v8::Local<v8::Value>, bool) {
  return {.codegen_allowed = false, .modified_source = {}};
}

}  // namespace

void ApplyProgramPolicy(v8::Isolate* isolate, const ProgramCallbacks& callbacks) {
  isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate->SetHostImportModuleDynamicallyCallback(RefuseImport);
  isolate->SetModifyCodeGenerationFromStringsCallback(RefuseCode);
  isolate->SetAllowWasmCodeGenerationCallback([](v8::Local<v8::Context>, v8::Local<v8::String>) { return false; });
  isolate->SetPrepareStackTraceCallback(callbacks.prepare_stack_trace);
  isolate->SetPromiseRejectCallback(callbacks.promise_reject);
}

void RemoveGlobals(v8::Local<v8::Context> context) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  for (const char* name : {"WebAssembly", "SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry"}) {
    context->Global()->Delete(context, Literal(isolate, name)).Check();
  }
}

void RefuseCodeFromStrings(v8::Local<v8::Context> context) {
  context->AllowCodeGenerationFromStrings(false);
  context->SetErrorMessageForCodeGenerationFromStrings(
      Literal(v8::Isolate::GetCurrent(), "code in a string is not run in this sandbox: write it as part of the program"));
}

}  // namespace isobridge::isolate
