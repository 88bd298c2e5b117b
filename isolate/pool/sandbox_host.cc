#include "isolate/pool/sandbox_host.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/log/log.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "bridge/process_memory.h"
#include "isolate/checker/checker_pool.h"
#include "isolate/checker/sandbox_lib.h"
#include "isolate/lockdown/confined_exec.h"
#include "isolate/pool/answer_thread.h"
#include "isolate/pool/busy_workers.h"
#include "isolate/pool/capacity.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/compiler_pool.h"
#include "isolate/pool/event_loop.h"
#include "isolate/pool/fork_source.h"
#include "isolate/pool/warm_pool.h"
#include "isolate/pool/zygote_client.h"

namespace isobridge::isolate {
namespace {

// The kernel's lowest priority.
constexpr int kMaxNice = 19;
// Code, a message and positions; the source was smaller.
constexpr uint32_t kMaxCompiledFrameBytes = 64u << 20;
constexpr absl::Duration kShutdownTime = absl::Seconds(10);

const char* Name(EngineProfile profile) {
  switch (profile) {
    case EngineProfile::kJit:
      return "jit";
    case EngineProfile::kHardened:
      return "hardened";
  }
  return "";
}

const char* Name(LandlockPolicy policy) {
  switch (policy) {
    case LandlockPolicy::kRequire:
      return "require";
    case LandlockPolicy::kPrefer:
      return "prefer";
    case LandlockPolicy::kOff:
      return "off";
  }
  return "";
}

absl::Status CheckOptions(const SandboxHostOptions& options) {
  if (access(options.worker_executable.c_str(), X_OK) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("worker_executable is '", options.worker_executable, "', which can't be executed"));
  }
  if (options.heap_classes.empty() || !std::is_sorted(options.heap_classes.begin(), options.heap_classes.end()) ||
      options.heap_classes.front() < kMinHeapBytes || options.heap_classes.back() > kMaxHeapBytes) {
    return absl::InvalidArgumentError("heap_classes must be sizes from 16 MiB to 4 GiB in ascending order, at least one");
  }
  const std::pair<const char*, bool> positive[] = {{"warm_workers", options.warm_workers > 0},
                                                   {"compilers", options.compilers > 0},
                                                   {"compile_time", options.compile_time > absl::ZeroDuration()},
                                                   {"compiler_max_programs", options.compiler_max_programs > 0},
                                                   {"checkers", options.checkers > 0},
                                                   {"check_time", options.check_time > absl::ZeroDuration()},
                                                   {"checker_max_programs", options.checker_max_programs > 0},
                                                   {"zygote_max_forks", options.zygote_max_forks > 0},
                                                   {"zygote_max_age", options.zygote_max_age > absl::ZeroDuration()},
                                                   {"zygote_start_time", options.zygote_start_time > absl::ZeroDuration()}};
  for (const auto& [name, ok] : positive) {
    if (!ok) return absl::InvalidArgumentError(absl::StrCat(name, " must be more than 0"));
  }
  if (options.worker_nice < 0 || options.worker_nice > kMaxNice) {
    return absl::InvalidArgumentError(absl::StrCat("worker_nice is ", options.worker_nice, "; it is 0 to ", kMaxNice));
  }
  return absl::OkStatus();
}

ZygoteOptions MakeZygoteOptions(const SandboxHostOptions& options, const char* role, uint64_t heap_bytes) {
  return {.name = role,
          .executable = options.worker_executable,
          .arguments = {absl::StrCat("--role=", role), "--control_fd=3", absl::StrCat("--heap_bytes=", heap_bytes),
                        absl::StrCat("--profile=", Name(options.profile)), absl::StrCat("--landlock=", Name(options.landlock)),
                        absl::StrCat("--huge_text=", options.huge_text ? "true" : "false")},
          .start_time = options.zygote_start_time,
          .max_forks = options.zygote_max_forks,
          .max_age = options.zygote_max_age};
}

class Host final : public SandboxHost {
 public:
  // `checker` may be null.
  Host(SandboxHostOptions options, uint32_t max_workers, std::unique_ptr<EventLoop> loop, std::unique_ptr<EventLoop> answers,
       std::unique_ptr<ConfinedExec> checker)
      : options_(std::move(options)),
        max_workers_(max_workers),
        loop_(std::move(loop)),
        answers_(std::move(answers)),
        busy_(loop_.get(), {.nice = options_.worker_nice, .after = options_.worker_nice_after}),
        children_(loop_.get()),
        compiler_zygote_(loop_.get(), &children_, MakeZygoteOptions(options_, "compiler", options_.compiler_heap_bytes),
                         options_.observer),
        compiler_source_(
            loop_.get(), &children_, &compiler_zygote_,
            {.process = {.max_frame_bytes = kMaxCompiledFrameBytes, .role = "compiler", .observer = options_.observer}}),
        worker_kinds_(options_.heap_classes.size()),
        workers_(loop_.get(),
                 {.heap_classes = options_.heap_classes,
                  .warm_workers = std::min(options_.warm_workers, max_workers),
                  .max_workers = max_workers},
                 [this](size_t heap_class) { return StartKind(heap_class); }),
        compiler_(
            loop_.get(), &compiler_source_,
            {.compilers = options_.compilers,
             .compilers_per_tenant = options_.compilers_per_tenant == 0 ? options_.compilers : options_.compilers_per_tenant,
             .compile_time = options_.compile_time,
             .max_programs = options_.compiler_max_programs,
             .max_heap_used_bytes = options_.compiler_heap_bytes / 2,
             .cache_bytes = options_.compile_cache_bytes}),
        checker_(loop_.get(), &children_, std::move(checker),
                 {.checkers = options_.checkers,
                  .memory_bytes = options_.checker_memory_bytes,
                  .check_time = options_.check_time,
                  .max_programs = options_.checker_max_programs,
                  .cache_bytes = options_.check_cache_bytes,
                  .charge = options_.charge}),
        apart_(loop_.get(), answers_.get(), &compiler_, &checker_) {
    loop_->Post([this] { Start(); });
  }

