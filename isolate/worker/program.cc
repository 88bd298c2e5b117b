#include "isolate/worker/program.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "isolate/worker/attachment_values.h"
#include "isolate/worker/console_output.h"
#include "isolate/worker/frame_output.h"
#include "isolate/worker/interruption.h"
#include "isolate/worker/microtasks.h"
#include "isolate/worker/own_stack.h"
#include "isolate/worker/program_errors.h"
#include "isolate/worker/program_policy.h"
#include "isolate/worker/program_script.h"
#include "isolate/worker/program_stack.h"
#include "isolate/worker/random_globals.h"
#include "isolate/worker/random_stream.h"
#include "isolate/worker/rejections.h"
#include "isolate/worker/resident_peak.h"
#include "isolate/worker/runtime.h"
#include "isolate/worker/runtime_natives.h"
#include "isolate/worker/structured_clone.h"
#include "isolate/worker/timer_table.h"
#include "isolate/worker/tool_calls.h"
#include "isolate/worker/tool_objects.h"
#include "isolate/worker/v8_text.h"
#include "isolate/worker/value_writer.h"
#include "isolate/worker/virtual_clock.h"
#include "isolate/worker/warm_up.h"

namespace isobridge::isolate {
namespace {

using worker::v1::Finished;

// isobridge.v1.Warning.Code
constexpr uint32_t kConsoleTruncated = 2;
constexpr uint32_t kUnhandledRejection = 3;
constexpr uint32_t kLossyResult = 4;
constexpr uint32_t kLossyArgs = 31;

constexpr size_t kMaxRejectionWarnings = 10;
constexpr size_t kInputProblemBytes = 1'000;

void AddWarnings(uint32_t code, std::vector<std::string> messages, Finished* finished) {
  for (std::string& message : messages) {
    worker::v1::Warning* warning = finished->add_warnings();
    warning->set_code(code);
    warning->set_message(std::move(message));
  }
}

}  // namespace

class Program::State {
 public:
  State(v8::Isolate* isolate, v8::Local<v8::Context> context, Outbox* outbox);
  ~State();

  void Begin(worker::v1::Begin begin);
  void Settle(const worker::v1::Settle& settle);
  void TimerFired(const worker::v1::TimerFired& fired);
  void EndIfStopped();
  bool Warm(std::string_view code);

  bool finished() const { return finished_; }
  void OnReject(v8::PromiseRejectMessage message) { rejections_.OnReject(message); }

 private:
  void LimitStack(uint64_t bytes);
  v8::Local<v8::Context> context() const { return context_.Get(isolate_); }
  // The next event; false if the program has ended and nothing must happen.
  bool NextEvent(int64_t now_us);
  // False: the input is no JSON, and the program has ended.
  bool SetInput(v8::Local<v8::Context> context);
  // What follows each event: microtasks, and the end if it has come.
  void AfterEvent(v8::Local<v8::Context> context);

  // Each appends the Finished frame.
  void FinishReturned(v8::Local<v8::Context> context, v8::Local<v8::Value> value);
  void FinishThrew(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown);
  void FinishNeverSettles(v8::Local<v8::Context> context);
  void FinishInterrupted();
  void FinishWith(Finished::Reason reason, std::string_view name, std::string message, const ProgramStack& stack = {});
  // With warnings and the heap; an interruption in the meantime takes the place of `finished`.
  void Finish(v8::Local<v8::Context> context, Finished finished);
  void AddRejectionWarnings(v8::Local<v8::Context> context, Finished* finished);
  void Send(Finished finished);

  v8::Isolate* const isolate_;
  const v8::Global<v8::Context> context_;
  FrameOutput output_;
  ConsoleOutput console_;
  RandomStream random_;
  TimerTable timers_;
  Microtasks microtasks_;
  Rejections rejections_;
  RuntimeParts parts_;
  Runtime runtime_;
  ValueWriter writer_;
  ThrownDescriber describer_;
  ToolCalls calls_;
  ToolObjects tools_;

