#include "tests/bench/scenarios.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <iterator>
#include <memory>
#include <thread>
#include <vector>

#include "absl/log/check.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "tests/bench/process_memory.h"
#include "tests/bench/programs.h"
#include "tests/bench/sandbox_load.h"
#include "tests/e2e/process_table.h"

namespace isobridge::bench {
namespace {

constexpr size_t kHostileStreams = 16;

double Millis(absl::Duration d) { return absl::ToDoubleMilliseconds(d); }
double P50(const Samples& samples) { return Millis(samples.Percentile(0.5)); }

// A JSON text of about `bytes` bytes: an array of rows, as a tool returns them.
std::string LargeJson(size_t bytes) {
  std::string json = "[";
  for (int i = 0; json.size() < bytes; ++i) {
    absl::StrAppend(&json, i ? "," : "", R"({"id":)", i, R"(,"name":"customer )", i,
                    R"(","email":"someone@example.org","active":true,"score":)", (i % 100) / 7.0, R"(,"tags":["a","b"]})");
  }
  return json + "]";
}

std::vector<pid_t> WorkersOf(pid_t supervisor) {
  std::vector<pid_t> pids;
  for (const e2e::Process& worker : e2e::ProcessTable::WorkersOf(supervisor)) pids.push_back(worker.pid);
  return pids;
}

// Milliseconds that JSON.parse takes in plain V8 for the text in `path`: the median of nine, in a fresh process.
double PlainParse(const std::string& node_binary, const std::string& path) {
  const std::string command = absl::StrCat(
      node_binary, " -e '", "const text=require(\"fs\").readFileSync(\"", path, "\",\"utf8\");const t=[];for(let i=0;i<9;i++){",
      "const s=performance.now();JSON.parse(text);t.push(performance.now()-s)}t.sort((a,b)=>a-b);console.log(t[4])'");
  FILE* pipe = popen(command.c_str(), "r");
  CHECK(pipe != nullptr);
  char line[64] = {};
  CHECK(fgets(line, sizeof(line), pipe) != nullptr) << "no answer from " << node_binary;
  CHECK_EQ(pclose(pipe), 0);
  double millis;
  CHECK(absl::SimpleAtod(absl::StripAsciiWhitespace(line), &millis)) << line;
  return millis;
}

}  // namespace

void MeasureLatency(const std::string& prefix, const std::string& address, const Effort& effort, const Floor& floor,
                    Figures* figures) {
  auto stub = ConnectSandbox(address);
  for (int i = 0; i < effort.count / 10; ++i) RunJob(*stub, {.code = kSmallProgram});
  Samples repeated;
  for (int i = 0; i < effort.count; ++i) repeated.Add(RunJob(*stub, {.code = kSmallProgram}).total);
  figures->AddLatency(prefix + "repeated program", repeated, P50(floor.stream), "<= 2.5 x floor");

  Samples unseen;
  for (int i = 0; i < effort.count; ++i) unseen.Add(RunJob(*stub, {.code = UnseenProgram(i)}).total);
  figures->AddLatency(prefix + "unseen TypeScript program", unseen, P50(floor.stream), "<= 4 x floor");

  Samples checked;
  for (int i = 0; i < effort.count; ++i) {
    checked.Add(RunJob(*stub, {.code = UnseenProgram(i), .check = isobridge::v1::CHECK_MODE_BLOCK_CERTAIN}).total);
  }
  figures->AddLatency(prefix + "the same, types checked", checked, P50(unseen), "<= unseen + 10 ms");

  const std::string same = UnseenProgram(0);
  Samples remembered;
  for (int i = 0; i < effort.count; ++i) {
    remembered.Add(RunJob(*stub, {.code = same, .check = isobridge::v1::CHECK_MODE_BLOCK_CERTAIN}).total);
  }
  figures->AddLatency(prefix + "repeated program, types checked", remembered, P50(repeated), "");

  // As a caller sees it that is not busy with nothing else: the pool has refilled meanwhile.
  Samples paced;
  for (int i = 0; i < effort.count / 4; ++i) {
    absl::SleepFor(absl::Milliseconds(3));
    paced.Add(RunJob(*stub, {.code = kSmallProgram}).total);
  }
  figures->AddLatency(prefix + "repeated program, 3 ms pause between", paced, P50(floor.stream), "");
}

