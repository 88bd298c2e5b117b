#ifndef ISOBRIDGE_ISOLATE_WORKER_INTERRUPTION_H_
#define ISOBRIDGE_ISOLATE_WORKER_INTERRUPTION_H_

#include <cstdint>

#include "isolate/worker/frame_output.h"
#include "isolate/worker/program_stack.h"
#include "v8.h"

namespace isobridge::isolate {

// Why, and where, the JavaScript of this process was made to end: asked to from outside, or out of heap.
//
// V8's own TerminateExecution leaves no trace of where the program was. So a request only queues an interrupt; V8 serves it at
// the next stack check, with the program's frames in place: they are noted, and then execution is terminated. What has no stack
// check (a builtin that loops) can't be ended from inside at all.
//
// One for the process, since signal handlers and V8's heap know no other. Isolate thread only, but for RequestStop.
class Interruption {
 public:
  enum class Cause { kNone, kStopped, kHeapLimit };

  // Watches the isolate's heap; the first time that the limit is near, the limit is raised once and the program interrupted. The
  // second time the process says so through `output` and exits.
  static void Watch(v8::Isolate* isolate);
  // Forgets everything; `output` for the exit at the heap limit.
  static void Reset(FrameOutput* output);

  // Async-signal-safe as far as V8 allows: takes V8's own recursive lock for a few instructions and doesn't allocate. The first
  // cause stays.
  static void RequestStop();

  static Cause cause();
  // Where the program was; empty if no JavaScript ran.
  static const ProgramStack& where();

  // The largest heap seen: before each garbage collection, and now.
  static uint64_t HeapPeakBytes(v8::Isolate* isolate);
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_INTERRUPTION_H_
