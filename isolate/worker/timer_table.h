#ifndef ISOBRIDGE_ISOLATE_WORKER_TIMER_TABLE_H_
#define ISOBRIDGE_ISOLATE_WORKER_TIMER_TABLE_H_

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "isolate/worker/frame_output.h"
#include "v8.h"

namespace isobridge::isolate {

// setTimeout, setInterval and their clearing functions. Timers are numbered when they are set; the supervisor keeps the time and
// says when one fires.
//
// Isolate thread only, inside the context's scope.
class TimerTable {
 public:
  TimerTable(v8::Isolate* isolate, FrameOutput* output) : isolate_(isolate), output_(output) {}

  // Defines the four functions on `holder`.
  void Install(v8::Local<v8::Context> context, v8::Local<v8::Object> holder);
  // Starts over.
  void Reset(uint32_t max_timers);

  // Calls the timer's function; what it throws is left to the caller's TryCatch. A timer that was cleared is ignored.
  void Fire(v8::Local<v8::Context> context, uint32_t timer);

  bool any_active() const { return !timers_.empty(); }

 private:
  enum class Kind { kOnce, kRepeating };
  struct Timer {
    Kind kind;
    v8::Global<v8::Function> function;
    std::vector<v8::Global<v8::Value>> arguments;
  };
  static void SetTimeout(const v8::FunctionCallbackInfo<v8::Value>& info);
  static void SetInterval(const v8::FunctionCallbackInfo<v8::Value>& info);
  static void ClearTimer(const v8::FunctionCallbackInfo<v8::Value>& info);
  void Set(const v8::FunctionCallbackInfo<v8::Value>& info, Kind kind);
  void Clear(uint32_t timer);

  v8::Isolate* const isolate_;
  FrameOutput* const output_;
  uint32_t max_timers_ = 0;
  uint32_t made_ = 0;
  std::unordered_map<uint32_t, Timer> timers_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_TIMER_TABLE_H_
