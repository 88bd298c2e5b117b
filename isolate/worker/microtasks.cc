#include "isolate/worker/microtasks.h"

#include <memory>

#include "isolate/worker/native_function.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {

void Microtasks::Install(v8::Local<v8::Context> context, v8::Local<v8::Object> global) {
  DefineNative(context, global, "queueMicrotask", QueueMicrotask, this, 1);
}

void Microtasks::Drain() {
  v8::TryCatch caught(isolate_);
  isolate_->PerformMicrotaskCheckpoint();
  KeepUncaught(caught);
}

void Microtasks::KeepUncaught(const v8::TryCatch& caught) {
  if (caught.HasCaught() && !caught.HasTerminated()) KeepUncaught(caught.Exception());
}

void Microtasks::KeepUncaught(v8::Local<v8::Value> thrown) {
  if (uncaught_.IsEmpty()) uncaught_.Reset(isolate_, thrown);
}

void Microtasks::QueueMicrotask(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[0]->IsFunction()) {
    isolate->ThrowException(v8::Exception::TypeError(Literal(isolate, "queueMicrotask needs a function")));
    return;
  }
  auto task = std::make_unique<Task>(OwnerOf<Microtasks>(info), v8::Global<v8::Function>(isolate, info[0].As<v8::Function>()));
  isolate->EnqueueMicrotask(Run, task.release());
}

void Microtasks::Run(void* data) {
  const std::unique_ptr<Task> task(static_cast<Task*>(data));
  v8::Isolate* isolate = task->owner->isolate_;
  v8::HandleScope handles(isolate);
  v8::TryCatch caught(isolate);
  v8::Local<v8::Function> function = task->function.Get(isolate);
  v8::Local<v8::Context> context;
  if (!function->GetCreationContext().ToLocal(&context)) context = isolate->GetCurrentContext();
  v8::Context::Scope entered(context);
  (void)function->Call(context, v8::Undefined(isolate), 0, nullptr).IsEmpty();
  task->owner->KeepUncaught(caught);
  if (caught.HasTerminated()) caught.ReThrow();
}

}  // namespace isobridge::isolate
