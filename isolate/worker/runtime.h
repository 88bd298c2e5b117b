#ifndef ISOBRIDGE_ISOLATE_WORKER_RUNTIME_H_
#define ISOBRIDGE_ISOLATE_WORKER_RUNTIME_H_

#include <string_view>

#include "v8.h"

namespace isobridge::isolate {

// The JavaScript of //isolate/runtime inside a context: what a program's globals are made of, and functions that the worker
// calls. They use only intrinsics that they took before the program ran.
//
// Isolate thread only.
class Runtime {
 public:
  // Evaluates the bundle in a fresh context and keeps its functions there, out of a program's reach.
  static void Install(v8::Isolate* isolate, v8::Local<v8::Context> context);

  // Finds the functions that Install kept. `natives` become visible to the bundle.
  Runtime(v8::Isolate* isolate, v8::Local<v8::Context> context, v8::Local<v8::Object> natives);

  // Forgets console groups, counters and timers, and what regular expressions remember of their last match.
  void Reset(v8::Local<v8::Context> context);

  // What a value is as JSON, before it is written; runs nothing of the program. As a number:
  static constexpr double kPlain = 0;  // JSON.stringify writes it as it is.
  static constexpr double kLossy = 1;  // Something in it has to be converted, or refused, or can't be known in advance.
  // Any other: its JSON is longer than `max_bytes`, and has at least so many bytes.
  v8::MaybeLocal<v8::Value> ShapeOf(v8::Local<v8::Context> context, v8::Local<v8::Value> value, double max_bytes);

  // [converted, attachments, warning, warning …] where `converted` is a plain value of its own, and each attachment [keys that
  // lead to its place, type, view or buffer, …], none unless `attaching`; or a number: its JSON is longer than `max_bytes`, and
  // has at least so many bytes. Throws a TypeError with the path of what JSON can't hold, and what the program's getters throw.
  // Each property is read once. `root` names the value in paths. Not `strict`: undefined properties and Dates are no losses.
  v8::MaybeLocal<v8::Value> Convert(v8::Local<v8::Context> context, v8::Local<v8::Value> value, std::string_view root,
                                    double max_bytes, bool strict, bool attaching);

  // [cut, attachments, warning, warning …]: the beginning of a plain value that is too large, in at most about `max_bytes` of
  // JSON and bytes, with marks where something is missing; and those of its `attachments` whose places are still there.
  v8::MaybeLocal<v8::Value> Cut(v8::Local<v8::Context> context, v8::Local<v8::Value> value, double max_bytes,
                                v8::Local<v8::Array> attachments);

  // [name, message, code, stack, data, causes]: strings and an array of them, but `data` any value, undefined if the program set
  // none.
  v8::MaybeLocal<v8::Value> Describe(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown);

  // Text of `error.stack`, user frames only: for V8's callback.
  static v8::MaybeLocal<v8::Value> FormatStack(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                               v8::Local<v8::Array> sites);

  // Whether it is an object of one of the runtime's classes (URL, Event), which are more than their properties; DOMException is
  // none. Nothing: JavaScript was terminated, or has no stack left. `context` must have the bundle.
  static v8::Maybe<bool> IsPlatformObject(v8::Local<v8::Context> context, v8::Local<v8::Object> object);

  // Throws the program a DOMException. `context` must have the bundle.
  static void ThrowDomException(v8::Local<v8::Context> context, std::string_view name, std::string_view message);

 private:
  v8::MaybeLocal<v8::Value> Call(v8::Local<v8::Context> context, const v8::Global<v8::Function>& function, int argc,
                                 v8::Local<v8::Value>* argv);

  v8::Isolate* const isolate_;
  v8::Global<v8::Function> reset_;
  v8::Global<v8::Function> shape_of_;
  v8::Global<v8::Function> convert_;
  v8::Global<v8::Function> cut_;
  v8::Global<v8::Function> describe_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_RUNTIME_H_
