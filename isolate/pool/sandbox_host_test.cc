#include "isolate/pool/sandbox_host.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// With the real worker executable, its lockdown and V8.
namespace isobridge::isolate {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr int kTypeScript = 0;
constexpr char kEndless[] = "for (;;) {}";

SandboxHostOptions Options() {
  SandboxHostOptions options;
  options.worker_executable =
      absl::StrCat(getenv("TEST_SRCDIR"), "/", getenv("TEST_WORKSPACE"), "/isolate/worker/isobridge_worker");
  options.landlock = LandlockPolicy::kPrefer;
  options.huge_text = false;
  options.warm_workers = 4;
  options.max_workers = 16;
  return options;
}

// A host whose OnReady has said OK.
std::unique_ptr<SandboxHost> ReadyHost(SandboxHostOptions options = Options()) {
  absl::StatusOr<std::unique_ptr<SandboxHost>> host = SandboxHost::Create(std::move(options));
  EXPECT_TRUE(host.ok()) << host.status();
  if (!host.ok()) return nullptr;
  absl::Notification told;
  absl::Status status;
  (*host)->OnReady([&](absl::Status s) {
    status = std::move(s);
    told.Notify();
  });
  told.WaitForNotification();
  EXPECT_TRUE(status.ok()) << status;
  return *std::move(host);
}

std::unique_ptr<bridge::Worker> Acquire(SandboxHost* host) {
  absl::Notification done;
  absl::StatusOr<std::unique_ptr<bridge::Worker>> result;
  host->workers()->Acquire(128u << 20, absl::Now() + kPatience, [&](auto worker) {
    result = std::move(worker);
    done.Notify();
  });
  done.WaitForNotification();
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : nullptr;
}

bridge::CompileResult Compile(SandboxHost* host, const std::string& tenant, const std::string& source) {
  absl::Notification done;
  absl::StatusOr<bridge::CompileResult> result;
  host->compiler()->Compile(tenant, source, kTypeScript, [&](auto r) {
    result = std::move(r);
    done.Notify();
  });
  done.WaitForNotification();
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : bridge::CompileResult{std::make_shared<bridge::CompiledProgram>()};
}

// One program in one worker.
class RunningProgram final : public bridge::WorkerListener {
 public:
  RunningProgram(std::unique_ptr<bridge::Worker> worker, const std::string& code) : worker_(std::move(worker)) {
    worker_->Listen(this);
    worker::v1::ToWorker frame;
    frame.set_execution(1);
    worker::v1::Begin* begin = frame.mutable_begin();
    begin->set_code(code);
    begin->set_seed(std::string(32, 's'));
    begin->set_now_us(1);
    begin->mutable_limits()->set_args_bytes(1 << 20);
    begin->mutable_limits()->set_result_bytes(1 << 20);
    begin->mutable_limits()->set_console_bytes(1 << 20);
    begin->mutable_limits()->set_console_lines(100);
    begin->mutable_limits()->set_calls(100);
    begin->mutable_limits()->set_timers(100);
    begin->mutable_limits()->set_cpu_seconds(10);
    worker_->Send(frame);
  }

  bridge::Worker* worker() { return worker_.get(); }

  // The value as JSON, or what went wrong.
  std::string AwaitValue() {
    absl::MutexLock lock(mu_);
    const auto ended = [this] { return value_.has_value() || exit_.has_value(); };
    EXPECT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&ended), kPatience));
    return value_.value_or("no value");
  }
  bridge::WorkerExit AwaitExit() {
    absl::MutexLock lock(mu_);
    const auto ended = [this] { return exit_.has_value(); };
    EXPECT_TRUE(mu_.AwaitWithTimeout(absl::Condition(&ended), kPatience));
    return exit_.value_or(bridge::WorkerExit());
  }

  void OnFrame(worker::v1::FromWorker frame) override {
    absl::MutexLock lock(mu_);
    if (frame.has_finished())
      value_ = frame.finished().has_value_json() ? frame.finished().value_json() : frame.finished().DebugString();
  }
  void OnGarbage(absl::Status what) override { worker_->Kill(); }
  void OnExit(bridge::WorkerExit exit) override {
    absl::MutexLock lock(mu_);
    exit_ = std::move(exit);
  }

 private:
  absl::Mutex mu_;
  std::optional<std::string> value_ ABSL_GUARDED_BY(mu_);
  std::optional<bridge::WorkerExit> exit_ ABSL_GUARDED_BY(mu_);
  // Last: nothing is delivered once it is gone.
  std::unique_ptr<bridge::Worker> worker_;
};