  worker::v1::Begin begin_;
  uint64_t events_ = 0;
  bool finished_ = false;
  v8::Global<v8::Promise> main_;
};

namespace {

// Found by V8's callbacks through the isolate.
constexpr uint32_t kStateSlot = 1;

}  // namespace

Program::State::State(v8::Isolate* isolate, v8::Local<v8::Context> context, Outbox* outbox)
    : isolate_(isolate),
      context_(isolate, context),
      output_(outbox),
      console_(&output_),
      timers_(isolate, &output_),
      microtasks_(isolate),
      rejections_(isolate),
      parts_{.console = &console_, .tools = &tools_, .timers = &timers_, .microtasks = &microtasks_},
      runtime_(isolate, context, NewRuntimeNatives(context, &parts_)),
      writer_(isolate, &runtime_),
      describer_(isolate, &runtime_, &writer_),
      calls_(isolate, &output_, &writer_),
      tools_(isolate, &calls_) {
  v8::HandleScope handles(isolate);
  v8::Local<v8::Object> global = context->Global();
  isolate->SetData(kStateSlot, this);
  Interruption::Reset(&output_);
  RemoveGlobals(context);
  RefuseCodeFromStrings(context);
  tools_.Install(context, global);
  timers_.Install(context, global);
  microtasks_.Install(context, global);
  InstallRandomGlobals(context, global, &random_);
  InstallStructuredClone(context, global);
}

Program::State::~State() {
  isolate_->SetData(kStateSlot, nullptr);
  Interruption::Reset(nullptr);
  SetProgramCode({}, {});
}

// V8 measures from the top of the stack that it runs on.
void Program::State::LimitStack(uint64_t bytes) {
  const OwnStack* const stack = OwnStack::Current();
  if (bytes == 0 || stack == nullptr) return;
  isolate_->SetStackLimit(reinterpret_cast<uintptr_t>(stack->top()) - bytes);
}

void Program::State::Begin(worker::v1::Begin begin) {
  v8::HandleScope handles(isolate_);
  v8::Local<v8::Context> context = this->context();
  begin_ = std::move(begin);
  const worker::v1::WorkerLimits& limits = begin_.limits();
  LimitStack(limits.stack_bytes());
  VirtualClock::Reset(begin_.now_us());
  parts_.began_us = begin_.now_us();
  events_ = 0;
  finished_ = false;
  main_.Reset();
  output_.SetEvents(0);
  random_.Reset(begin_.seed());
  console_.Reset(limits.console_bytes(), limits.console_lines());
  calls_.Reset(begin_);
  timers_.Reset(limits.timers());
  microtasks_.Reset();
  rejections_.Reset();
  tools_.Reset(&begin_);
  SetProgramCode(begin_.code(), LineMap(begin_.inserted_breaks()));
  runtime_.Reset(context);
  if (!SetInput(context)) return;

  v8::TryCatch caught(isolate_);
  v8::Local<v8::Function> main;
  if (!CompileProgram(context, begin_.code()).ToLocal(&main)) {
    if (Interruption::cause() != Interruption::Cause::kNone) return FinishInterrupted();
    const ProgramSyntaxError error = SyntaxErrorOf(context, caught, begin_.code());
    return FinishWith(Finished::REASON_SYNTAX_ERROR, "SyntaxError", error.message, {.frames = "", .position = error.position});
  }
  // A stop that came before has ended whatever ran then; it would not end the program, too.
  if (Interruption::cause() != Interruption::Cause::kNone) return FinishInterrupted();
  v8::Local<v8::Value> promise;
  if (main->Call(context, v8::Undefined(isolate_), 0, nullptr).ToLocal(&promise) && promise->IsPromise()) {
    main_.Reset(isolate_, promise.As<v8::Promise>());
  } else if (!caught.HasTerminated() && caught.HasCaught()) {
    return FinishThrew(context, caught.Exception());
  }
  AfterEvent(context);
}

bool Program::State::SetInput(v8::Local<v8::Context> context) {
  v8::TryCatch caught(isolate_);
  v8::Local<v8::String> json;
  v8::Local<v8::Value> input = v8::Undefined(isolate_);
  if (!begin_.input_json().empty() &&
      !(FromUtf8(isolate_, begin_.input_json()).ToLocal(&json) && v8::JSON::Parse(context, json).ToLocal(&input))) {
    // The service has checked it: a program must not run on another input than the one it was given.
    if (Interruption::cause() != Interruption::Cause::kNone) {
      FinishInterrupted();
      return false;
    }
    std::string problem = "it is too long";
    if (caught.HasCaught() && !caught.Message().IsEmpty()) {
      problem = ToUtf8(isolate_, caught.Message()->Get(), kInputProblemBytes);
    }
    FinishWith(Finished::REASON_THREW, "InputError",
               "The program was not run: its input of " + std::to_string(begin_.input_json().size()) +
                   " bytes can't be read as JSON (" + problem + "). Send valid JSON");
    return false;
  }
  if (const std::string misplaced = PlaceAttachments(context, begin_.input_attachments(), &input); !misplaced.empty()) {
    FinishWith(Finished::REASON_THREW, "InputError", "The program was not run: in its input " + misplaced);
    return false;
  }
  (void)context->Global()->DefineOwnProperty(context, Literal(isolate_, "input"), input, v8::DontEnum).IsNothing();
  return true;
}

bool Program::State::NextEvent(int64_t now_us) {
  if (finished_) return false;
  output_.SetEvents(++events_);
  VirtualClock::Advance(now_us);
  if (Interruption::cause() == Interruption::Cause::kNone) return true;
  FinishInterrupted();
  return false;
}

void Program::State::Settle(const worker::v1::Settle& settle) {
  if (!NextEvent(settle.now_us())) return;
  v8::HandleScope handles(isolate_);
  v8::Local<v8::Context> context = this->context();
  calls_.Settle(context, settle);
  AfterEvent(context);
}

void Program::State::TimerFired(const worker::v1::TimerFired& fired) {
  if (!NextEvent(fired.now_us())) return;
  v8::HandleScope handles(isolate_);
  v8::Local<v8::Context> context = this->context();
  {
    v8::TryCatch caught(isolate_);
    timers_.Fire(context, fired.timer());
    microtasks_.KeepUncaught(caught);
  }
  AfterEvent(context);
}

void Program::State::AfterEvent(v8::Local<v8::Context> context) {
  microtasks_.Drain();
  if (Interruption::cause() != Interruption::Cause::kNone) return FinishInterrupted();
  v8::Local<v8::Promise> main = main_.Get(isolate_);
  const v8::Promise::PromiseState state = main.IsEmpty() ? v8::Promise::kPending : main->State();
  switch (state) {
    case v8::Promise::kFulfilled:
      return FinishReturned(context, main->Result());
    case v8::Promise::kRejected:
      return FinishThrew(context, main->Result());
    case v8::Promise::kPending:
      break;
  }
  v8::Local<v8::Value> uncaught = microtasks_.Uncaught();
  if (!uncaught.IsEmpty()) return FinishThrew(context, uncaught);
  if (!calls_.any_pending() && !timers_.any_active()) FinishNeverSettles(context);
}

void Program::State::FinishReturned(v8::Local<v8::Context> context, v8::Local<v8::Value> value) {
  WrittenValue written = writer_.Write(context, value,
                                       {.root = "result",
                                        .max_bytes = begin_.limits().result_bytes(),
                                        .losses = Losses::kAll,
                                        .attaching = begin_.attachments(),
                                        .truncating = begin_.truncate_result()});
  Finished finished;
  switch (written.outcome) {
    case WrittenValue::Outcome::kInterrupted:
      return FinishInterrupted();
    case WrittenValue::Outcome::kWritten:
      finished.set_reason(Finished::REASON_RETURNED);
      finished.set_value_json(std::move(written.json));
      finished.mutable_attachments()->Swap(&written.attachments);
      if (!written.truncated) break;
      finished.set_truncated(true);
      finished.set_result_bytes(written.size);
      finished.set_result_bytes_is_lower_bound(written.size_is_lower_bound);
      break;
    case WrittenValue::Outcome::kTooLarge:
      finished.set_reason(Finished::REASON_RESULT_TOO_LARGE);
      finished.set_result_bytes(written.size);
      finished.set_result_bytes_is_lower_bound(written.size_is_lower_bound);
      finished.mutable_error()->set_name("RangeError");
      finished.mutable_error()->set_message("the result takes " + std::to_string(written.size) +
                                            (written.size_is_lower_bound ? " bytes of JSON or more" : " bytes of JSON") +
                                            "; the limit (result_bytes) is " + std::to_string(begin_.limits().result_bytes()) +
                                            ": return less");
      break;
    case WrittenValue::Outcome::kNotSerializable:
      finished.set_reason(Finished::REASON_RESULT_NOT_SERIALIZABLE);
      finished.mutable_error()->set_name("TypeError");
      finished.mutable_error()->set_message(written.problem);
      break;
  }
  AddWarnings(kLossyResult, std::move(written.losses), &finished);
  Finish(context, std::move(finished));
}

void Program::State::FinishThrew(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown) {
  Finished finished;
  finished.set_reason(Finished::REASON_THREW);
  std::vector<std::string> losses;
  if (!describer_.Describe(context, thrown, begin_.limits().result_bytes(), finished.mutable_error(), &losses))
    return FinishInterrupted();
  AddWarnings(kLossyResult, std::move(losses), &finished);
  Finish(context, std::move(finished));
}

void Program::State::FinishNeverSettles(v8::Local<v8::Context> context) {
  Finished finished;
  finished.set_reason(Finished::REASON_NEVER_SETTLES);
  finished.mutable_error()->set_name("Error");
  finished.mutable_error()->set_message(
      "The program waits for a promise that nothing will settle: no call to a tool and no timer is outstanding. Check that every "
      "`new Promise` calls resolve or reject");
  Finish(context, std::move(finished));
}

void Program::State::EndIfStopped() {
  if (Interruption::cause() == Interruption::Cause::kStopped) FinishInterrupted();
}

void Program::State::FinishInterrupted() {
  isolate_->CancelTerminateExecution();
  if (Interruption::cause() == Interruption::Cause::kHeapLimit) {
    return FinishWith(Finished::REASON_HEAP_LIMIT, "RangeError", "The program used more memory than its heap limit allows",
                      Interruption::where());
  }
  FinishWith(Finished::REASON_STOPPED, "Error", "The program was stopped", Interruption::where());
}

void Program::State::FinishWith(Finished::Reason reason, std::string_view name, std::string message, const ProgramStack& stack) {
  Finished finished;
  finished.set_reason(reason);
  worker::v1::Error* error = finished.mutable_error();
  error->set_name(std::string(name));
  error->set_message(std::move(message));
  error->set_stack(stack.frames);
  error->set_line(stack.position.line);
  error->set_column(stack.position.column);
  Send(std::move(finished));
}

void Program::State::Finish(v8::Local<v8::Context> context, Finished finished) {
  AddRejectionWarnings(context, &finished);
  if (Interruption::cause() != Interruption::Cause::kNone) return FinishInterrupted();
  Send(std::move(finished));
}

void Program::State::AddRejectionWarnings(v8::Local<v8::Context> context, Finished* finished) {
  const std::vector<v8::Local<v8::Value>> reasons = rejections_.Unhandled(main_.Get(isolate_));
  for (size_t i = 0; i < reasons.size() && i < kMaxRejectionWarnings; ++i) {
    worker::v1::Error error;
    if (!describer_.Describe(context, reasons[i], /*max_data_bytes=*/0, &error, /*losses=*/nullptr)) return;
    std::string text = "a promise was rejected and nobody handled it: " + error.name() + ": " + error.message();
    if (error.line() > 0) text += " (line " + std::to_string(error.line()) + ":" + std::to_string(error.column()) + ")";
    worker::v1::Warning* warning = finished->add_warnings();
    warning->set_code(kUnhandledRejection);
    warning->set_message(std::move(text));
  }
  if (reasons.size() <= kMaxRejectionWarnings) return;
  worker::v1::Warning* warning = finished->add_warnings();
  warning->set_code(kUnhandledRejection);
  warning->set_message(std::to_string(reasons.size() - kMaxRejectionWarnings) + " more promises were rejected and not handled");
}

void Program::State::Send(Finished finished) {
  AddWarnings(kLossyArgs, calls_.TakeLosses(), &finished);
  if (std::string loss = console_.Loss(); !loss.empty()) AddWarnings(kConsoleTruncated, {std::move(loss)}, &finished);
  finished.set_heap_peak_bytes(Interruption::HeapPeakBytes(isolate_));
  finished.set_resident_peak_bytes(ResidentPeakBytes());
  finished.set_stack_peak_bytes(OwnStack::PeakBytes());
  worker::v1::FromWorker frame;
  *frame.mutable_finished() = std::move(finished);
  finished_ = true;
  output_.Send(frame);
}

bool Program::State::Warm(std::string_view code) {
  v8::HandleScope handles(isolate_);
  v8::Local<v8::Context> context = this->context();
  const FrameOutput::Mute mute(&output_);
  tools_.SetLifetime(ToolObjects::Lifetime::kRehearsal);
  Begin(Rehearsal(code));
  for (uint32_t event = 1; !finished_ && event <= kRehearsalEvents; ++event) {
    if (calls_.any_pending()) {
      Settle(RehearsalAnswer(event));
    } else {
      TimerFired(RehearsalTimer(event));
    }
  }
  tools_.Withdraw(context);
  tools_.SetLifetime(ToolObjects::Lifetime::kProgram);
  (void)context->Global()->Delete(context, Literal(isolate_, "input")).IsNothing();
  timers_.Reset(0);
  calls_.Reset(worker::v1::Begin());
  runtime_.Reset(context);
  rejections_.Reset();
  main_.Reset();
  begin_.Clear();
  events_ = 0;
  VirtualClock::Reset(0);
  return std::exchange(finished_, false);
}

void Program::InstallRuntime(v8::Isolate* isolate, v8::Local<v8::Context> context) { Runtime::Install(isolate, context); }

// Natives are made by the constructor; the snapshot holds JavaScript alone.
const intptr_t* Program::ExternalReferences() {
  static constexpr intptr_t kNone[] = {0};
  return kNone;
}

void Program::ConfigureIsolate(v8::Isolate* isolate) {
  ApplyProgramPolicy(
      isolate, {.prepare_stack_trace = [](v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                          v8::Local<v8::Array> sites) { return Runtime::FormatStack(context, error, sites); },
                .promise_reject =
                    [](v8::PromiseRejectMessage message) {
                      v8::Isolate* current = v8::Isolate::GetCurrent();
                      State* state = static_cast<State*>(current->GetData(kStateSlot));
                      if (state != nullptr) state->OnReject(message);
                    }});
  Interruption::Watch(isolate);
}

Program::Program(v8::Isolate* isolate, v8::Local<v8::Context> context, Outbox* outbox)
    : state_(std::make_unique<State>(isolate, context, outbox)) {}

Program::~Program() = default;

bool Program::Warm() {
  bool finished = true;
  for (int round = 0; round < kWarmRounds; ++round) finished = state_->Warm(kWarmProgram) && finished;
  return finished;
}

void Program::Touch() { state_->Warm(kTouchProgram); }

void Program::Begin(worker::v1::Begin begin) { state_->Begin(std::move(begin)); }
void Program::Settle(const worker::v1::Settle& settle) { state_->Settle(settle); }
void Program::TimerFired(const worker::v1::TimerFired& fired) { state_->TimerFired(fired); }
bool Program::finished() const { return state_->finished(); }
void Program::EndIfStopped() { state_->EndIfStopped(); }

void Program::RequestStop() { Interruption::RequestStop(); }

}  // namespace isobridge::isolate
