#ifndef ISOBRIDGE_ISOLATE_WORKER_PROGRAM_POLICY_H_
#define ISOBRIDGE_ISOLATE_WORKER_PROGRAM_POLICY_H_

#include "v8.h"

namespace isobridge::isolate {

struct ProgramCallbacks {
  v8::PrepareStackTraceCallback prepare_stack_trace;
  v8::PromiseRejectCallback promise_reject;
};

// What every program's isolate allows: microtasks run when we say so, `import()` rejects, WebAssembly doesn't compile.
void ApplyProgramPolicy(v8::Isolate* isolate, const ProgramCallbacks& callbacks);

// Takes away what would make a program depend on more than its events, or escape its limits: WebAssembly, SharedArrayBuffer,
// Atomics, WeakRef and FinalizationRegistry. In a context that came from a snapshot, not in one that goes into it: V8 puts some
// of them back.
void RemoveGlobals(v8::Local<v8::Context> context);

// `eval` and `Function` throw an EvalError that says what to do instead; so do the constructors of async and generator functions.
void RefuseCodeFromStrings(v8::Local<v8::Context> context);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_PROGRAM_POLICY_H_