std::string RunProgram(SandboxHost* host, const std::string& code) {
  std::unique_ptr<bridge::Worker> worker = Acquire(host);
  return worker == nullptr ? "no worker" : RunningProgram(std::move(worker), code).AwaitValue();
}

std::set<pid_t> Children(pid_t parent) {
  std::set<pid_t> pids;
  DIR* const proc = opendir("/proc");
  while (const dirent* entry = readdir(proc)) {
    std::ifstream stat(absl::StrCat("/proc/", entry->d_name, "/stat"));
    std::string text;
    if (!std::getline(stat, text)) continue;
    // The name may hold spaces; the state and the parent follow it.
    char state;
    int ppid;
    if (sscanf(text.c_str() + text.rfind(')') + 1, " %c %d", &state, &ppid) == 2 && ppid == parent)
      pids.insert(atoi(entry->d_name));
  }
  closedir(proc);
  return pids;
}

size_t OpenDescriptors() {
  size_t count = 0;
  DIR* const fds = opendir("/proc/self/fd");
  while (readdir(fds) != nullptr) ++count;
  closedir(fds);
  return count;
}

std::set<pid_t> ZygotesOfThisProcess() {
  std::set<pid_t> zygotes;
  // A zygote leads a process group of its own; its forks belong to it.
  for (const pid_t pid : Children(getpid())) {
    if (getpgid(pid) == pid) zygotes.insert(pid);
  }
  return zygotes;
}

template <typename Check>
bool Eventually(Check check) {
  for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; sched_yield()) {
    if (check()) return true;
  }
  return false;
}

TEST(SandboxHostTest, RunsAProgramAndTellsAboutItself) {
  const auto host = ReadyHost();

  EXPECT_EQ(RunProgram(host.get(), "return 6 * 7"), "42");

  const SandboxHostInfo info = host->info();
  EXPECT_TRUE(info.warm_fork);
  EXPECT_EQ(info.engine_id.size(), 64u);
  EXPECT_THAT(info.v8_version, testing::StartsWith("13."));
  EXPECT_EQ(info.max_workers, 16u);
  EXPECT_GE(info.lockdown_attempts.size(), 16u);
  EXPECT_TRUE(host->Health().ok()) << host->Health();
}

TEST(SandboxHostTest, CompilesOnceAndRemembersPerTenant) {
  const auto host = ReadyHost();

  const bridge::CompileResult first = Compile(host.get(), "a", "const x: number = 1; return x");
  const bridge::CompileResult again = Compile(host.get(), "a", "const x: number = 1; return x");
  const bridge::CompileResult other = Compile(host.get(), "b", "const x: number = 1; return x");

  EXPECT_FALSE(first.cached);
  EXPECT_TRUE(again.cached);
  EXPECT_FALSE(other.cached);
  EXPECT_EQ(other.program->code, first.program->code);
  EXPECT_EQ(RunProgram(host.get(), first.program->code), "1");
}

