#ifndef ISOBRIDGE_SERVICE_COMPANION_BINARY_H_
#define ISOBRIDGE_SERVICE_COMPANION_BINARY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace isobridge::service {

// An executable that this one starts.
struct CompanionBinary {
  // "worker_binary", which can name it.
  std::string_view setting;
  // Where Bazel puts it, "isolate/worker/isobridge_worker"; its last part is its name.
  std::string_view target;
};

inline constexpr CompanionBinary kWorkerBinary = {.setting = "worker_binary", .target = "isolate/worker/isobridge_worker"};
inline constexpr CompanionBinary kCheckerBinary = {.setting = "checker_binary", .target = "isolate/checker/isobridge_checker"};

// Its path: `configured` if that is not empty, else beside this program, in its runfiles, or where Bazel puts it. NOT_FOUND lists
// the places; FAILED_PRECONDITION: `configured` is not there.
absl::StatusOr<std::string> FindCompanionBinary(const CompanionBinary& binary, const std::string& configured);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_COMPANION_BINARY_H_
