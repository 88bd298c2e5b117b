#ifndef ISOBRIDGE_ISOLATE_WORKER_COMPILATION_H_
#define ISOBRIDGE_ISOLATE_WORKER_COMPILATION_H_

#include <cstdint>

#include "isobridge/worker/v1/frames.pb.h"
#include "v8.h"

namespace isobridge::isolate {

// The compiler role: TypeScript in, JavaScript out, in an isolate that runs only our own code.
//
// Isolate thread only, inside the isolate's and the context's scopes.
class Compilation {
 public:
  // Evaluates the compiler bundle in a fresh context and warms it, when the startup snapshot is made.
  static void InstallCompiler(v8::Isolate* isolate, v8::Local<v8::Context> context);

  // Freezes the bundle and the intrinsics, before the first source: in the context that was made from the snapshot, since V8 adds
  // to it when it makes it.
  static void Harden(v8::Isolate* isolate, v8::Local<v8::Context> context);

  // Compiles one source. Never fails: what goes wrong is a CompileError in the answer.
  static worker::v1::Compiled Compile(v8::Isolate* isolate, v8::Local<v8::Context> context, const worker::v1::Compile& request);
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_COMPILATION_H_