TEST(SandboxHostTest, TwoThousandExecutionsLeaveNothingBehind) {
  const auto host = ReadyHost();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(RunProgram(host.get(), "return 1"), "1");
  const auto settled = [&] { return Children(getpid()).size() <= 2 + 2 + 4; };
  ASSERT_TRUE(Eventually(settled));
  const size_t before = OpenDescriptors();

  for (int i = 0; i < 2'000; ++i) ASSERT_EQ(RunProgram(host.get(), "return 1"), "1");

  // Two zygotes, two compilers, four warm workers; no zombies.
  EXPECT_TRUE(Eventually(settled)) << Children(getpid()).size();
  // The refill may be on its way: a few descriptors for each worker.
  EXPECT_TRUE(Eventually([&] { return OpenDescriptors() <= before + 4; }))
      << before << " before, " << OpenDescriptors() << " after";
}

TEST(SandboxHostTest, KilledWorkerIsToldWithin100MillisecondsAndHarmsNobody) {
  const auto host = ReadyHost();
  RunningProgram victim(Acquire(host.get()), kEndless);
  RunningProgram other(Acquire(host.get()), "let s = 0; for (let i = 0; i < 3e7; i++) s += i & 1; return s");

  const absl::Time killed = absl::Now();
  victim.worker()->Kill();

  EXPECT_EQ(victim.AwaitExit().signal, SIGKILL);
  EXPECT_LT(absl::Now() - killed, absl::Milliseconds(100));
  EXPECT_EQ(other.AwaitValue(), "15000000");
}

TEST(SandboxHostTest, CpuTimeOfARunningProgramGrows) {
  const auto host = ReadyHost();
  RunningProgram run(Acquire(host.get()), kEndless);

  EXPECT_TRUE(Eventually([&] { return run.worker()->CpuTime() > absl::Milliseconds(20); }));
  run.worker()->Kill();
  EXPECT_GT(run.AwaitExit().cpu_time, absl::Milliseconds(20));
  EXPECT_EQ(run.worker()->CpuTime(), absl::ZeroDuration());
}

TEST(SandboxHostTest, StoppedWorkerBlocksNobody) {
  const auto host = ReadyHost();
  const std::set<pid_t> before = Children(getpid());
  for (const pid_t pid : before) {
    if (!ZygotesOfThisProcess().contains(pid)) kill(pid, SIGSTOP);
  }
  {
    RunningProgram stuck(Acquire(host.get()), std::string(8u << 20, ' ') + "return 1");
    EXPECT_TRUE(host->Health().ok());
    stuck.worker()->Kill();
    EXPECT_EQ(stuck.AwaitExit().signal, SIGKILL);
  }
  // The stopped ones die with the host.
}

TEST(SandboxHostTest, KilledZygotesAreReplacedWhileWarmWorkersServe) {
  const auto host = ReadyHost();
  const std::set<pid_t> before = ZygotesOfThisProcess();
  ASSERT_EQ(before.size(), 2u);

  for (const pid_t pid : before) kill(pid, SIGKILL);
  for (int i = 0; i < 20; ++i) ASSERT_EQ(RunProgram(host.get(), "return 1"), "1");

  EXPECT_TRUE(Eventually([&] {
    const std::set<pid_t> now = ZygotesOfThisProcess();
    return now.size() == 2 && std::none_of(now.begin(), now.end(), [&](pid_t pid) { return before.contains(pid); });
  }));
  EXPECT_TRUE(host->Health().ok()) << host->Health();
  EXPECT_EQ(RunProgram(host.get(), "return 2"), "2");
}

TEST(SandboxHostTest, ZygoteIsReplacedAfterItsForks) {
  SandboxHostOptions options = Options();
  options.zygote_max_forks = 10;
  const auto host = ReadyHost(std::move(options));
  const std::set<pid_t> before = ZygotesOfThisProcess();

  for (int i = 0; i < 40; ++i) ASSERT_EQ(RunProgram(host.get(), "return 1"), "1");

  EXPECT_TRUE(Eventually([&] {
    const std::set<pid_t> now = ZygotesOfThisProcess();
    return now != before && now.size() == 2;
  }));
}

TEST(SandboxHostTest, NothingIsLeftWhenTheHostEnds) {
  const std::set<pid_t> before = Children(getpid());
  ReadyHost().reset();
  EXPECT_EQ(Children(getpid()), before);
}

TEST(SandboxHostTest, NoWorkerSurvivesTheSupervisor) {
  // Orphans come to this process instead of init, where they can be seen.
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t supervisor = fork();
  if (supervisor == 0) {
    const auto host = ReadyHost();
    RunningProgram endless(Acquire(host.get()), kEndless);
    if (write(ready[1], "r", 1) != 1) _exit(1);
    pause();
  }
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  const std::set<pid_t> processes = Children(supervisor);
  ASSERT_GE(processes.size(), 2u + 2u + 1u);

  ASSERT_EQ(kill(supervisor, SIGKILL), 0);

  EXPECT_TRUE(Eventually([&] {
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    return std::none_of(processes.begin(), processes.end(), [](pid_t pid) { return kill(pid, 0) == 0; });
  }));
}

TEST(SandboxHostTest, TooManyWorkersForTheMachineAreRefused) {
  SandboxHostOptions options = Options();
  options.max_workers = 10'000'000;

  const absl::Status status = SandboxHost::Create(std::move(options)).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), testing::HasSubstr("max_workers"));
}

TEST(SandboxHostTest, MissingExecutableIsRefused) {
  SandboxHostOptions options = Options();
  options.worker_executable = "/nowhere/isobridge_worker";

  const absl::Status status = SandboxHost::Create(std::move(options)).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), testing::HasSubstr("/nowhere/isobridge_worker"));
}

TEST(SandboxHostTest, ExecutableThatIsNoZygoteNeverBecomesReady) {
  SandboxHostOptions options = Options();
  options.worker_executable = "/bin/false";
  absl::StatusOr<std::unique_ptr<SandboxHost>> host = SandboxHost::Create(std::move(options));
  ASSERT_TRUE(host.ok()) << host.status();

  absl::Notification told;
  absl::Status status;
  (*host)->OnReady([&](absl::Status s) {
    status = std::move(s);
    told.Notify();
  });

  told.WaitForNotification();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), testing::HasSubstr("exit status 1"));
}

}  // namespace
}  // namespace isobridge::isolate
