#ifndef ISOBRIDGE_SERVICE_SETTING_TEXT_H_
#define ISOBRIDGE_SERVICE_SETTING_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isolate/pool/sandbox_host.h"
#include "service/auth_mode.h"
#include "telemetry/log.h"

namespace isobridge::service {

// The text of a setting's value, by its type. ReadText's error says what the value is and what would do.
absl::Status ReadText(std::string_view text, std::string* value);
absl::Status ReadText(std::string_view text, bool* value);
absl::Status ReadText(std::string_view text, int* value);
absl::Status ReadText(std::string_view text, uint32_t* value);
// Also with KiB, MiB or GiB.
absl::Status ReadText(std::string_view text, uint64_t* value);
absl::Status ReadText(std::string_view text, absl::Duration* value);
absl::Status ReadText(std::string_view text, isolate::EngineProfile* value);
absl::Status ReadText(std::string_view text, isolate::LandlockPolicy* value);
absl::Status ReadText(std::string_view text, telemetry::LogFormat* value);
absl::Status ReadText(std::string_view text, telemetry::Severity* value);
absl::Status ReadText(std::string_view text, AuthMode* value);
absl::Status ReadText(std::string_view text, isobridge::v1::CheckMode* value);

std::string PrintText(const std::string& value);
std::string PrintText(bool value);
std::string PrintText(int value);
std::string PrintText(uint32_t value);
std::string PrintText(uint64_t value);
std::string PrintText(absl::Duration value);
std::string PrintText(isolate::EngineProfile value);
std::string PrintText(isolate::LandlockPolicy value);
std::string PrintText(telemetry::LogFormat value);
std::string PrintText(telemetry::Severity value);
std::string PrintText(AuthMode value);
std::string PrintText(isobridge::v1::CheckMode value);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_SETTING_TEXT_H_
