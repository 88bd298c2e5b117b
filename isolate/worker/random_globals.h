#ifndef ISOBRIDGE_ISOLATE_WORKER_RANDOM_GLOBALS_H_
#define ISOBRIDGE_ISOLATE_WORKER_RANDOM_GLOBALS_H_

#include "isolate/worker/random_stream.h"
#include "v8.h"

namespace isobridge::isolate {

// Adds getRandomValues and randomUUID to `crypto`, and replaces `Math.random`: all draw from `stream`, which must outlive the
// context.
void InstallRandomGlobals(v8::Local<v8::Context> context, v8::Local<v8::Object> global, RandomStream* stream);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_RANDOM_GLOBALS_H_
