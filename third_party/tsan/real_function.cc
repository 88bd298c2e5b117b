#include "third_party/tsan/real_function.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/base/config.h"

#define ISOBRIDGE_TEXT_OF(x) #x
#define ISOBRIDGE_TEXT(x) ISOBRIDGE_TEXT_OF(x)

void* RealFunction(const char* prefix, const char* name) {
  const std::string inline_namespace = ISOBRIDGE_TEXT(ABSL_OPTION_INLINE_NAMESPACE_NAME);
  const std::string symbol = prefix + std::to_string(inline_namespace.size()) + inline_namespace + name;
  void* const found = dlsym(RTLD_NEXT, symbol.c_str());
  if (found == nullptr) {
    std::fprintf(stderr, "third_party/tsan: Abseil has no %s\n", symbol.c_str());
    std::abort();
  }
  return found;
}
