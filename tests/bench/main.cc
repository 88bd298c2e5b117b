// Prints one table of figures, each beside what gRPC, or plain V8, costs by itself in the same run. See --help.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "tests/bench/echo_floor.h"
#include "tests/bench/figures.h"
#include "tests/bench/scenarios.h"
#include "tests/bench/soak.h"
#include "tests/bench/start_up.h"
#include "tests/e2e/server_process.h"

ABSL_FLAG(std::string, json, "", "also write the figures to this file: name, unit, value, p99, floor");
ABSL_FLAG(int, count, 1000, "operations per latency figure");
ABSL_FLAG(absl::Duration, length, absl::Seconds(5), "length of each throughput figure");
ABSL_FLAG(std::string, node, "/usr/bin/node", "a node binary, for JSON.parse in plain V8");
ABSL_FLAG(int, soak, 0, "instead of the table: run so many programs and print whether memory, descriptors and latency stay flat");
ABSL_FLAG(std::vector<std::string>, only, {},
          "only these parts of the table: start, latency, calls, answer, rates, neighbour, memory, tcp");
ABSL_FLAG(std::vector<std::string>, serve_flags, {}, "further flags of the service, separated by commas");
ABSL_FLAG(std::string, serve_echo, "", "internal: be the echo server on this address");

extern char** environ;

namespace isobridge::bench {
namespace {

// This executable again, as the echo server: the floor crosses the same process boundary as the service does.
class EchoProcess {
 public:
  explicit EchoProcess(const std::string& address) {
    int input[2];
    int output[2];
    CHECK_EQ(pipe2(input, O_CLOEXEC), 0);
    CHECK_EQ(pipe2(output, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    std::string name = "bench";
    std::string flag = absl::StrCat("--serve_echo=", address);
    char* argv[] = {name.data(), flag.data(), nullptr};
    CHECK_EQ(posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[1]);
    end_ = input[1];
    char line[6];
    CHECK_EQ(read(output[0], line, sizeof line), static_cast<ssize_t>(sizeof line)) << "the echo server did not start";
    close(output[0]);
  }
  ~EchoProcess() {
    close(end_);
    waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_ = 0;
  int end_ = -1;
};

// The harness finds the service where Bazel puts a test's files; outside a test they lie beside this executable.
void FindRunfiles(const std::string& executable) {
  const std::string runfiles = absl::StrCat(std::filesystem::absolute(executable).string(), ".runfiles");
  setenv("TEST_SRCDIR", runfiles.c_str(), 0);
  setenv("TEST_WORKSPACE", "isobridge", 0);
}

Effort EffortAsked() { return {.count = absl::GetFlag(FLAGS_count), .length = absl::GetFlag(FLAGS_length)}; }

// With small caches of compiled and checked programs, which would otherwise fill all the time.
int RunSoak() {
  std::vector<std::string> flags = absl::GetFlag(FLAGS_serve_flags);
  flags.push_back("--compile_cache_bytes=1MiB");
  flags.push_back("--check_cache_bytes=1MiB");
  e2e::ServerProcess server({.flags = flags});
  CHECK(!server.addresses().empty()) << server.Log();
  e2e::ServerProcess fresh({.flags = flags});
  CHECK(!fresh.addresses().empty()) << fresh.Log();
  return Soak({server.addresses()[0], server.pid()}, fresh.addresses()[0], absl::GetFlag(FLAGS_soak)) ? 0 : 1;
}

constexpr std::string_view kParts[] = {"start", "latency", "calls", "answer", "rates", "neighbour", "memory", "tcp"};

void CheckParts() {
  for (const std::string& part : absl::GetFlag(FLAGS_only)) {
    CHECK(std::find(std::begin(kParts), std::end(kParts), part) != std::end(kParts))
        << "--only: there is no part '" << part << "'; --help names them";
  }
}

bool Asked(std::string_view part) {
  const std::vector<std::string> only = absl::GetFlag(FLAGS_only);
  return only.empty() || std::find(only.begin(), only.end(), part) != only.end();
}

void MeasureOverTcp(const Effort& effort, Figures* figures) {
  e2e::ServerProcess tcp_server({.listen = {"127.0.0.1:0"}});
  CHECK(!tcp_server.addresses().empty()) << tcp_server.Log();
  const std::string echo_tcp = absl::StrCat("127.0.0.1:", FreeLoopbackPort());
  const EchoProcess tcp_echo(echo_tcp);
  const Floor tcp_floor = MeasureFloor(echo_tcp, effort.count);
  figures->AddLatency("floor: echo stream, loopback TCP", tcp_floor.stream, std::nullopt, "");
  MeasureLatency("loopback TCP: ", tcp_server.addresses()[0], effort, tcp_floor, figures);
}

void Run() {
  CheckParts();
  const Effort effort = EffortAsked();
  Figures figures;
  if (Asked("start")) MeasureStartUp(&figures);

  e2e::ServerProcess server({.flags = absl::GetFlag(FLAGS_serve_flags)});
  CHECK(!server.addresses().empty()) << server.Log();
  const std::string address = server.addresses()[0];
  const std::string echo_unix = absl::StrCat("unix:", server.folder(), "/echo.sock");

  const EchoProcess echo(echo_unix);
  const Floor floor = MeasureFloor(echo_unix, effort.count);
  figures.AddLatency("floor: echo stream, unix socket", floor.stream, std::nullopt, "");
  figures.AddLatency("floor: echo round trip, unix socket", floor.round_trip, std::nullopt, "");
  if (Asked("latency")) MeasureLatency("unix socket: ", address, effort, floor, &figures);
  if (Asked("calls")) MeasureCalls(address, effort, floor, &figures);
  if (Asked("answer")) MeasureLargeAnswer(address, floor, absl::GetFlag(FLAGS_node), &figures);
  if (Asked("rates")) MeasureThroughput(address, echo_unix, effort, &figures);
  if (Asked("neighbour")) MeasureNeighbour(address, effort, &figures);
  if (Asked("memory")) MeasureMemory(address, server.pid(), &figures);
  if (Asked("tcp")) MeasureOverTcp(effort, &figures);

  if (const std::string path = absl::GetFlag(FLAGS_json); !path.empty()) {
    std::ofstream file(path);
    file << figures.ToJson();
    CHECK(file.flush().good()) << "can't write " << path;
  }
}

}  // namespace
}  // namespace isobridge::bench

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("prints one table of figures, for example: ./dev bench --json figures.json");
  absl::ParseCommandLine(argc, argv);
  if (const std::string address = absl::GetFlag(FLAGS_serve_echo); !address.empty()) return isobridge::bench::ServeEcho(address);
  isobridge::bench::FindRunfiles(argv[0]);
  if (absl::GetFlag(FLAGS_soak) > 0) return isobridge::bench::RunSoak();
  isobridge::bench::Run();
  return 0;
}
