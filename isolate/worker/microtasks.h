#ifndef ISOBRIDGE_ISOLATE_WORKER_MICROTASKS_H_
#define ISOBRIDGE_ISOLATE_WORKER_MICROTASKS_H_

#include "v8.h"

namespace isobridge::isolate {

// `queueMicrotask`, and what uncaught exceptions become: nobody awaits a microtask or a timer, so the program ends with the
// first.
//
// Isolate thread only, inside the context's scope.
class Microtasks {
 public:
  explicit Microtasks(v8::Isolate* isolate) : isolate_(isolate) {}

  void Install(v8::Local<v8::Context> context, v8::Local<v8::Object> global);
  // Starts over.
  void Reset() { uncaught_.Reset(); }

  // Runs microtasks until there are none.
  void Drain();

  // Keeps what was thrown, if it is the first.
  void KeepUncaught(const v8::TryCatch& caught);
  void KeepUncaught(v8::Local<v8::Value> thrown);
  // Empty if nothing was thrown.
  v8::Local<v8::Value> Uncaught() const { return uncaught_.Get(isolate_); }

 private:
  struct Task {
    Microtasks* owner;
    v8::Global<v8::Function> function;
  };
  static void QueueMicrotask(const v8::FunctionCallbackInfo<v8::Value>& info);
  static void Run(void* task);

  v8::Isolate* const isolate_;
  v8::Global<v8::Value> uncaught_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_MICROTASKS_H_
