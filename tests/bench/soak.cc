#include "tests/bench/soak.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <iterator>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/bench/figures.h"
#include "tests/bench/process_memory.h"
#include "tests/bench/programs.h"
#include "tests/bench/sandbox_load.h"
#include "tests/e2e/process_table.h"

namespace isobridge::bench {
namespace {

constexpr int kTenths = 10;
constexpr int kStreams = 8;
constexpr int kHostileShare = 50;
constexpr int kProbes = 500;
constexpr double kFlat = 1.05;
// Compiled programs that are never asked for again go, workers are replaced.
constexpr absl::Duration kCalm = absl::Seconds(2);

// What the service holds when nothing runs.
struct Rest {
  double resident_mib = 0;
  double descriptors = 0;
  double processes = 0;
  double latency_ms = 0;
  // Of a service that does nothing else, in the same minute.
  double fresh_latency_ms = 0;
  double latency_ratio = 0;
};

isobridge::v1::Limits HostileLimits() {
  isobridge::v1::Limits limits;
  limits.mutable_cpu_time()->set_nanos(100'000'000);
  limits.mutable_wall_time()->set_seconds(1);
  return limits;
}

void RunOne(isobridge::v1::Sandbox::Stub& stub, int number) {
  if (number % kHostileShare == 0) {
    const char* const code = kHostilePrograms[static_cast<size_t>(number / kHostileShare) % std::size(kHostilePrograms)];
    return RunToAnyEnd(stub, {.code = code, .tools = {"t"}, .limits = HostileLimits()});
  }
  switch (number % 8) {
    case 0:
      return (void)RunJob(stub, {.code = UnseenProgram(number)});
    case 1:
      return (void)RunJob(stub, {.code = "let n = 0; for (let i = 0; i < 5; i++) n += (await external_t({ i })).value; return n",
                                 .tools = {"t"},
                                 .answer_json = R"({"value":1})"});
    case 2:
      return (void)RunJob(stub, {.code = "return (await Promise.all([1, 2, 3].map((i) => tools.a.t({ i })))).length",
                                 .tools = {"a.t"},
                                 .answer_json = absl::StrCat("\"", std::string(10'000, 'x'), "\"")});
    case 3:
      return (void)RunJob(stub, {.code = "for (let i = 0; i < 20; i++) console.log('line', i, { i }); return 'x'.repeat(1000)"});
    case 4:
      return RunToAnyEnd(stub, {.code = "enum E { A, B }; throw new TypeError(`no ${E.B}`)"});
    case 5:
      return RunToAnyEnd(stub, {.code = absl::StrCat("const broken = ", number, " +")});
    default:
      return (void)RunJob(stub, {.code = kSmallProgram});
  }
}

void RunMany(const std::string& address, int from, int to) {
  std::atomic<int> next = from;
  std::vector<std::thread> streams;
  for (int i = 0; i < kStreams; ++i) {
    streams.emplace_back([&] {
      const auto stub = ConnectSandbox(address);
      for (int number = next++; number < to; number = next++) RunOne(*stub, number);
    });
  }
  for (std::thread& stream : streams) stream.join();
}

Rest LookAt(const SoakedService& service, const std::string& fresh_address) {
  absl::SleepFor(kCalm);
  const auto stub = ConnectSandbox(service.address);
  const auto fresh_stub = ConnectSandbox(fresh_address);
  Samples samples;
  Samples fresh_samples;
  for (int i = 0; i < kProbes; ++i) {
    samples.Add(RunJob(*stub, {.code = kSmallProgram}).total);
    fresh_samples.Add(RunJob(*fresh_stub, {.code = kSmallProgram}).total);
  }
  absl::SleepFor(kCalm);
  const double latency_ms = absl::ToDoubleMilliseconds(samples.Percentile(0.5));
  const double fresh_latency_ms = absl::ToDoubleMilliseconds(fresh_samples.Percentile(0.5));
  return {.resident_mib = ReadProcessMemory(service.supervisor).resident_kib / 1024,
          .descriptors = static_cast<double>(e2e::ProcessTable::OpenFilesOf(service.supervisor)),
          .processes = static_cast<double>(e2e::ProcessTable::DescendantsOf(service.supervisor).size()),
          .latency_ms = latency_ms,
          .fresh_latency_ms = fresh_latency_ms,
          .latency_ratio = latency_ms / fresh_latency_ms};
}

double Median(const std::vector<Rest>& rests, double Rest::* what, size_t from, size_t to) {
  std::vector<double> values;
  for (size_t i = from; i < to; ++i) values.push_back(rests[i].*what);
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

bool StaysFlat(const char* name, const std::vector<Rest>& rests, double Rest::* what) {
  const double before = Median(rests, what, 1, rests.size() / 2);
  const double after = Median(rests, what, rests.size() / 2, rests.size());
  const bool flat = after <= before * kFlat;
  absl::PrintF("%-24s %10.2f  then %10.2f  (%+.1f %%)%s\n", name, before, after, 100 * (after / before - 1),
               flat ? "" : "  GROWS");
  return flat;
}

}  // namespace

bool Soak(const SoakedService& service, const std::string& fresh_address, int executions) {
  absl::PrintF("%10s %10s %14s %12s %10s %10s %10s %8s\n", "executions", "seconds", "resident MiB", "descriptors", "processes",
               "p50 ms", "fresh ms", "ratio");
  std::vector<Rest> rests;
  for (int tenth = 0; tenth < kTenths; ++tenth) {
    const absl::Time began = absl::Now();
    RunMany(service.address, executions / kTenths * tenth, executions / kTenths * (tenth + 1));
    const double seconds = absl::ToDoubleSeconds(absl::Now() - began);
    rests.push_back(LookAt(service, fresh_address));
    const Rest& rest = rests.back();
    absl::PrintF("%10d %10.1f %14.1f %12.0f %10.0f %10.3f %10.3f %8.3f\n", executions / kTenths * (tenth + 1), seconds,
                 rest.resident_mib, rest.descriptors, rest.processes, rest.latency_ms, rest.fresh_latency_ms, rest.latency_ratio);
    std::fflush(stdout);
  }
  bool flat = StaysFlat("resident MiB", rests, &Rest::resident_mib);
  flat &= StaysFlat("descriptors", rests, &Rest::descriptors);
  flat &= StaysFlat("processes", rests, &Rest::processes);
  flat &= StaysFlat("latency p50, ratio", rests, &Rest::latency_ratio);
  return flat;
}

}  // namespace isobridge::bench
