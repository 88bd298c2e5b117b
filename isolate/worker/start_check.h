#ifndef ISOBRIDGE_ISOLATE_WORKER_START_CHECK_H_
#define ISOBRIDGE_ISOLATE_WORKER_START_CHECK_H_

#include <string>

#include "v8.h"

namespace isobridge::isolate {

// Runs every check program (check_programs.h) in this context and compares results; in a fork of its own, since it leaves traces,
// and since a V8 that was damaged by the fork crashes here instead of in a user's program. Returns "" or which program went
// wrong.
//
// Isolate thread only, inside the isolate's and the context's scopes.
std::string RunStartCheck(v8::Isolate* isolate, v8::Local<v8::Context> context);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_START_CHECK_H_
