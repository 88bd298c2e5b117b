#include "service/config_file.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "service/file_contents.h"
#include "service/setting.h"
#include "service/yaml_place.h"
#include "yaml-cpp/yaml.h"

namespace isobridge::service {
namespace {

absl::StatusOr<std::vector<std::string>> ValuesOf(const YAML::Node& node) {
  if (node.IsScalar()) return std::vector<std::string>{node.Scalar()};
  if (!node.IsSequence()) return absl::InvalidArgumentError(node.IsNull() ? "it has no value" : "it is a mapping, not a value");
  std::vector<std::string> values;
  for (const YAML::Node& element : node) {
    if (!element.IsScalar()) return absl::InvalidArgumentError("its sequence holds something other than plain values");
    values.push_back(element.Scalar());
  }
  return values;
}

// Throws what yaml-cpp throws.
absl::StatusOr<std::vector<GivenSetting>> Read(const std::string& path, const std::string& text) {
  const YAML::Node root = YAML::Load(text);
  std::vector<GivenSetting> settings;
  if (root.IsNull()) return settings;
  if (!root.IsMap())
    return absl::InvalidArgumentError(
        absl::StrCat(YamlPlace(path, root.Mark()), ": the file must be a mapping, like `listen: 127.0.0.1:50051`"));
  std::map<std::string, std::string> seen;
  for (const auto& entry : root) {
    const std::string place = YamlPlace(path, entry.first.Mark());
    if (!entry.first.IsScalar()) return absl::InvalidArgumentError(absl::StrCat(place, ": a setting's name must be plain text"));
    const std::string& name = entry.first.Scalar();
    if (FindSetting(name) == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(place, ": there is no setting '", name, "'; isobridge serve --help lists them"));
    }
    if (const auto [first, fresh] = seen.emplace(name, place); !fresh) {
      return absl::InvalidArgumentError(absl::StrCat(place, ": ", name, " is already set at ", first->second));
    }
    absl::StatusOr<std::vector<std::string>> values = ValuesOf(entry.second);
    if (!values.ok()) return absl::InvalidArgumentError(absl::StrCat(place, ": ", name, ": ", values.status().message()));
    settings.push_back({.name = name, .values = *std::move(values), .origin = place});
  }
  return settings;
}

}  // namespace

absl::StatusOr<std::vector<GivenSetting>> ReadConfigFile(const std::string& path) {
  const absl::StatusOr<std::string> text = FileContents(path);
  if (!text.ok()) return absl::InvalidArgumentError(absl::StrCat("--config: ", text.status().message()));
  try {
    return Read(path, *text);
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(YamlPlace(path, error.mark), ": ", error.msg));
  }
}

}  // namespace isobridge::service
