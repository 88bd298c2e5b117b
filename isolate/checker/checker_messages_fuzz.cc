// Fuzz target: bytes as a checker that was taken over may write them.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/log/check.h"
#include "isolate/checker/checker_messages.h"

namespace isobridge::isolate {
namespace {

void ReadAll(std::string_view bytes) {
  CheckerMessageReader reader;
  std::string_view message;
  for (size_t i = 0; i < bytes.size(); i += 7) {
    reader.Append(bytes.substr(i, 7));
    while (reader.Next(&message) == CheckerMessageReader::Result::kMessage) CHECK(message.size() <= bytes.size());
  }
}

void ReadOne(std::string_view json) {
  constexpr uint32_t kLength = 100;
  const auto message = ReadCheckerMessage(json);
  if (!message.ok()) return;
  ReadSnapshot(message->result).IgnoreError();
  const auto report = ReadFindings(message->result, kLength);
  if (!report.ok()) return;
  CHECK(report->findings.size() <= bridge::TypeReport::kMaxFindings);
  for (const bridge::TypeFinding& finding : report->findings) {
    CHECK(finding.start <= finding.end && finding.end <= kLength && !finding.messages.empty());
  }
}

}  // namespace
}  // namespace isobridge::isolate

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  isobridge::isolate::ReadAll(bytes);
  isobridge::isolate::ReadOne(bytes);
  return 0;
}
