#ifndef ISOBRIDGE_ISOLATE_WORKER_RUNTIME_NATIVES_H_
#define ISOBRIDGE_ISOLATE_WORKER_RUNTIME_NATIVES_H_

#include <cstdint>

#include "isolate/worker/console_output.h"
#include "isolate/worker/microtasks.h"
#include "isolate/worker/timer_table.h"
#include "isolate/worker/tool_objects.h"
#include "v8.h"

namespace isobridge::isolate {

// What the functions of RuntimeNatives work on.
struct RuntimeParts {
  ConsoleOutput* console;
  ToolObjects* tools;
  TimerTable* timers;
  Microtasks* microtasks;
  // The clock when the program began.
  int64_t began_us = 0;
};

// What the bundle's JavaScript can't do by itself (//isolate/runtime:natives.js): look into objects without running anything,
// read the clock, set timers, write console lines. A program sees neither the object nor the functions. `parts` must outlive the
// context.
v8::Local<v8::Object> NewRuntimeNatives(v8::Local<v8::Context> context, RuntimeParts* parts);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_RUNTIME_NATIVES_H_
