#ifndef ISOBRIDGE_SERVICE_SETTING_H_
#define ISOBRIDGE_SERVICE_SETTING_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "service/configuration.h"

namespace isobridge::service {

// One thing that can be set, on the command line as `--name=value` and in the configuration file as `name: value`.
//
// Values: numbers; byte counts also as 64KiB, 128MiB, 2GiB; durations as 500ms, 30s, 1h30m, inf; true and false; lists as a,b,c
// or repeated flags, in the file as a sequence.
struct Setting {
  enum class Shape { kScalar, kSwitch, kList };

  std::string name;
  std::string help;
  Shape shape;
  // Takes over the values (one, unless it is a list). The error says what is wrong with them, without the name.
  std::function<absl::Status(const std::vector<std::string>& values, Configuration& configuration)> read;
  // As text that `read` takes.
  std::function<std::string(const Configuration& configuration)> print;
};

// All of them, in the order in which the usage shows them.
const std::vector<Setting>& Settings();

// Null if there is none of that name.
const Setting* FindSetting(std::string_view name);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_SETTING_H_
