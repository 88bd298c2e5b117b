#ifndef ISOBRIDGE_ISOLATE_RUNTIME_BUNDLE_H_
#define ISOBRIDGE_ISOLATE_RUNTIME_BUNDLE_H_

#include <string_view>

namespace isobridge::isolate {

// The files of this folder, joined in the order of BUILD.bazel into one function expression. It takes the global object, defines
// the program's globals on it and returns the functions that the worker calls (the last lines of exports.js).
extern const std::string_view kRuntimeBundle;

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_RUNTIME_BUNDLE_H_
