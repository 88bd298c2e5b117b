#include "isolate/worker/rejections.h"

namespace isobridge::isolate {
namespace {

// Further ones are not told of: handling one later means looking through the others.
constexpr size_t kMaxTracked = 256;

}  // namespace

void Rejections::Reset() { unhandled_.clear(); }

void Rejections::OnReject(v8::PromiseRejectMessage message) {
  switch (message.GetEvent()) {
    case v8::kPromiseRejectWithNoHandler:
      if (unhandled_.size() < kMaxTracked) unhandled_.emplace_back(isolate_, message.GetPromise());
      return;
    case v8::kPromiseHandlerAddedAfterReject:
      // Most are handled soon after.
      for (size_t i = unhandled_.size(); i-- > 0;) {
        if (unhandled_[i] != message.GetPromise()) continue;
        unhandled_.erase(unhandled_.begin() + static_cast<ptrdiff_t>(i));
        return;
      }
      return;
    case v8::kPromiseRejectAfterResolved:
    case v8::kPromiseResolveAfterResolved:
      return;
  }
}

std::vector<v8::Local<v8::Value>> Rejections::Unhandled(v8::Local<v8::Value> except) const {
  std::vector<v8::Local<v8::Value>> reasons;
  for (const v8::Global<v8::Promise>& promise : unhandled_) {
    if (except.IsEmpty() || promise != except) reasons.push_back(promise.Get(isolate_)->Result());
  }
  return reasons;
}

}  // namespace isobridge::isolate
