#ifndef ISOBRIDGE_ISOLATE_WORKER_FORK_PROCESS_H_
#define ISOBRIDGE_ISOLATE_WORKER_FORK_PROCESS_H_

#include "isolate/lockdown/lockdown.h"
#include "isolate/worker/first_pages.h"
#include "isolate/worker/own_stack.h"
#include "isolate/worker/process_options.h"

namespace isobridge::isolate {

// Every fork speaks to the supervisor over this descriptor.
inline constexpr int kSocketFd = 3;

// What is to be done: the message with which the stack of RunForkProcess is resumed.
enum Purpose {
  // In the zygote: warm what few programs use, and what takes long, while there is nothing else to do. Pauses again.
  kWarmFurther = 0,
  // Serve the supervisor: one program, or any number of sources.
  kServe = 1,
  // Run the start-up check under the same lockdown; exit with 0 if all is well.
  kCheck = 2,
  // Run a program as a worker would, write what FirstPages tells to kScoutFd, and exit with 0.
  kScout = 3,
};

// Where a scout writes.
inline constexpr int kScoutFd = 4;

// The life of V8, on a stack of its own: warm up and pause in the zygote, then, resumed in a fork, lock the process down and
// serve. With options.warm off there is no pause: all of it happens in the fork. `lockdown` must be prepared before the fork goes
// on.
[[noreturn]] void RunForkProcess(const ProcessOptions& options, Lockdown& lockdown, const FirstPages& pages, OwnStack& stack);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_FORK_PROCESS_H_
