#ifndef ISOBRIDGE_ISOLATE_COMPILER_BUNDLE_H_
#define ISOBRIDGE_ISOLATE_COMPILER_BUNDLE_H_

#include <string_view>

namespace isobridge::isolate {

// A script, ASCII, that needs nothing but V8. It defines one global, the function `isobridgeCompile` of entry.ts.
extern const std::string_view kCompilerBundle;

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_COMPILER_BUNDLE_H_
