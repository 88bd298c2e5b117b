#ifndef ISOBRIDGE_ISOLATE_WORKER_PROGRAM_H_
#define ISOBRIDGE_ISOLATE_WORKER_PROGRAM_H_

#include <cstdint>
#include <memory>

#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/outbox.h"
#include "v8.h"

namespace isobridge::isolate {

// One program in one isolate: the tools, timers, console and clock that it sees, the events that drive it, and its end.
//
// Deterministic: what it does depends only on Begin and the events, in their order. Microtasks are drained after each.
//
// Isolate thread only, inside the isolate's and the context's scopes.
class Program {
 public:
  // Puts the runtime (console, timers, the bridge's JavaScript) into a fresh context, when the startup snapshot is made.
  static void InstallRuntime(v8::Isolate* isolate, v8::Local<v8::Context> context);
  // Native functions that the snapshot refers to; ends with 0. The same list when the snapshot is made and when it is read.
  static const intptr_t* ExternalReferences();
  // Callbacks and policies that a snapshot doesn't keep: microtasks, code from strings, import(), heap limit, stack traces.
  static void ConfigureIsolate(v8::Isolate* isolate);

  Program(v8::Isolate* isolate, v8::Local<v8::Context> context, Outbox* outbox);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Runs what programs commonly use, so that code, caches and pages are warm in every fork. In the zygote, before it forks;
  // writes no frame and leaves nothing that a program could see. False: what it ran did not come to its end.
  bool Warm();

  // Again in the fork, before it blocks: touches the pages that a program will write.
  void Touch();

  // Keeps `begin`: move it in, it may be large.
  void Begin(worker::v1::Begin begin);
  void Settle(const worker::v1::Settle& settle);
  void TimerFired(const worker::v1::TimerFired& fired);

  // Between two events: finishes with REASON_STOPPED if RequestStop came while no JavaScript ran. Not after it has finished.
  void EndIfStopped();

  // The Finished frame has been appended.
  bool finished() const;

  // Async-signal-safe: makes running JavaScript end, at the next chance, with REASON_STOPPED.
  static void RequestStop();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_PROGRAM_H_