void MeasureCalls(const std::string& address, const Effort& effort, const Floor& floor, Figures* figures) {
  auto stub = ConnectSandbox(address);
  const Job sequence = {.code = "let n = 0; for (let i = 0; i < 100; i++) n += (await external_step({ i })).value; return n",
                        .tools = {"step"},
                        .answer_json = R"({"value":1})"};
  Samples round_trips;
  Samples whole;
  for (int i = 0; i < std::max(10, effort.count / 5); ++i) {
    const JobTimes times = RunJob(*stub, sequence);
    CHECK_EQ(times.value_json, "100");
    round_trips.Add(times.calls);
    whole.Add(times.total);
  }
  figures->AddLatency("one call's round trip", round_trips, P50(floor.round_trip), "<= 1.6 x floor");
  figures->AddLatency("100 calls in sequence", whole, 100 * P50(floor.round_trip), "");

  const Job parallel = {
      .code = "const all = await Promise.all(Array.from({ length: 1000 }, (_, i) => external_step({ i }))); return all.length",
      .tools = {"step"},
      .answer_json = R"({"value":1})"};
  Samples fan_out;
  for (int i = 0; i < std::max(10, effort.count / 5); ++i) {
    const JobTimes times = RunJob(*stub, parallel);
    CHECK_EQ(times.value_json, "1000");
    fan_out.Add(times.total);
  }
  figures->AddLatency("1,000 calls in parallel", fan_out, std::nullopt, "");
  figures->Add({.name = "parallel calls a second, one program",
                .unit = "1/s",
                .value = 1000 / absl::ToDoubleSeconds(fan_out.Percentile(0.5)),
                .target = ">= 20,000"});
}

void MeasureLargeAnswer(const std::string& address, const Floor& floor, const std::string& node_binary, Figures* figures) {
  const std::string json = LargeJson(10'000'000);
  const std::string path = absl::StrCat("/tmp/isobridge_bench_", getpid(), ".json");
  FILE* file = fopen(path.c_str(), "w");
  CHECK(file != nullptr);
  CHECK_EQ(fwrite(json.data(), 1, json.size(), file), json.size());
  fclose(file);
  const double parse = PlainParse(node_binary, path);
  std::remove(path.c_str());

  auto stub = ConnectSandbox(address);
  const Job job = {.code = "const rows = await external_rows({}); return rows.length", .tools = {"rows"}, .answer_json = json};
  Samples samples;
  for (int i = 0; i < 20; ++i) samples.Add(RunJob(*stub, job).last_answer_to_end);
  figures->Add({.name = "JSON.parse of 10 MB in plain V8", .unit = "ms", .value = parse});
  figures->AddLatency("10 MB over an echo stream", floor.large, std::nullopt, "");
  figures->AddLatency("10 MB answer, sent to finished", samples, parse + P50(floor.large), "<= 2 x floor");
}

void MeasureThroughput(const std::string& address, const std::string& echo_address, const Effort& effort, Figures* figures) {
  for (const int streams : {1, 8, 32}) {
    const double floor = MeasureEchoRate(echo_address, streams, effort.length / 2);
    const double repeated = MeasureExecutionRate(address, streams, effort.length, [](int) { return Job{.code = kSmallProgram}; });
    figures->Add({.name = absl::StrCat("executions a second, repeated, ", streams, " streams"),
                  .unit = "1/s",
                  .value = repeated,
                  .floor = floor,
                  .target = streams == 1 ? "" : ">= 1,200"});
    const double unseen =
        MeasureExecutionRate(address, streams, effort.length, [](int number) { return Job{.code = UnseenProgram(number)}; });
    figures->Add({.name = absl::StrCat("executions a second, unseen TypeScript, ", streams, " streams"),
                  .unit = "1/s",
                  .value = unseen,
                  .floor = floor,
                  .target = streams == 1 ? "" : ">= 900"});
  }
}

