#ifndef ISOBRIDGE_ISOLATE_WORKER_TOOL_CALLS_H_
#define ISOBRIDGE_ISOLATE_WORKER_TOOL_CALLS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/frame_output.h"
#include "isolate/worker/program_errors.h"
#include "isolate/worker/value_writer.h"
#include "v8.h"

namespace isobridge::isolate {

// The calls of one program, and what it asks about its tools: numbers them, sends them, and settles their promises.
//
// Isolate thread only, inside the context's scope.
class ToolCalls {
 public:
  ToolCalls(v8::Isolate* isolate, FrameOutput* output, ValueWriter* writer)
      : isolate_(isolate), output_(output), writer_(writer) {}

  // Starts over.
  void Reset(const worker::v1::Begin& begin);

  // Calls tool `tool` with `args`. The number is taken once the arguments are written, so a call that fails here has none. Empty
  // if JavaScript was terminated.
  v8::MaybeLocal<v8::Promise> Call(v8::Local<v8::Context> context, uint32_t tool, v8::Local<v8::Value> args);

  // Asks the supervisor, with `args`, an array. Numbered apart from calls; otherwise likewise.
  v8::MaybeLocal<v8::Promise> Lookup(v8::Local<v8::Context> context, worker::v1::Lookup::Kind kind, v8::Local<v8::Value> args);

  // A call or lookup that isn't pending is ignored.
  void Settle(v8::Local<v8::Context> context, const worker::v1::Settle& settle);

  // What arguments lost as they were written, with their calls: a sentence each, the first few. Forgets them.
  std::vector<std::string> TakeLosses();

  bool any_pending() const { return !pending_.empty() || !pending_lookups_.empty(); }
  uint32_t made() const { return made_; }

 private:
  struct Pending {
    v8::Global<v8::Promise::Resolver> resolver;
    v8::Global<v8::StackTrace> made_at;
  };
  using PendingByNumber = std::unordered_map<uint32_t, Pending>;

  // The promise of what was just sent.
  v8::Local<v8::Promise> Await(v8::Local<v8::Promise::Resolver> resolver, Pending* pending);
  v8::Local<v8::Value> ToError(v8::Local<v8::Context> context, const worker::v1::Error& error, const Pending& pending);
  v8::Local<v8::Value> ToError(v8::Local<v8::Context> context, const ErrorText& text, const Pending& pending);
  std::string LimitProblem() const;
  void KeepLosses(const std::vector<std::string>& losses);

  v8::Isolate* const isolate_;
  FrameOutput* const output_;
  ValueWriter* const writer_;
  uint64_t max_args_bytes_ = 0;
  uint32_t max_calls_ = 0;
  bool attachments_ = false;
  uint32_t max_lookups_ = 0;
  uint32_t made_ = 0;
  uint32_t lookups_made_ = 0;
  PendingByNumber pending_;
  PendingByNumber pending_lookups_;
  std::vector<std::string> losses_;
  size_t more_losses_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_TOOL_CALLS_H_
