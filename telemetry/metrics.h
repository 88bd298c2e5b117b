#ifndef ISOBRIDGE_TELEMETRY_METRICS_H_
#define ISOBRIDGE_TELEMETRY_METRICS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "telemetry/observer.h"

namespace isobridge::telemetry {

// What there is at the moment of a scrape.
struct Gauges {
  // Workers that wait for a program, that have one, and that are on their way.
  uint32_t workers_idle = 0;
  uint32_t workers_busy = 0;
  uint32_t workers_starting = 0;
  uint32_t max_workers = 0;
  // Executions that have a place, and that wait for one.
  uint64_t executions_running = 0;
  uint64_t executions_waiting = 0;
  // What executions and tools make the service itself hold.
  uint64_t memory_held_bytes = 0;
  // Programs can run now.
  bool healthy = false;
  // 0: none.
  int landlock_abi = 0;
};

// Serves metrics until it is destroyed.
class MetricsEndpoint {
 public:
  virtual ~MetricsEndpoint() = default;
  virtual int port() const = 0;
};

// Counts what it hears, and serves it with the gauges as Prometheus metrics over HTTP, path /metrics. Nothing that a client chose
// becomes part of a name or a label.
//
// Thread-safe. README lists the metrics.
class Metrics : public Observer {
 public:
  // Counts from now on, from zero: for `outcomes`, those that ExecutionSummary may have, for each role, and for the signals that
  // a process may die of by itself. So the first of each is seen as an increase, too.
  static std::unique_ptr<Metrics> Create(const std::vector<std::string>& outcomes);

  // Listens on "HOST:PORT"; port 0: one of the system's choice. `gauges` is called for each scrape, by any thread. UNAVAILABLE:
  // the address can't be listened on.
  virtual absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Serve(const std::string& address, std::function<Gauges()> gauges) = 0;
};

}  // namespace isobridge::telemetry

#endif  // ISOBRIDGE_TELEMETRY_METRICS_H_
