#include "isolate/worker/timer_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "isolate/worker/native_function.h"
#include "isolate/worker/program_errors.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

// Browsers let nested timers, and so every interval, fire at most so often.
constexpr uint32_t kShortestIntervalMs = 4;

void ThrowTypeError(v8::Isolate* isolate, std::string_view text) {
  isolate->ThrowException(v8::Exception::TypeError(Literal(isolate, text)));
}

}  // namespace

void TimerTable::Install(v8::Local<v8::Context> context, v8::Local<v8::Object> holder) {
  DefineNative(context, holder, "setTimeout", SetTimeout, this, 1);
  DefineNative(context, holder, "setInterval", SetInterval, this, 1);
  DefineNative(context, holder, "clearTimeout", ClearTimer, this, 1);
  DefineNative(context, holder, "clearInterval", ClearTimer, this, 1);
}

void TimerTable::Reset(uint32_t max_timers) {
  max_timers_ = max_timers;
  made_ = 0;
  timers_.clear();
}

void TimerTable::SetTimeout(const v8::FunctionCallbackInfo<v8::Value>& info) {
  OwnerOf<TimerTable>(info)->Set(info, Kind::kOnce);
}

void TimerTable::SetInterval(const v8::FunctionCallbackInfo<v8::Value>& info) {
  OwnerOf<TimerTable>(info)->Set(info, Kind::kRepeating);
}

void TimerTable::ClearTimer(const v8::FunctionCallbackInfo<v8::Value>& info) {
  int32_t timer = 0;
  if (info[0]->IsObject() || !info[0]->Int32Value(info.GetIsolate()->GetCurrentContext()).To(&timer) || timer <= 0) return;
  OwnerOf<TimerTable>(info)->Clear(static_cast<uint32_t>(timer));
}

void TimerTable::Set(const v8::FunctionCallbackInfo<v8::Value>& info, Kind kind) {
  if (!info[0]->IsFunction()) {
    return ThrowTypeError(isolate_, kind == Kind::kOnce
                                        ? "setTimeout needs a function as its first argument; code in a string is not run"
                                        : "setInterval needs a function as its first argument; code in a string is not run");
  }
  // As in browsers: to a 32-bit integer, and what is negative then is 0.
  int32_t delay_ms = 0;
  if (!info[1]->Int32Value(isolate_->GetCurrentContext()).To(&delay_ms)) return;
  if (timers_.size() >= max_timers_) {
    const std::string problem = "too many timers: " + std::to_string(max_timers_) +
                                " are set, which is the limit (timers); clear some, or wait until they have fired";
    isolate_->ThrowException(
        NewProgramError(isolate_->GetCurrentContext(), {.name = "RangeError", .message = problem, .code = "TIMER_LIMIT"}));
    return;
  }

  Timer timer = {.kind = kind, .function = {isolate_, info[0].As<v8::Function>()}, .arguments = {}};
  for (int i = 2; i < info.Length(); ++i) timer.arguments.emplace_back(isolate_, info[i]);
  timers_.emplace(++made_, std::move(timer));
  worker::v1::FromWorker frame;
  worker::v1::TimerSet* set = frame.mutable_timer_set();
  set->set_timer(made_);
  set->set_delay_ms(static_cast<uint32_t>(std::max(delay_ms, 0)));
  if (kind == Kind::kRepeating) set->set_delay_ms(std::max(set->delay_ms(), kShortestIntervalMs));
  set->set_repeat(kind == Kind::kRepeating);
  output_->Send(frame);
  info.GetReturnValue().Set(made_);
}

void TimerTable::Clear(uint32_t timer) {
  if (timers_.erase(timer) == 0) return;
  worker::v1::FromWorker frame;
  frame.mutable_timer_cleared()->set_timer(timer);
  output_->Send(frame);
}

void TimerTable::Fire(v8::Local<v8::Context> context, uint32_t timer) {
  const auto found = timers_.find(timer);
  if (found == timers_.end()) return;
  v8::Local<v8::Function> function = found->second.function.Get(isolate_);
  std::vector<v8::Local<v8::Value>> arguments;
  for (const v8::Global<v8::Value>& argument : found->second.arguments) arguments.push_back(argument.Get(isolate_));
  if (found->second.kind == Kind::kOnce) timers_.erase(found);
  (void)function->Call(context, v8::Undefined(isolate_), static_cast<int>(arguments.size()), arguments.data()).IsEmpty();
}

}  // namespace isobridge::isolate
