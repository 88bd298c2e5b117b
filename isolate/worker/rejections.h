#ifndef ISOBRIDGE_ISOLATE_WORKER_REJECTIONS_H_
#define ISOBRIDGE_ISOLATE_WORKER_REJECTIONS_H_

#include <cstddef>
#include <vector>

#include "v8.h"

namespace isobridge::isolate {

// The promises that were rejected and that nobody has handled yet.
//
// Isolate thread only.
class Rejections {
 public:
  explicit Rejections(v8::Isolate* isolate) : isolate_(isolate) {}

  // Starts over.
  void Reset();

  // From V8's promise reject callback.
  void OnReject(v8::PromiseRejectMessage message);

  // What the unhandled promises were rejected with, the oldest first, without the one of `except`.
  std::vector<v8::Local<v8::Value>> Unhandled(v8::Local<v8::Value> except) const;

 private:
  v8::Isolate* const isolate_;
  std::vector<v8::Global<v8::Promise>> unhandled_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_REJECTIONS_H_
