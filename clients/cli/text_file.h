#ifndef ISOBRIDGE_CLIENTS_CLI_TEXT_FILE_H_
#define ISOBRIDGE_CLIENTS_CLI_TEXT_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace isobridge::cli {

// The contents of the file `path`, or of standard input for "-". The error names the path. At most 256 MiB.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_TEXT_FILE_H_
