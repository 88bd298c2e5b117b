#include "bridge/console_traffic.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/proto_time.h"
#include "bridge/utf8.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::Console;

// What a worker may go over the limits by, for the mark of a cut line.
constexpr uint64_t kSlackBytes = 64u << 10;
constexpr uint32_t kSlackLines = 1;

}  // namespace

absl::Status ConsoleTraffic::OnLine(worker::v1::Console line, absl::Time now) {
  const bool known = line.level() != 0 && Console::Level_IsValid(static_cast<int>(line.level()));
  if (!known) return absl::InvalidArgumentError(absl::StrCat("wrote to the console at level ", line.level()));
  if (!IsUtf8(line.text())) return absl::InvalidArgumentError("wrote text to the console that is not UTF-8");
  bytes_ += line.text().size();
  ++lines_;
  if (bytes_ > max_bytes_ + kSlackBytes || lines_ > max_lines_ + kSlackLines) {
    return absl::InvalidArgumentError("wrote more to the console than it may");
  }
  isobridge::v1::ExecuteResponse message;
  Console* out = message.mutable_console();
  out->set_level(static_cast<Console::Level>(line.level()));
  out->set_text(std::move(*line.mutable_text()));
  SetTimestamp(now, out->mutable_time());
  out->set_event(events_->acknowledged());
  client_->Send(std::move(message));
  return absl::OkStatus();
}

void ConsoleTraffic::AddUsage(isobridge::v1::Usage* usage) const {
  usage->set_console_lines(lines_);
  usage->set_console_bytes(bytes_);
}

}  // namespace isobridge::bridge
