#ifndef ISOBRIDGE_SERVICE_WORKER_BINARY_H_
#define ISOBRIDGE_SERVICE_WORKER_BINARY_H_

#include <string>

#include "absl/status/statusor.h"

namespace isobridge::service {

// The path of isobridge_worker: `configured` if that is not empty, else beside this program, in its runfiles, or where Bazel puts
// it. NOT_FOUND lists the places.
absl::StatusOr<std::string> FindWorkerBinary(const std::string& configured);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_WORKER_BINARY_H_
