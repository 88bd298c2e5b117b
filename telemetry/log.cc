#include "telemetry/log.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace isobridge::telemetry {
namespace {

// A line is cut here: longer ones are somebody's input, and a pipe takes no more at once without mixing lines.
constexpr size_t kMaxValueBytes = 4096;

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "debug";
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "error";
}

// Control characters and bytes that are no ASCII are escaped byte by byte: a hostile value can neither break a line nor colour
// a terminal.
void AppendQuoted(std::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  for (const char c : text.substr(0, kMaxValueBytes)) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(c);
    } else if (c == '\n') {
      out->append("\\n");
    } else if (byte < 0x20 || byte >= 0x7f) {
      out->append("\\u00");
      out->push_back(kHex[byte >> 4]);
      out->push_back(kHex[byte & 15]);
    } else {
      out->push_back(c);
    }
  }
  if (text.size() > kMaxValueBytes) out->append("...");
  out->push_back('"');
}

bool IsPlain(std::string_view text) {
  if (text.empty() || text.size() > kMaxValueBytes) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '='; });
}

struct AppendValue {
  LogFormat format;
  std::string* out;

  void operator()(std::string_view text) const {
    if (format == LogFormat::kText && IsPlain(text)) {
      out->append(text);
    } else {
      AppendQuoted(text, out);
    }
  }
  void operator()(int64_t value) const { absl::StrAppend(out, value); }
  void operator()(uint64_t value) const { absl::StrAppend(out, value); }
  void operator()(double value) const {
    // JSON has no NaN and no infinity.
    if (std::isfinite(value)) {
      absl::StrAppend(out, value);
    } else {
      out->append("null");
    }
  }
  void operator()(bool value) const { out->append(value ? "true" : "false"); }
};

void AppendField(LogFormat format, const LogField& field, std::string* line) {
  if (format == LogFormat::kJson) {
    if (line->size() > 1) line->push_back(',');
    AppendQuoted(field.name, line);
    line->push_back(':');
  } else {
    if (!line->empty()) line->push_back(' ');
    line->append(field.name);
    line->push_back('=');
  }
  std::visit(AppendValue{format, line}, field.value);
}

void WriteLine(int fd, std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(fd, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    // A log that can't be written must not stop the service.
    if (written <= 0) return;
    line.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

void StructuredLog::Write(Severity severity, std::string_view event, std::initializer_list<LogField> fields) {
  if (severity < options_.least) return;
  const std::string time = absl::FormatTime("%Y-%m-%d%ET%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone());
  const LogFormat format = options_.format;
  std::string line;
  if (format == LogFormat::kJson) line.push_back('{');
  AppendField(format, {"time", std::string_view(time)}, &line);
  AppendField(format, {"severity", SeverityName(severity)}, &line);
  AppendField(format, {"event", event}, &line);
  for (const LogField& field : fields) AppendField(format, field, &line);
  line.append(format == LogFormat::kJson ? "}\n" : "\n");
  WriteLine(options_.fd, line);
}

}  // namespace isobridge::telemetry
