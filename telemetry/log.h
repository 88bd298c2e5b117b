#ifndef ISOBRIDGE_TELEMETRY_LOG_H_
#define ISOBRIDGE_TELEMETRY_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace isobridge::telemetry {

enum class Severity { kDebug, kInfo, kWarning, kError };

// A name and a value of one event.
struct LogField {
  std::string_view name;
  std::variant<std::string_view, int64_t, uint64_t, double, bool> value;
};

// Where the service writes what happened: one line for each event, made of fields, for machines first.
//
// The default does nothing. Implementations are thread-safe and write each line whole.
class Log {
 public:
  virtual ~Log() = default;

  // `event` is a stable name in snake_case ("worker_lost"); values are copied before this returns.
  virtual void Write(Severity /*severity*/, std::string_view /*event*/, std::initializer_list<LogField> /*fields*/) {}
};

// How lines look.
enum class LogFormat {
  // time=… severity=… event=… name=value; values with spaces, quotes or control characters are quoted as in JSON.
  kText,
  // One JSON object a line.
  kJson,
};

// Writes lines to a file descriptor, each with one system call, so that lines of several threads don't mix.
class StructuredLog final : public Log {
 public:
  struct Options {
    // Not closed; standard error unless told.
    int fd = 2;
    LogFormat format = LogFormat::kText;
    // Events below this are dropped before they are formatted.
    Severity least = Severity::kInfo;
  };

  explicit StructuredLog(Options options) : options_(options) {}
  StructuredLog(const StructuredLog&) = delete;
  StructuredLog& operator=(const StructuredLog&) = delete;

  void Write(Severity severity, std::string_view event, std::initializer_list<LogField> fields) override;

 private:
  const Options options_;
};

}  // namespace isobridge::telemetry

#endif  // ISOBRIDGE_TELEMETRY_LOG_H_
