#include "telemetry/metrics.h"

#include <csignal>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "prometheus/collectable.h"
#include "prometheus/counter.h"
#include "prometheus/exposer.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace isobridge::telemetry {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

// A scraper is one at a time; the others are for connections that send half a request, and how long one may keep a thread.
constexpr char kThreads[] = "8";
constexpr char kRequestTimeoutMilliseconds[] = "1000";

// From a program that does nothing to the longest that is allowed.
const prometheus::Histogram::BucketBoundaries& SecondsBuckets() {
  static const auto* const buckets = new prometheus::Histogram::BucketBoundaries{
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600};
  return *buckets;
}

// Gauges that are asked for, rather than set whenever they change.
class Asked final : public prometheus::Collectable {
 public:
  explicit Asked(std::function<Gauges()> gauges) : gauges_(std::move(gauges)) {}

  std::vector<MetricFamily> Collect() const override {
    const Gauges now = gauges_();
    std::vector<MetricFamily> families;
    families.push_back(
        {.name = "isobridge_workers",
         .help = "Worker processes by state.",
         .type = prometheus::MetricType::Gauge,
         .metric = {State("idle", now.workers_idle), State("busy", now.workers_busy), State("starting", now.workers_starting)}});
    families.push_back(One("isobridge_workers_max", "Worker processes that may live at once.", now.max_workers));
    families.push_back(One("isobridge_executions_running", "Executions that have a place.", now.executions_running));
    families.push_back(One("isobridge_executions_waiting", "Executions that wait for a place.", now.executions_waiting));
    families.push_back(
        One("isobridge_memory_held_bytes", "What executions and tools make the service itself hold.", now.memory_held_bytes));
    families.push_back(One("isobridge_healthy", "1 if programs can run now.", now.healthy ? 1 : 0));
    families.push_back(One("isobridge_lockdown_landlock_abi", "Landlock ABI of the workers, 0 for none.", now.landlock_abi));
    return families;
  }

 private:
  static ClientMetric Value(double value) {
    ClientMetric metric;
    metric.gauge.value = value;
    return metric;
  }
  static ClientMetric State(const char* state, double value) {
    ClientMetric metric = Value(value);
    metric.label.push_back({.name = "state", .value = state});
    return metric;
  }
  static MetricFamily One(const char* name, const char* help, double value) {
    return {.name = name, .help = help, .type = prometheus::MetricType::Gauge, .metric = {Value(value)}};
  }

  const std::function<Gauges()> gauges_;
};

class Endpoint final : public MetricsEndpoint {
 public:
  // Throws what prometheus-cpp throws.
  Endpoint(const std::string& address, std::shared_ptr<prometheus::Registry> registry, std::function<Gauges()> gauges)
      : registry_(std::move(registry)),
        asked_(std::make_shared<Asked>(std::move(gauges))),
        exposer_(std::vector<std::string>{"listening_ports", address, "num_threads", kThreads, "request_timeout_ms",
                                          kRequestTimeoutMilliseconds}) {
    exposer_.RegisterCollectable(registry_);
    exposer_.RegisterCollectable(asked_);
  }

  int port() const override { return exposer_.GetListeningPorts().front(); }

 private:
  const std::shared_ptr<prometheus::Registry> registry_;
  const std::shared_ptr<Asked> asked_;
  prometheus::Exposer exposer_;
};

constexpr std::string_view kRoles[] = {"worker", "compiler"};
// 0: it ended by itself.
constexpr int kSignals[] = {0, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGKILL, SIGSEGV, SIGXCPU, SIGSYS};

class PrometheusMetrics final : public Metrics {
 public:
  explicit PrometheusMetrics(const std::vector<std::string>& outcomes) {
    for (const std::string& outcome : outcomes) executions_.Add({{"outcome", outcome}});
    for (const std::string_view role : kRoles) {
      zygotes_lost_.Add({{"role", std::string(role)}});
      forks_.Add({{"role", std::string(role)}});
      for (const int signal : kSignals) ends_.Add({{"role", std::string(role)}, {"signal", absl::StrCat(signal)}});
    }
  }

  absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Serve(const std::string& address, std::function<Gauges()> gauges) override {
    try {
      return std::make_unique<Endpoint>(address, registry_, std::move(gauges));
    } catch (const std::exception& failure) {
      return absl::UnavailableError(absl::StrCat("can't serve metrics on ", address, ": ", failure.what()));
    }
  }

  void ExecutionFinished(std::string_view, const ExecutionSummary& summary) override {
    executions_.Add({{"outcome", std::string(summary.outcome)}}).Increment();
    wall_time_.Observe(absl::ToDoubleSeconds(summary.wall_time));
    queue_time_.Observe(absl::ToDoubleSeconds(summary.queue_time));
    compile_time_.Observe(absl::ToDoubleSeconds(summary.compile_time));
    cpu_time_.Increment(absl::ToDoubleSeconds(summary.cpu_time));
    calls_.Increment(summary.calls);
  }

  void WorkerLost(std::string_view, std::string_view) override { workers_lost_.Increment(); }

  void LockdownTested(uint32_t attempts, uint32_t stopped) override {
    attempts_.Set(attempts);
    stopped_.Set(stopped);
    passed_.Set(attempts > 0 && attempts == stopped ? 1 : 0);
  }

  void ZygoteLost(std::string_view role, std::string_view) override {
    zygotes_lost_.Add({{"role", std::string(role)}}).Increment();
  }

  void ProcessForked(std::string_view role) override { forks_.Add({{"role", std::string(role)}}).Increment(); }

  void ProcessEnded(std::string_view role, int signal) override {
    ends_.Add({{"role", std::string(role)}, {"signal", absl::StrCat(signal)}}).Increment();
  }

 private:
  prometheus::Family<prometheus::Counter>& Counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(*registry_);
  }
  prometheus::Counter& Counter(const char* name, const char* help) { return Counters(name, help).Add({}); }
  prometheus::Gauge& Gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add({});
  }
  prometheus::Histogram& Seconds(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_).Add({}, SecondsBuckets());
  }

  // All thread-safe.
  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Counter>& executions_ = Counters(
      "isobridge_executions_total", "Executions that ended, by outcome: returned, the code of their error, or the gRPC status.");
  prometheus::Histogram& wall_time_ = Seconds("isobridge_execution_wall_seconds", "Time of executions, tool waits included.");
  prometheus::Histogram& queue_time_ =
      Seconds("isobridge_execution_queue_seconds", "Time that executions waited for a place and a worker.");
  prometheus::Histogram& compile_time_ = Seconds("isobridge_execution_compile_seconds", "Time in which programs were compiled.");
  prometheus::Counter& cpu_time_ = Counter("isobridge_execution_cpu_seconds_total", "Processor time of programs.");
  prometheus::Counter& calls_ = Counter("isobridge_calls_total", "Calls that programs made.");
  prometheus::Family<prometheus::Counter>& forks_ = Counters("isobridge_forks_total", "Processes that zygotes forked, by role.");
  prometheus::Family<prometheus::Counter>& ends_ =
      Counters("isobridge_process_ends_total",
               "Forked processes that ended, by role and by the signal that ended them (0: none; 9: killed).");
  prometheus::Counter& workers_lost_ =
      Counter("isobridge_workers_lost_total", "Workers that died unasked, or were killed for breaking the protocol.");
  prometheus::Family<prometheus::Counter>& zygotes_lost_ =
      Counters("isobridge_zygotes_lost_total", "Zygotes that ended unasked, by role.");
  prometheus::Gauge& attempts_ =
      Gauge("isobridge_lockdown_self_test_attempts", "Forbidden operations that were tried under the lockdown at the start.");
  prometheus::Gauge& stopped_ = Gauge("isobridge_lockdown_self_test_stopped", "Those that were stopped.");
  prometheus::Gauge& passed_ = Gauge("isobridge_lockdown_self_test_passed", "1 if all were stopped.");
};

}  // namespace

std::unique_ptr<Metrics> Metrics::Create(const std::vector<std::string>& outcomes) {
  return std::make_unique<PrometheusMetrics>(outcomes);
}

}  // namespace isobridge::telemetry
