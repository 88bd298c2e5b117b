#ifndef ISOBRIDGE_ISOLATE_POOL_SANDBOX_HOST_H_
#define ISOBRIDGE_ISOLATE_POOL_SANDBOX_HOST_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/program_checker.h"
#include "bridge/program_compiler.h"
#include "bridge/timers.h"
#include "bridge/worker.h"
#include "isolate/lockdown/lockdown.h"
#include "isolate/lockdown/self_test.h"
#include "isolate/pool/worker_counts.h"
#include "telemetry/observer.h"

namespace isobridge::isolate {

// V8 with its JIT compilers, or interpreted only.
enum class EngineProfile { kJit, kHardened };

// The heaps that a worker accepts (isolate/worker/process_options.cc): smaller ones don't hold the runtime.
inline constexpr uint64_t kMinHeapBytes = 16u << 20;
inline constexpr uint64_t kMaxHeapBytes = uint64_t{4} << 30;

struct SandboxHostOptions {
  // Path of isobridge_worker.
  std::string worker_executable;

  EngineProfile profile = EngineProfile::kJit;
  LandlockPolicy landlock = LandlockPolicy::kRequire;
  // V8's text in huge pages: a third less per fork; profilers lose its symbols.
  bool huge_text = true;

  // The V8 heap sizes that workers come in, ascending; the first is started at once, the others when first used.
  std::vector<uint64_t> heap_classes = {128u << 20};
  // Workers forked ahead for each class in use. Each costs about 500 KiB and as much again in page tables while it waits.
  uint32_t warm_workers = 8;
  // Worker processes alive at once, all classes together. 0: as many as memory, processes and descriptors of the
  // cgroup and the machine carry, at most 64 for each processor.
  uint32_t max_workers = 0;

  // Compiler processes; each is at work for one tenant.
  uint32_t compilers = 2;
  // At work for one tenant at the same time. 0: all of them.
  uint32_t compilers_per_tenant = 0;
  // Nice level of a worker whose program has used `worker_nice_after` of processor time, 0 to 19, so that the service and
  // programs that have just begun come first. 0: none stands back.
  int worker_nice = 15;
  absl::Duration worker_nice_after = absl::Milliseconds(20);

  // Processor time; a compilation that takes more, or five times as long by the clock, is killed.
  absl::Duration compile_time = absl::Seconds(1);
  // A compiler is replaced after so many programs.
  uint32_t compiler_max_programs = 10'000;
  // V8 heap limit of a compiler; it is replaced when half of it is in use after a compilation.
  uint64_t compiler_heap_bytes = 256u << 20;
  // Results kept.
  uint64_t compile_cache_bytes = 64u << 20;

  // A zygote is replaced by a fresh one, with an address layout of its own, after so many forks or so much time.
  uint64_t zygote_max_forks = 50'000;
  absl::Duration zygote_max_age = absl::Hours(1);
  // From exec until the zygote can fork.
  absl::Duration zygote_start_time = absl::Seconds(20);

  // TypeScript's native compiler. Empty: programs are not checked.
  std::string checker_executable;
  // Programs of one tenant checked at once.
  uint32_t checkers = 1;
  // See CheckerPoolOptions.
  std::function<void(const std::string& tenant, absl::Duration cpu_time)> charge;
  // A check that takes longer is given up, and its checker killed.
  absl::Duration check_time = absl::Milliseconds(500);
  // A checker is replaced after so many programs.
  uint32_t checker_max_programs = 1'000;
  // RLIMIT_DATA of a checker.
  uint64_t checker_memory_bytes = 512u << 20;
  // Findings kept.
  uint64_t check_cache_bytes = 16u << 20;

  // Hears of processes and of the lockdown's test; may be null. Outlives the host.
  telemetry::Observer* observer = nullptr;
};

// What runs the programs; for GetCapabilities, metrics and the log.
struct SandboxHostInfo {
  std::string engine_id;
  std::string v8_version;
  // 0: none.
  int landlock_abi = 0;
  // Workers are forked from a warm V8, rather than each starting its own.
  bool warm_fork = false;
  uint32_t max_workers = 0;
  // "TypeScript 7.0.2"; empty: programs are not checked.
  std::string checker;
  std::vector<LockdownAttempt> lockdown_attempts;
};

// Everything that runs programs: the zygotes, the workers forked ahead, the compilers and the thread that serves them.
//
// Thread-safe. Workers that were handed out must be destroyed before it. It ends with no process left behind.
class SandboxHost {
 public:
  // Checks the options against the machine and starts the zygotes; both roles at once. INVALID_ARGUMENT or FAILED_PRECONDITION
  // name the setting to change. Doesn't wait for the zygotes: see OnReady. Start it before gRPC has threads: it forks.
  static absl::StatusOr<std::unique_ptr<SandboxHost>> Create(SandboxHostOptions options);

  virtual ~SandboxHost() = default;

  virtual bridge::WorkerPool* workers() = 0;
  virtual bridge::ProgramCompiler* compiler() = 0;
  virtual bridge::ProgramChecker* checker() = 0;
  virtual bridge::Timers* timers() = 0;

  // Calls `done` once, on the host's thread or at once: OK when the lockdown passed its self-test and one worker and one compiler
  // wait for work; otherwise why that can't come to be (the self-test failed, or the first zygotes didn't start).
  virtual void OnReady(std::function<void(absl::Status)> done) = 0;

  // OK: programs can run now. Changes while zygotes are lost and replaced.
  virtual absl::Status Health() const = 0;

  virtual WorkerCounts worker_counts() const = 0;

  // Complete once OnReady has said OK.
  virtual SandboxHostInfo info() const = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_SANDBOX_HOST_H_
