#include "telemetry/log.h"

#include <unistd.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::telemetry {
namespace {

using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

// What `write` put on a log's descriptor.
template <typename Writer>
std::string Logged(LogFormat format, Severity least, Writer write) {
  int fds[2];
  EXPECT_EQ(::pipe(fds), 0);
  StructuredLog log({.fd = fds[1], .format = format, .least = least});
  write(log);
  ::close(fds[1]);
  std::string text(16384, '\0');
  const ssize_t size = ::read(fds[0], text.data(), text.size());
  ::close(fds[0]);
  text.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return text;
}

TEST(StructuredLogTest, TextLineHasTimeSeverityEventAndFields) {
  const std::string line = Logged(LogFormat::kText, Severity::kInfo, [](Log& log) {
    log.Write(Severity::kWarning, "worker_lost",
              {{"execution", std::string_view("a1")}, {"signal", int64_t{9}}, {"retried", true}});
  });
  EXPECT_THAT(line,
              MatchesRegex("time=2[0-9-]+T[0-9:.]+Z severity=warning event=worker_lost execution=a1 signal=9 retried=true\n"));
}

TEST(StructuredLogTest, JsonLineIsOneObject) {
  const std::string line = Logged(LogFormat::kJson, Severity::kInfo, [](Log& log) {
    log.Write(Severity::kInfo, "started", {{"port", uint64_t{443}}, {"load", 0.5}, {"name", std::string_view("x")}});
  });
  EXPECT_THAT(line, MatchesRegex(R"(\{"time":"[^"]+","severity":"info","event":"started","port":443,"load":0.5,"name":"x"\}.)"));
}

TEST(StructuredLogTest, HostileValueStaysOnItsLine) {
  const std::string line = Logged(LogFormat::kText, Severity::kInfo, [](Log& log) {
    log.Write(Severity::kError, "e", {{"v", std::string_view("a b\n\x1b[31m\"=\xff")}});
  });
  EXPECT_THAT(line, EndsWith("v=\"a b\\n\\u001b[31m\\\"=\\u00ff\"\n"));
}

TEST(StructuredLogTest, LongValueIsCut) {
  const std::string line = Logged(LogFormat::kText, Severity::kInfo, [](Log& log) {
    const std::string value(5000, 'a');
    log.Write(Severity::kError, "e", {{"v", std::string_view(value)}});
  });
  EXPECT_THAT(line, EndsWith("aaa...\"\n"));
  EXPECT_LT(line.size(), 4300u);
}

TEST(StructuredLogTest, LesserSeveritiesAreDropped) {
  EXPECT_THAT(Logged(LogFormat::kText, Severity::kWarning, [](Log& log) { log.Write(Severity::kInfo, "e", {}); }), IsEmpty());
}

}  // namespace
}  // namespace isobridge::telemetry
