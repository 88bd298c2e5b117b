#include "service/setting_text.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace isobridge::service {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 3> kByteUnits = {{{"GiB", 30}, {"MiB", 20}, {"KiB", 10}}};

template <typename Enum>
using Names = std::initializer_list<std::pair<std::string_view, Enum>>;

const Names<isolate::EngineProfile> kProfiles = {{"jit", isolate::EngineProfile::kJit},
                                                 {"hardened", isolate::EngineProfile::kHardened}};
const Names<isolate::LandlockPolicy> kLandlock = {{"require", isolate::LandlockPolicy::kRequire},
                                                  {"prefer", isolate::LandlockPolicy::kPrefer},
                                                  {"off", isolate::LandlockPolicy::kOff}};
const Names<telemetry::LogFormat> kFormats = {{"text", telemetry::LogFormat::kText}, {"json", telemetry::LogFormat::kJson}};
const Names<telemetry::Severity> kLevels = {{"debug", telemetry::Severity::kDebug},
                                            {"info", telemetry::Severity::kInfo},
                                            {"warning", telemetry::Severity::kWarning},
                                            {"error", telemetry::Severity::kError}};
const Names<isobridge::v1::CheckMode> kCheckModes = {{"off", isobridge::v1::CHECK_MODE_OFF},
                                                     {"advise", isobridge::v1::CHECK_MODE_ADVISE},
                                                     {"block-certain", isobridge::v1::CHECK_MODE_BLOCK_CERTAIN},
                                                     {"strict", isobridge::v1::CHECK_MODE_STRICT}};
const Names<AuthMode> kAuthModes = {
    {"auto", AuthMode::kAutomatic}, {"none", AuthMode::kNone}, {"mtls", AuthMode::kMutualTls}, {"token", AuthMode::kToken}};

absl::Status Unreadable(std::string_view text, std::string_view expected) {
  return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not ", expected));
}

template <typename Enum>
absl::Status ReadName(std::string_view text, const Names<Enum>& names, Enum* value) {
  std::string expected = "one of";
  for (const auto& [name, candidate] : names) {
    absl::StrAppend(&expected, " ", name);
    if (text != name) continue;
    *value = candidate;
    return absl::OkStatus();
  }
  return Unreadable(text, expected);
}

template <typename Enum>
std::string PrintName(Enum value, const Names<Enum>& names) {
  for (const auto& [name, candidate] : names) {
    if (candidate == value) return std::string(name);
  }
  return "";
}

template <typename Number>
absl::Status ReadNumber(std::string_view text, Number* value) {
  if (absl::SimpleAtoi(text, value)) return absl::OkStatus();
  return Unreadable(
      text, absl::StrCat("a whole number from ", std::numeric_limits<Number>::min(), " to ", std::numeric_limits<Number>::max()));
}

}  // namespace

absl::Status ReadText(std::string_view text, std::string* value) {
  *value = std::string(text);
  return absl::OkStatus();
}

absl::Status ReadText(std::string_view text, bool* value) {
  return ReadName<bool>(text, {{"true", true}, {"false", false}}, value);
}

absl::Status ReadText(std::string_view text, int* value) { return ReadNumber(text, value); }
absl::Status ReadText(std::string_view text, uint32_t* value) { return ReadNumber(text, value); }

absl::Status ReadText(std::string_view text, uint64_t* value) {
  std::string_view digits = text;
  int shift = 0;
  for (const auto& [unit, bits] : kByteUnits) {
    if (absl::ConsumeSuffix(&digits, unit)) {
      shift = bits;
      break;
    }
  }
  uint64_t number = 0;
  if (!absl::SimpleAtoi(digits, &number) || number > std::numeric_limits<uint64_t>::max() >> shift) {
    return Unreadable(text, "a number; with a unit it is written 64KiB, 128MiB or 2GiB");
  }
  *value = number << shift;
  return absl::OkStatus();
}

absl::Status ReadText(std::string_view text, absl::Duration* value) {
  if (absl::ParseDuration(text, value)) return absl::OkStatus();
  return Unreadable(text, "a duration such as 500ms, 30s, 1h30m or inf");
}

absl::Status ReadText(std::string_view text, isolate::EngineProfile* value) { return ReadName(text, kProfiles, value); }
absl::Status ReadText(std::string_view text, isolate::LandlockPolicy* value) { return ReadName(text, kLandlock, value); }
absl::Status ReadText(std::string_view text, telemetry::LogFormat* value) { return ReadName(text, kFormats, value); }
absl::Status ReadText(std::string_view text, telemetry::Severity* value) { return ReadName(text, kLevels, value); }
absl::Status ReadText(std::string_view text, AuthMode* value) { return ReadName(text, kAuthModes, value); }
absl::Status ReadText(std::string_view text, isobridge::v1::CheckMode* value) { return ReadName(text, kCheckModes, value); }

std::string PrintText(const std::string& value) { return value; }
std::string PrintText(bool value) { return value ? "true" : "false"; }
std::string PrintText(int value) { return absl::StrCat(value); }
std::string PrintText(uint32_t value) { return absl::StrCat(value); }

std::string PrintText(uint64_t value) {
  for (const auto& [unit, bits] : kByteUnits) {
    if (value != 0 && value % (uint64_t{1} << bits) == 0) return absl::StrCat(value >> bits, unit);
  }
  return absl::StrCat(value);
}

std::string PrintText(absl::Duration value) { return absl::FormatDuration(value); }
std::string PrintText(isolate::EngineProfile value) { return PrintName(value, kProfiles); }
std::string PrintText(isolate::LandlockPolicy value) { return PrintName(value, kLandlock); }
std::string PrintText(telemetry::LogFormat value) { return PrintName(value, kFormats); }
std::string PrintText(telemetry::Severity value) { return PrintName(value, kLevels); }
std::string PrintText(AuthMode value) { return PrintName(value, kAuthModes); }
std::string PrintText(isobridge::v1::CheckMode value) { return PrintName(value, kCheckModes); }

}  // namespace isobridge::service
