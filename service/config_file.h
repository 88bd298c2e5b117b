#ifndef ISOBRIDGE_SERVICE_CONFIG_FILE_H_
#define ISOBRIDGE_SERVICE_CONFIG_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/configuration.h"

namespace isobridge::service {

// Reads a YAML file: one mapping from the names of settings to a value or a sequence of values. INVALID_ARGUMENT names file and
// line: no YAML, a name that doesn't exist or comes twice, a value that is itself a mapping or empty.
absl::StatusOr<std::vector<GivenSetting>> ReadConfigFile(const std::string& path);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CONFIG_FILE_H_