void MeasureNeighbour(const std::string& address, const Effort& effort, Figures* figures) {
  auto stub = ConnectSandbox(address);
  const auto sample = [&] {
    Samples samples;
    for (int i = 0; i < effort.count; ++i) samples.Add(RunJob(*stub, {.code = kSmallProgram}).total);
    return samples;
  };
  // A service that has just started is slow by itself.
  sample();
  const Samples quiet = sample();
  figures->AddLatency("neighbour, alone", quiet, std::nullopt, "");

  isobridge::v1::Limits limits;
  limits.mutable_cpu_time()->set_seconds(1);
  std::atomic<bool> stop = false;
  std::vector<std::thread> hostile;
  for (size_t i = 0; i < kHostileStreams; ++i) {
    hostile.emplace_back([&, i] {
      auto own = ConnectSandbox(address);
      for (size_t n = i; !stop; ++n)
        RunToAnyEnd(*own, {.code = kHostilePrograms[n % std::size(kHostilePrograms)], .tools = {"t"}, .limits = limits});
    });
  }
  // All of them are at it.
  absl::SleepFor(absl::Seconds(1));
  const Samples beside = sample();
  stop = true;
  for (std::thread& thread : hostile) thread.join();
  figures->AddLatency("neighbour, beside 16 hostile programs", beside, std::nullopt, "");
  figures->Add({.name = "neighbour's p99, times its quiet one",
                .unit = "x",
                .value = Millis(beside.Percentile(0.99)) / Millis(quiet.Percentile(0.99)),
                .target = "<= 3 with a share of its own"});
}

void MeasureMemory(const std::string& address, pid_t supervisor, Figures* figures) {
  const auto add = [&](const std::string& what, const std::vector<pid_t>& pids, std::string target) {
    CHECK(!pids.empty()) << what;
    ProcessMemory sum;
    for (const pid_t pid : pids) {
      const ProcessMemory memory = ReadProcessMemory(pid);
      sum.private_kib += memory.private_kib;
      sum.page_table_kib += memory.page_table_kib;
    }
    figures->Add(
        {.name = "private memory, " + what, .unit = "KiB", .value = sum.private_kib / pids.size(), .target = std::move(target)});
    figures->Add({.name = "page tables, " + what, .unit = "KiB", .value = sum.page_table_kib / pids.size()});
  };
  add("idle worker", WorkersOf(supervisor), "");

  // Idle workers become waiting executions: what is new, or was idle before and is taken first, waits.
  auto stub = ConnectSandbox(address);
  std::vector<std::unique_ptr<WaitingExecution>> waiting;
  const ProcessMemory before = ReadProcessMemory(supervisor);
  constexpr int kWaiting = 50;
  for (int i = 0; i < kWaiting; ++i) waiting.push_back(std::make_unique<WaitingExecution>(*stub));
  const ProcessMemory after = ReadProcessMemory(supervisor);
  // The waiting ones have touched the most.
  std::vector<pid_t> workers = WorkersOf(supervisor);
  std::sort(workers.begin(), workers.end(),
            [](pid_t a, pid_t b) { return ReadProcessMemory(a).private_kib > ReadProcessMemory(b).private_kib; });
  workers.resize(std::min<size_t>(workers.size(), kWaiting));
  add("waiting execution", workers, "<= 600");
  figures->Add({.name = "the service itself, per waiting execution",
                .unit = "KiB",
                .value = (after.private_kib - before.private_kib) / kWaiting});
}

}  // namespace isobridge::bench
