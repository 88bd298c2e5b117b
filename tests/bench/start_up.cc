#include "tests/bench/start_up.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "absl/log/check.h"
#include "absl/time/clock.h"
#include "isolate/worker/test_supervisor.h"
#include "tests/bench/sandbox_load.h"
#include "tests/e2e/server_process.h"

namespace isobridge::bench {
namespace {

constexpr int kStarts = 15;
constexpr int kForks = 300;
constexpr absl::Duration kIdle = absl::Seconds(1);

void MeasureStart(Figures* figures) {
  Samples first_result;
  Samples shutdown;
  for (int i = 0; i < kStarts; ++i) {
    const absl::Time start = absl::Now();
    e2e::ServerProcess server;
    CHECK(!server.addresses().empty()) << server.Log();
    auto stub = ConnectSandbox(server.addresses()[0]);
    RunJob(*stub, {.code = "const answer: number = 6 * 7; return answer"});
    first_result.Add(absl::Now() - start);
    const absl::Time stop = absl::Now();
    server.Signal(SIGTERM);
    CHECK(server.AwaitExit().has_value());
    shutdown.Add(absl::Now() - stop);
  }
  figures->AddLatency("start of the service to first result", first_result, std::nullopt, "< 120");
  figures->AddLatency("SIGTERM to exit, idle", shutdown, std::nullopt, "");
}

void MeasureForks(Figures* figures) {
  isolate::TestSupervisor zygote({"--role=worker", "--heap_bytes=134217728"});
  // As in a service that has run for a second: an idle zygote freezes its memory.
  CHECK(zygote.Fork()->AwaitReady());
  absl::SleepFor(kIdle);
  Samples ready;
  for (int i = 0; i < kForks; ++i) {
    const absl::Time start = absl::Now();
    auto worker = zygote.Fork();
    CHECK(worker != nullptr && worker->AwaitReady());
    ready.Add(absl::Now() - start);
  }
  figures->AddLatency("fork to ready (pages touched, locked down)", ready, std::nullopt, "<= 0.5");
}

}  // namespace

int FreeLoopbackPort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK_GE(fd, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  CHECK_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  CHECK_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return ntohs(address.sin_port);
}

void MeasureStartUp(Figures* figures) {
  MeasureStart(figures);
  MeasureForks(figures);
}

}  // namespace isobridge::bench
