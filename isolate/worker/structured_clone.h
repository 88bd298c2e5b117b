#ifndef ISOBRIDGE_ISOLATE_WORKER_STRUCTURED_CLONE_H_
#define ISOBRIDGE_ISOLATE_WORKER_STRUCTURED_CLONE_H_

#include "v8.h"

namespace isobridge::isolate {

// Defines `structuredClone(value, { transfer })` on `global`. ArrayBuffers can be transferred; what can't be cloned throws an
// Error named DataCloneError.
void InstallStructuredClone(v8::Local<v8::Context> context, v8::Local<v8::Object> global);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_STRUCTURED_CLONE_H_
