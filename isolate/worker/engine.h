#ifndef ISOBRIDGE_ISOLATE_WORKER_ENGINE_H_
#define ISOBRIDGE_ISOLATE_WORKER_ENGINE_H_

#include <memory>
#include <string>

#include "isolate/worker/capped_allocator.h"
#include "isolate/worker/outbox.h"
#include "isolate/worker/process_options.h"
#include "v8.h"

namespace isobridge::isolate {

// V8 in this process: flags, platform, one isolate from the startup snapshot, and what happens when memory runs out (a Finished
// frame through the outbox, then the process exits).
//
// One in a process's life; nothing is torn down. Isolate thread only.
class Engine {
 public:
  // `stack_top` is the top of the stack that JavaScript will run on, the current one. `outbox` hears of the end of memory and
  // must outlive the process's last line of JavaScript.
  Engine(const ProcessOptions& options, char* stack_top, Outbox* outbox);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  v8::Isolate* isolate() const { return isolate_; }

  // The snapshot's context, with its kSnapshotContextSlot. Once; inside the isolate's scope and a handle scope.
  v8::Local<v8::Context> NewContext();

  // Loads ICU, which the lockdown would forbid, and warms what many programs use of it: 5 to 10 ms.
  void TouchInternationalization(v8::Local<v8::Context> context);
  // Warms the rest: 20 to 30 ms.
  void WarmInternationalization(v8::Local<v8::Context> context);

  // Hex SHA-256 over all that decides what a program does: V8's version and flags, the snapshot and ICU's version. Equal ids run
  // equal programs to equal results. Needs no Engine.
  static std::string Id(const ProcessOptions& options);

 private:
  void RunOurs(v8::Local<v8::Context> context, const char* source);

  std::unique_ptr<v8::Platform> platform_;
  CappedAllocator allocator_;
  v8::StartupData snapshot_;
  v8::Isolate* isolate_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_ENGINE_H_
