// What the real service counts, scraped over HTTP as Prometheus does.

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "telemetry/scrape.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

// Of the log's line "… metrics_listening port=N".
int MetricsPort(const ServerProcess& server) {
  const std::string log = server.Log();
  const size_t event = log.find("metrics_listening");
  const size_t port = log.find("port=", event);
  int number = 0;
  if (event == std::string::npos || port == std::string::npos) return 0;
  const size_t begin = port + 5;
  return absl::SimpleAtoi(log.substr(begin, log.find_first_not_of("0123456789", begin) - begin), &number) ? number : 0;
}

TEST(MetricsTest, TellWhatTheServiceDid) {
  const ServerProcess server({.flags = {"--metrics_listen=127.0.0.1:0", "--default_cpu_time=100ms"}});
  ASSERT_FALSE(server.addresses().empty()) << server.Log();
  const int port = MetricsPort(server);
  ASSERT_NE(port, 0) << server.Log();
  const auto channel = server.Connect();
  EXPECT_EQ(Execute(channel, "return 1 + 1").json(), "2");
  EXPECT_EQ(Execute(channel, "return 1 + 1").json(), "2");
  Execute(channel, "for (;;);");

  const std::string text = telemetry::Scrape(port);

  EXPECT_EQ(telemetry::MetricIn(text, "isobridge_executions_total{outcome=\"returned\"}"), 2) << text;
  EXPECT_EQ(telemetry::MetricIn(text, "isobridge_executions_total{outcome=\"CODE_CPU_TIME_LIMIT\"}"), 1) << text;
  // What never happened is there, too.
  for (const char* metric :
       {"isobridge_executions_total{outcome=\"CODE_HEAP_LIMIT\"}", "isobridge_executions_total{outcome=\"INVALID_ARGUMENT\"}",
        "isobridge_zygotes_lost_total{role=\"compiler\"}"}) {
    EXPECT_NE(text.find(absl::StrCat(metric, " 0\n")), std::string::npos) << metric;
  }
  EXPECT_GE(telemetry::MetricIn(text, "isobridge_execution_cpu_seconds_total"), 0.09);
  EXPECT_EQ(telemetry::MetricIn(text, "isobridge_lockdown_self_test_passed"), 1);
  EXPECT_GE(telemetry::MetricIn(text, "isobridge_lockdown_self_test_attempts"), 25);
  EXPECT_GE(telemetry::MetricIn(text, "isobridge_forks_total{role=\"worker\"}"), 3);
  EXPECT_GE(telemetry::MetricIn(text, "isobridge_workers{state=\"idle\"}"), 0);
  EXPECT_EQ(telemetry::MetricIn(text, "isobridge_executions_waiting"), 0);
  EXPECT_EQ(telemetry::MetricIn(text, "isobridge_healthy"), 1);
}

}  // namespace
}  // namespace isobridge::e2e