  ~Host() override {
    absl::Notification ended;
    loop_->Post([this, &ended] { Stop(&ended); });
    ended.WaitForNotification();
    // Whoever waited for a compiler or a checker is told.
    absl::Notification answered;
    answers_->Post([&answered] { answered.Notify(); });
    answered.WaitForNotification();
    // First, since everything else is used on its thread.
    loop_->End();
    answers_->End();
  }

  bridge::WorkerPool* workers() override { return &workers_; }
  bridge::ProgramCompiler* compiler() override { return apart_.compiler(); }
  bridge::ProgramChecker* checker() override { return apart_.checker(); }
  bridge::Timers* timers() override { return loop_.get(); }

  void OnReady(std::function<void(absl::Status)> done) override ABSL_LOCKS_EXCLUDED(mu_) {
    loop_->Post([this, done = std::move(done)] {
      on_ready_ = done;
      CheckReady();
    });
  }

  absl::Status Health() const override ABSL_LOCKS_EXCLUDED(mu_) {
    {
      absl::MutexLock lock(mu_);
      if (!lockdown_.ok()) return lockdown_;
      if (!ready_) return absl::UnavailableError("the first workers and compilers are being made");
    }
    absl::Status status = workers_.Health();
    status.Update(compiler_.Health());
    return status;
  }

  WorkerCounts worker_counts() const override { return workers_.counts(); }

  SandboxHostInfo info() const override ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    return info_;
  }

 private:
  // What makes the workers of one heap class.
  struct Kind {
    std::unique_ptr<ZygoteClient> zygote;
    std::unique_ptr<ForkSource> source;
  };

  // The rest is for the loop's thread.

  void Start() {
    // The zygotes start while the lockdown is tested.
    compiler_zygote_.Start();
    compiler_.Start([this] { CheckReady(); });
    checker_.Start([this] { CheckReady(); });
    StartKind(0);
    workers_.Start([this] { CheckReady(); });
    TestLockdownOnce();
    CheckReady();
  }

  WorkerSource* StartKind(size_t heap_class) {
    Kind& kind = worker_kinds_[heap_class];
    if (kind.source == nullptr) {
      kind.zygote = std::make_unique<ZygoteClient>(
          loop_.get(), &children_, MakeZygoteOptions(options_, "worker", options_.heap_classes[heap_class]), options_.observer);
      kind.source = std::make_unique<ForkSource>(loop_.get(), &children_, kind.zygote.get(),
                                                 ForkSourceOptions{.process = {.busy = &busy_, .observer = options_.observer},
                                                                   .on_ready = [this](int abi) { OnWorker(abi); }});
      kind.zygote->Start();
    }
    return kind.source.get();
  }

  void TestLockdownOnce() {
    std::vector<LockdownAttempt> attempts = TestLockdown(options_.landlock);
    std::vector<std::string> succeeded;
    for (const LockdownAttempt& attempt : attempts) {
      if (!attempt.stopped) succeeded.push_back(absl::StrCat(attempt.operation, ": ", attempt.outcome));
    }
    if (options_.observer != nullptr) {
      options_.observer->LockdownTested(static_cast<uint32_t>(attempts.size()),
                                        static_cast<uint32_t>(attempts.size() - succeeded.size()));
    }
    absl::MutexLock lock(mu_);
    info_.lockdown_attempts = std::move(attempts);
    if (succeeded.empty()) return;
    std::string list;
    for (const std::string& one : succeeded) absl::StrAppend(&list, list.empty() ? "" : "; ", one);
    lockdown_ = absl::FailedPreconditionError(absl::StrCat("the lockdown doesn't hold on this machine: ", list));
    LOG(ERROR) << lockdown_.message();
  }

