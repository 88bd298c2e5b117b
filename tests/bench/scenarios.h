#ifndef ISOBRIDGE_TESTS_BENCH_SCENARIOS_H_
#define ISOBRIDGE_TESTS_BENCH_SCENARIOS_H_

#include <sys/types.h>

#include <string>

#include "absl/time/time.h"
#include "tests/bench/echo_floor.h"
#include "tests/bench/figures.h"

namespace isobridge::bench {

// How long to measure: more gives steadier figures.
struct Effort {
  // Operations per latency figure.
  int count = 1000;
  // Length of each throughput figure.
  absl::Duration length = absl::Seconds(5);
};

// One stream after another: repeated and unseen programs. `prefix` names the kind of socket.
void MeasureLatency(const std::string& prefix, const std::string& address, const Effort& effort, const Floor& floor,
                    Figures* figures);

// One call's round trip, 100 in sequence, 1,000 in parallel.
void MeasureCalls(const std::string& address, const Effort& effort, const Floor& floor, Figures* figures);

// A 10 MB answer against its transfer and JSON.parse of the same bytes in plain V8 (`node_binary`).
void MeasureLargeAnswer(const std::string& address, const Floor& floor, const std::string& node_binary, Figures* figures);

// Executions a second at 1, 8 and 32 streams, with echo streams as the floor.
void MeasureThroughput(const std::string& address, const std::string& echo_address, const Effort& effort, Figures* figures);

// One stream after another, alone and while 16 streams run hostile programs on the same service.
void MeasureNeighbour(const std::string& address, const Effort& effort, Figures* figures);

// Private memory and page tables of idle workers and of executions that wait for a call.
void MeasureMemory(const std::string& address, pid_t supervisor, Figures* figures);

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_SCENARIOS_H_
