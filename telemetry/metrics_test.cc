#include "telemetry/metrics.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "telemetry/observers.h"
#include "telemetry/scrape.h"

namespace isobridge::telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MetricsTest : public testing::Test {
 protected:
  void Serve(std::function<Gauges()> gauges = [] { return Gauges(); }) {
    auto endpoint = metrics_->Serve("127.0.0.1:0", std::move(gauges));
    ASSERT_TRUE(endpoint.ok()) << endpoint.status();
    endpoint_ = *std::move(endpoint);
  }

  const std::unique_ptr<Metrics> metrics_ = Metrics::Create({"returned", "CODE_SOME_LIMIT"});
  std::unique_ptr<MetricsEndpoint> endpoint_;
};

TEST_F(MetricsTest, CountsExecutionsByOutcome) {
  Serve();
  for (const char* outcome : {"returned", "returned", "CODE_CPU_TIME_LIMIT"}) {
    metrics_->ExecutionFinished("a-name", {.outcome = outcome,
                                           .wall_time = absl::Seconds(2),
                                           .cpu_time = absl::Milliseconds(500),
                                           .queue_time = absl::Milliseconds(3),
                                           .compile_time = absl::Milliseconds(4),
                                           .calls = 7});
  }
  const std::string text = Scrape(endpoint_->port());
  EXPECT_EQ(MetricIn(text, "isobridge_executions_total{outcome=\"returned\"}"), 2);
  EXPECT_EQ(MetricIn(text, "isobridge_executions_total{outcome=\"CODE_CPU_TIME_LIMIT\"}"), 1);
  EXPECT_EQ(MetricIn(text, "isobridge_calls_total"), 21);
  EXPECT_EQ(MetricIn(text, "isobridge_execution_cpu_seconds_total"), 1.5);
  EXPECT_EQ(MetricIn(text, "isobridge_execution_wall_seconds_sum"), 6);
  EXPECT_NEAR(MetricIn(text, "isobridge_execution_queue_seconds_sum"), 0.009, 1e-9);
  EXPECT_NEAR(MetricIn(text, "isobridge_execution_compile_seconds_sum"), 0.012, 1e-9);
  EXPECT_THAT(text, Not(HasSubstr("a-name")));
}

TEST_F(MetricsTest, CountsFromZero) {
  Serve();
  const std::string text = Scrape(endpoint_->port());
  for (const char* line :
       {"isobridge_executions_total{outcome=\"returned\"} 0\n", "isobridge_executions_total{outcome=\"CODE_SOME_LIMIT\"} 0\n",
        "isobridge_zygotes_lost_total{role=\"worker\"} 0\n", "isobridge_zygotes_lost_total{role=\"compiler\"} 0\n",
        "isobridge_workers_lost_total 0\n", "isobridge_forks_total{role=\"compiler\"} 0\n",
        "isobridge_process_ends_total{role=\"worker\",signal=\"31\"} 0\n",
        "isobridge_process_ends_total{role=\"compiler\",signal=\"0\"} 0\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST_F(MetricsTest, TellsTheLockdownsTest) {
  Serve([] { return Gauges{.landlock_abi = 6}; });
  EXPECT_EQ(MetricIn(Scrape(endpoint_->port()), "isobridge_lockdown_self_test_passed"), 0);

  metrics_->LockdownTested(25, 24);
  EXPECT_EQ(MetricIn(Scrape(endpoint_->port()), "isobridge_lockdown_self_test_passed"), 0);

  metrics_->LockdownTested(25, 25);
  const std::string text = Scrape(endpoint_->port());
  EXPECT_EQ(MetricIn(text, "isobridge_lockdown_self_test_attempts"), 25);
  EXPECT_EQ(MetricIn(text, "isobridge_lockdown_self_test_stopped"), 25);
  EXPECT_EQ(MetricIn(text, "isobridge_lockdown_self_test_passed"), 1);
  EXPECT_EQ(MetricIn(text, "isobridge_lockdown_landlock_abi"), 6);
}

TEST_F(MetricsTest, ReadsGaugesAtEachScrape) {
  Gauges gauges;
  Serve([&gauges] { return gauges; });
  std::string text = Scrape(endpoint_->port());
  EXPECT_EQ(MetricIn(text, "isobridge_executions_running"), 0);
  EXPECT_EQ(MetricIn(text, "isobridge_healthy"), 0);

  gauges = {.workers_idle = 3,
            .workers_busy = 2,
            .workers_starting = 1,
            .max_workers = 64,
            .executions_running = 4,
            .executions_waiting = 5,
            .memory_held_bytes = 7,
            .healthy = true};
  text = Scrape(endpoint_->port());
  EXPECT_EQ(MetricIn(text, "isobridge_workers{state=\"idle\"}"), 3);
  EXPECT_EQ(MetricIn(text, "isobridge_workers{state=\"busy\"}"), 2);
  EXPECT_EQ(MetricIn(text, "isobridge_workers{state=\"starting\"}"), 1);
  EXPECT_EQ(MetricIn(text, "isobridge_workers_max"), 64);
  EXPECT_EQ(MetricIn(text, "isobridge_executions_running"), 4);
  EXPECT_EQ(MetricIn(text, "isobridge_executions_waiting"), 5);
  EXPECT_EQ(MetricIn(text, "isobridge_memory_held_bytes"), 7);
  EXPECT_EQ(MetricIn(text, "isobridge_healthy"), 1);
}

TEST_F(MetricsTest, HearsOfProcessesAmongSeveralObservers) {
  Serve();
  Observers observers({metrics_.get(), metrics_.get()});
  observers.ProcessForked("worker");
  observers.ProcessEnded("worker", 9);
  observers.ZygoteLost("compiler", "why");
  observers.WorkerLost("a-name", "why");
  const std::string text = Scrape(endpoint_->port());
  EXPECT_EQ(MetricIn(text, "isobridge_forks_total{role=\"worker\"}"), 2);
  EXPECT_EQ(MetricIn(text, "isobridge_process_ends_total{role=\"worker\",signal=\"9\"}"), 2);
  EXPECT_EQ(MetricIn(text, "isobridge_zygotes_lost_total{role=\"compiler\"}"), 2);
  EXPECT_EQ(MetricIn(text, "isobridge_workers_lost_total"), 2);
}

TEST_F(MetricsTest, HalfSentRequestsDoNotSilenceIt) {
  Serve([] { return Gauges{.healthy = true}; });
  for (const int connections : {2, 10}) {
    std::vector<std::unique_ptr<HalfSentScrape>> half_sent;
    for (int i = 0; i < connections; ++i) half_sent.push_back(std::make_unique<HalfSentScrape>(endpoint_->port()));
    const absl::Time began = absl::Now();
    EXPECT_EQ(MetricIn(Scrape(endpoint_->port()), "isobridge_healthy"), 1);
    EXPECT_LT(absl::Now() - began, absl::Seconds(10));
  }
}

TEST_F(MetricsTest, AnAddressThatIsTakenIsTold) {
  Serve();
  const auto second = metrics_->Serve(absl::StrCat("127.0.0.1:", endpoint_->port()), [] { return Gauges(); });
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace isobridge::telemetry