  // Before the pool hears of it, so that info is complete when the pool is warm.
  void OnWorker(int landlock_abi) {
    const auto& zygote = worker_kinds_[0].zygote->info();
    absl::MutexLock lock(mu_);
    info_.landlock_abi = landlock_abi;
    info_.max_workers = max_workers_;
    if (!options_.checker_executable.empty()) info_.checker = absl::StrCat("TypeScript ", kCheckerVersion);
    if (!zygote.has_value()) return;
    info_.engine_id = zygote->engine_id();
    info_.v8_version = zygote->v8_version();
    info_.warm_fork = zygote->warm();
  }

  void CheckReady() {
    absl::Status status;
    {
      absl::MutexLock lock(mu_);
      status = lockdown_;
      if (!ready_ && status.ok()) {
        status = workers_.Health();
        status.Update(compiler_.Health());
        if (status.ok() && (workers_.warm() == 0 || compiler_.ready() == 0 || !checker_.settled())) return;
        ready_ = status.ok();
      }
    }
    if (on_ready_ != nullptr) std::exchange(on_ready_, nullptr)(std::move(status));
  }

  void Stop(absl::Notification* ended) {
    on_ready_ = nullptr;
    workers_.Stop();
    compiler_.Stop();
    checker_.Stop();
    compiler_zygote_.Stop();
    for (Kind& kind : worker_kinds_) {
      if (kind.zygote != nullptr) kind.zygote->Stop();
    }
    children_.KillAll();
    AwaitChildren(ended, loop_->Now() + kShutdownTime);
  }

  void AwaitChildren(absl::Notification* ended, absl::Time deadline) {
    if (children_.ReapEnded() || loop_->Now() >= deadline) return ended->Notify();
    children_.KillAll();
    loop_->At(loop_->Now() + absl::Milliseconds(1), [this, ended, deadline] { AwaitChildren(ended, deadline); });
  }

  const SandboxHostOptions options_;
  const uint32_t max_workers_;
  const std::unique_ptr<EventLoop> loop_;
  const std::unique_ptr<EventLoop> answers_;
  BusyWorkers busy_;

  // Loop thread only.
  ChildProcesses children_;
  ZygoteClient compiler_zygote_;
  ForkSource compiler_source_;
  std::vector<Kind> worker_kinds_;
  std::function<void(absl::Status)> on_ready_;

  // Self-synchronised.
  WarmPool workers_;
  CompilerPool compiler_;
  CheckerPool checker_;
  AnswerThread apart_;

  mutable absl::Mutex mu_;
  absl::Status lockdown_ ABSL_GUARDED_BY(mu_);
  bool ready_ ABSL_GUARDED_BY(mu_) = false;
  SandboxHostInfo info_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<SandboxHost>> SandboxHost::Create(SandboxHostOptions options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  absl::StatusOr<uint32_t> max_workers = MaxWorkers({.max_workers = options.max_workers,
                                                     .compilers = options.compilers,
                                                     .worker_bytes = bridge::ProcessMemoryBytes(options.heap_classes.back()),
                                                     .compiler_bytes = bridge::ProcessMemoryBytes(options.compiler_heap_bytes),
                                                     .checkers = options.checker_executable.empty() ? 0 : options.checkers,
                                                     .checker_bytes = options.checker_memory_bytes},
                                                    MachineLimits::Read(""));
  if (!max_workers.ok()) return max_workers.status();
  absl::StatusOr<std::unique_ptr<EventLoop>> loop = EventLoop::Create();
  if (!loop.ok()) return loop.status();
  absl::StatusOr<std::unique_ptr<EventLoop>> answers = EventLoop::Create("sandbox-answers");
  if (!answers.ok()) return answers.status();
  std::unique_ptr<ConfinedExec> checker;
  if (!options.checker_executable.empty()) {
    checker = std::make_unique<ConfinedExec>();
    const std::string failure =
        checker->Prepare(options.checker_executable, {.landlock = options.landlock, .data_bytes = options.checker_memory_bytes});
    if (!failure.empty()) return absl::FailedPreconditionError(absl::StrCat("checker_binary: ", failure));
  }
  return std::make_unique<Host>(std::move(options), *max_workers, *std::move(loop), *std::move(answers), std::move(checker));
}

}  // namespace isobridge::isolate
