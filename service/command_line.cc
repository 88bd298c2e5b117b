#include "service/command_line.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/setting.h"

namespace isobridge::service {
namespace {

struct Flag {
  std::string_view name;
  std::optional<std::string_view> value;
};

std::optional<Flag> FlagOf(std::string_view argument) {
  if (!absl::ConsumePrefix(&argument, "-")) return std::nullopt;
  absl::ConsumePrefix(&argument, "-");
  const size_t equals = argument.find('=');
  if (equals == argument.npos) return Flag{.name = argument, .value = std::nullopt};
  return Flag{.name = argument.substr(0, equals), .value = argument.substr(equals + 1)};
}

bool IsSwitch(std::string_view name) {
  const Setting* setting = FindSetting(name);
  return setting != nullptr && setting->shape == Setting::Shape::kSwitch;
}

// `--name` and `--noname` of a switch.
void GiveSwitchesTheirValue(Flag& flag) {
  if (flag.value.has_value()) return;
  if (IsSwitch(flag.name)) {
    flag.value = "true";
  } else if (absl::StartsWith(flag.name, "no") && IsSwitch(flag.name.substr(2))) {
    flag = {.name = flag.name.substr(2), .value = "false"};
  }
}

// A list that was given before grows; anything else is given anew, so that the last one counts.
void Give(const Flag& flag, std::vector<GivenSetting>& settings) {
  const Setting* setting = FindSetting(flag.name);
  const bool list = setting != nullptr && setting->shape == Setting::Shape::kList;
  std::vector<std::string> values;
  if (list) {
    values = absl::StrSplit(*flag.value, ',', absl::SkipEmpty());
  } else {
    values.emplace_back(*flag.value);
  }
  for (GivenSetting& earlier : settings) {
    if (!list || earlier.name != flag.name) continue;
    earlier.values.insert(earlier.values.end(), values.begin(), values.end());
    return;
  }
  settings.push_back({.name = std::string(flag.name), .values = std::move(values), .origin = absl::StrCat("--", flag.name)});
}

}  // namespace

absl::StatusOr<CommandLine> ParseCommandLine(std::span<const char* const> arguments) {
  CommandLine line;
  for (size_t i = 0; i < arguments.size(); ++i) {
    std::optional<Flag> flag = FlagOf(arguments[i]);
    if (!flag.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", arguments[i], "' is no flag; flags look like --listen=127.0.0.1:50051"));
    }
    if (flag->name == "help" || flag->name == "helpshort" || flag->name == "h") {
      line.help = true;
      continue;
    }
    GiveSwitchesTheirValue(*flag);
    if (flag->name != "config" && FindSetting(flag->name) == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("there is no flag --", flag->name, "; isobridge serve --help lists them"));
    }
    if (!flag->value.has_value()) {
      if (++i == arguments.size()) return absl::InvalidArgumentError(absl::StrCat("--", flag->name, " lacks its value"));
      flag->value = arguments[i];
    }
    if (flag->name == "config") {
      line.config_file = std::string(*flag->value);
    } else {
      Give(*flag, line.settings);
    }
  }
  return line;
}

std::string ServeUsage() {
  // With what follows from other settings.
  const Configuration defaults = Configuration::From({}).value_or(Configuration());
  std::string usage =
      "usage: isobridge serve [--config=FILE] [--SETTING=VALUE]...\n"
      "example: isobridge serve --listen=unix:/run/isobridge.sock --max_wall_time=2m\n\n"
      "The file is YAML with the same names (`max_wall_time: 2m`); the command line wins over it.\n\n";
  for (const Setting& setting : Settings()) {
    absl::StrAppend(&usage, "  --", setting.name, "  ", setting.help);
    const std::string value = setting.print(defaults);
    absl::StrAppend(&usage, value.empty() ? "" : absl::StrCat(" [", value, "]"), "\n");
  }
  return usage;
}

}  // namespace isobridge::service
