#ifndef ISOBRIDGE_ISOLATE_WORKER_NATIVE_FUNCTION_H_
#define ISOBRIDGE_ISOLATE_WORKER_NATIVE_FUNCTION_H_

#include <string_view>

#include "isolate/worker/v8_text.h"
#include "v8.h"

namespace isobridge::isolate {

// Functions of ours that JavaScript can call: no prototype, no `new`. `owner` is what the callback finds with OwnerOf; it must
// outlive the context. A program can't see it.
inline v8::Local<v8::Function> NativeFunction(v8::Local<v8::Context> context, std::string_view name,
                                              v8::FunctionCallback callback, void* owner, int length) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Function> function =
      v8::Function::New(context, callback, v8::External::New(isolate, owner), length, v8::ConstructorBehavior::kThrow)
          .ToLocalChecked();
  function->SetName(Literal(isolate, name));
  return function;
}

template <typename T>
T* OwnerOf(const v8::FunctionCallbackInfo<v8::Value>& info) {
  return static_cast<T*>(info.Data().As<v8::External>()->Value());
}

// Defines a function as the language's own are: writable, configurable, not enumerable.
inline void DefineNative(v8::Local<v8::Context> context, v8::Local<v8::Object> holder, std::string_view name,
                         v8::FunctionCallback callback, void* owner, int length) {
  v8::Local<v8::Function> function = NativeFunction(context, name, callback, owner, length);
  holder->DefineOwnProperty(context, Literal(v8::Isolate::GetCurrent(), name), function, v8::DontEnum).Check();
}

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_NATIVE_FUNCTION_H_
