#ifndef ISOBRIDGE_SERVICE_COMMAND_LINE_H_
#define ISOBRIDGE_SERVICE_COMMAND_LINE_H_

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/configuration.h"

namespace isobridge::service {

// What stood behind `isobridge serve`.
struct CommandLine {
  std::vector<GivenSetting> settings;
  // `--config`; empty: none.
  std::string config_file;
  bool help = false;
};

// Reads `--name=value`, `--name value`, and for switches `--name` and `--noname`; one dash does as well. A list may be repeated.
// INVALID_ARGUMENT for a flag that doesn't exist or lacks its value, and for anything that is no flag.
absl::StatusOr<CommandLine> ParseCommandLine(std::span<const char* const> arguments);

// All settings with their defaults.
std::string ServeUsage();

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_COMMAND_LINE_H_
