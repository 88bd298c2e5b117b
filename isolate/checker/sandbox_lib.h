#ifndef ISOBRIDGE_ISOLATE_CHECKER_SANDBOX_LIB_H_
#define ISOBRIDGE_ISOLATE_CHECKER_SANDBOX_LIB_H_

#include <string_view>

namespace isobridge::isolate {

// Of TypeScript, whose library this is and whose compiler checks: "7.0.2".
extern const std::string_view kCheckerVersion;

// The declarations of all that a program finds in the sandbox, tools apart; made when building (sandbox_lib.mjs).
extern const std::string_view kSandboxLib;
// The part of it that TypeScript wants in a module.
extern const std::string_view kSandboxLibModule;

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_CHECKER_SANDBOX_LIB_H_
