#ifndef ISOBRIDGE_ISOLATE_WORKER_V8_FLAGS_H_
#define ISOBRIDGE_ISOLATE_WORKER_V8_FLAGS_H_

#include <string>

#include "isolate/worker/process_options.h"

namespace isobridge::isolate {

// JavaScript may use so much stack; it is part of V8's flags, and V8 gets the same figure as a limit on its own stack.
inline constexpr int kScriptStackKib = 984;

// V8's flags for a profile, the same when the snapshot is made and when it is read. Part of the engine id.
std::string V8Flags(Profile profile);

// Hands them to V8, before it is initialised. Aborts if V8 doesn't know one: it would drop those after it without a word.
void SetV8Flags(Profile profile);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_V8_FLAGS_H_
