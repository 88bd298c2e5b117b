// Prints what a fork costs: ISOBRIDGE_WORKER=…/isobridge_worker fork_benchmark [ARGUMENTS OF THE WORKER]
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "isolate/worker/test_supervisor.h"

namespace isobridge::isolate {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kForks = 500;
constexpr int kIdle = 16;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void PrintQuantiles(const char* what, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  printf("%-34s p50 %8.3f  p90 %8.3f  p99 %8.3f\n", what, values[values.size() / 2], values[values.size() * 9 / 10],
         values[values.size() * 99 / 100]);
}

long KilobytesOf(pid_t pid, const std::string& field) {
  std::ifstream rollup("/proc/" + std::to_string(pid) + "/smaps_rollup");
  for (std::string line; std::getline(rollup, line);) {
    if (line.rfind(field, 0) == 0) return strtol(line.c_str() + field.size(), nullptr, 10);
  }
  return -1;
}

void MeasureStart(const std::vector<std::string>& arguments) {
  std::vector<double> ready;
  std::vector<double> first;
  for (int i = 0; i < 10; ++i) {
    const Clock::time_point start = Clock::now();
    TestSupervisor supervisor(arguments);
    ready.push_back(MillisecondsSince(start));
    auto fork = supervisor.Fork();
    if (fork == nullptr || !fork->AwaitReady()) return;
    first.push_back(MillisecondsSince(start));
  }
  PrintQuantiles("start to zygote ready, ms", ready);
  PrintQuantiles("start to first fork ready, ms", first);
}

void MeasureForks(TestSupervisor& supervisor) {
  std::vector<double> ready;
  std::vector<double> result;
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < kForks; ++i) {
    const Clock::time_point start = Clock::now();
    auto fork = supervisor.Fork();
    if (fork == nullptr || !fork->AwaitReady()) return;
    ready.push_back(MillisecondsSince(start));
    const Clock::time_point ran = Clock::now();
    fork->Begin("return [3, 1, 2].map((x) => x * 2).sort().join(',');");
    fork->AwaitFinished();
    result.push_back(MillisecondsSince(ran));
    fork->Reap();
  }
  const double seconds = MillisecondsSince(begin) / 1e3;
  PrintQuantiles("fork to ready, ms", ready);
  PrintQuantiles("program to result, ms", result);
  printf("%-34s %.0f\n", "fork, run, exit cycles/s, in turn", kForks / seconds);
}

void MeasurePipelined(TestSupervisor& supervisor) {
  const Clock::time_point begin = Clock::now();
  constexpr size_t kAhead = 4;
  std::vector<std::unique_ptr<TestFork>> forks;
  for (int i = 0; i < kForks * 2; ++i) {
    if (forks.size() == kAhead) {
      forks.front()->AwaitFinished();
      forks.front()->Reap();
      forks.erase(forks.begin());
    }
    forks.push_back(supervisor.Fork());
    forks.back()->AwaitReady();
    forks.back()->Begin("return [3, 1, 2].map((x) => x * 2).sort().join(',');");
  }
  printf("%-34s %.0f\n", "the same, four at once", kForks * 2 / (MillisecondsSince(begin) / 1e3));
}

void MeasureMemory(TestSupervisor& supervisor) {
  std::vector<std::unique_ptr<TestFork>> forks;
  long dirty = 0;
  long pss = 0;
  for (int i = 0; i < kIdle; ++i) {
    forks.push_back(supervisor.Fork());
    forks.back()->AwaitReady();
  }
  for (const auto& fork : forks) {
    dirty += KilobytesOf(fork->pid(), "Private_Dirty:");
    pss += KilobytesOf(fork->pid(), "Pss:");
  }
  printf("%-34s private dirty %ld KiB, Pss %ld KiB of %d alike; zygote Rss %ld KiB, Pss %ld KiB\n", "idle fork", dirty / kIdle,
         pss / kIdle, kIdle, KilobytesOf(supervisor.pid(), "Rss:"), KilobytesOf(supervisor.pid(), "Pss:"));
}

int Main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool compiler = std::find(arguments.begin(), arguments.end(), "--role=compiler") != arguments.end();
  MeasureStart(arguments);
  TestSupervisor supervisor(arguments);
  printf("V8 %s, engine %s, warm %d\n", supervisor.info().v8_version().c_str(), supervisor.info().engine_id().c_str(),
         supervisor.info().warm());
  MeasureMemory(supervisor);
  if (compiler) return 0;
  MeasureForks(supervisor);
  MeasurePipelined(supervisor);
  usleep(300'000);
  puts("-- after the zygote was idle:");
  MeasureMemory(supervisor);
  MeasureForks(supervisor);
  MeasurePipelined(supervisor);
  return 0;
}

}  // namespace
}  // namespace isobridge::isolate

int main(int argc, char** argv) { return isobridge::isolate::Main(argc, argv); }
