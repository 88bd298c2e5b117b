#ifndef ISOBRIDGE_SERVICE_YAML_PLACE_H_
#define ISOBRIDGE_SERVICE_YAML_PLACE_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "yaml-cpp/yaml.h"

namespace isobridge::service {

// "path:line", for messages; yaml-cpp counts lines from 0, and what is not there has line -1.
inline std::string YamlPlace(std::string_view path, const YAML::Mark& mark) {
  return absl::StrCat(path, ":", std::max(mark.line, 0) + 1);
}

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_YAML_PLACE_H_
