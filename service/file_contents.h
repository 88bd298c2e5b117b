#ifndef ISOBRIDGE_SERVICE_FILE_CONTENTS_H_
#define ISOBRIDGE_SERVICE_FILE_CONTENTS_H_

#include <string>

#include "absl/status/statusor.h"

namespace isobridge::service {

// A whole file of the operator's. INVALID_ARGUMENT, naming it, if it can't be read or is empty.
absl::StatusOr<std::string> FileContents(const std::string& path);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_FILE_CONTENTS_H_
