#ifndef ISOBRIDGE_ISOLATE_POOL_COMPILER_POOL_H_
#define ISOBRIDGE_ISOLATE_POOL_COMPILER_POOL_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/fair_queue.h"
#include "bridge/program_compiler.h"
#include "bridge/result_cache.h"
#include "isolate/pool/back_off.h"
#include "isolate/pool/event_loop.h"
#include "isolate/pool/worker_source.h"

namespace isobridge::isolate {

struct CompilerPoolOptions {
  uint32_t compilers = 2;
  // At work for one tenant at the same time, at least 1. Fewer than all keep one for the others.
  uint32_t compilers_per_tenant = 2;
  // While others wait, a compiler stays with its tenant for so long: replacing it costs as much as some dozen compilations.
  absl::Duration turn = absl::Milliseconds(50);
  // Processor time of one compilation, and a fifth of the time that may pass.
  absl::Duration compile_time = absl::Seconds(1);
  // A compiler is replaced after so many programs, or with more than this in use after one.
  uint32_t max_programs = 10'000;
  uint64_t max_heap_used_bytes = 128u << 20;
  uint64_t cache_bytes = 64u << 20;
};

// Compiles in processes that live on from program to program, each for one tenant, and remembers the results.
//
// A compiler is replaced by a fresh one when another tenant needs it, after a number of programs, when its heap has grown, and
// after any failure. A source whose compiler died is tried once more in a fresh one. The same source of the same tenant is
// compiled once, however many ask at the same time.
//
// Who waits is served in turns of tenants. A tenant whose sources kill compilers in a row waits longer each time; others don't.
// How many may wait is up to the callers.
//
// Thread-safe. `done` of Compile may be called on the loop's thread.
class CompilerPool final : public bridge::ProgramCompiler {
 public:
  // Both outlive it, and it outlives the loop's thread.
  CompilerPool(EventLoop* loop, WorkerSource* source, CompilerPoolOptions options);
  ~CompilerPool() override;

  void Compile(const std::string& tenant, const std::string& source, int language, Callback done) override
      ABSL_LOCKS_EXCLUDED(mu_);

  // Makes the compilers, and calls `changed` on the loop's thread whenever Health or ready may have changed. Once.
  void Start(std::function<void()> changed);
  // Fails who waits, kills the compilers, makes no more.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

  // OK unless compilers can't be made: UNAVAILABLE, and why.
  absl::Status Health() const ABSL_LOCKS_EXCLUDED(mu_);
  // Compilers that live, at work or not.
  size_t ready() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  class Compiler;
  struct Job;
  // What is done after the lock is released.
  struct Afterwards;

  void MakeMissing() ABSL_LOCKS_EXCLUDED(mu_);
  void OnMade(absl::StatusOr<std::unique_ptr<bridge::Worker>> worker) ABSL_LOCKS_EXCLUDED(mu_);
  void OnCompiled(Compiler* compiler, const worker::v1::FromWorker& frame) ABSL_LOCKS_EXCLUDED(mu_);
  // `cpu`: of the process's whole life.
  void OnLost(Compiler* compiler, const std::string& why, absl::Duration cpu) ABSL_LOCKS_EXCLUDED(mu_);
  void CheckTimes() ABSL_LOCKS_EXCLUDED(mu_);

  void Dispatch(Afterwards* afterwards) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool MayWork(const std::string& tenant) const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  // Tenants that could use another compiler.
  uint32_t Wanting() const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  bool TurnIsOver(const Compiler& compiler) const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  Compiler* FindFor(const std::string& tenant) const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  void Begin(Compiler* compiler, std::shared_ptr<Job> job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool ReplaceIdle(Afterwards* afterwards) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Lost(Compiler* compiler, const std::string& why, absl::Duration cpu, Afterwards* afterwards)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Punish(const std::string& tenant) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void DispatchSoon(absl::Time when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Retire(Compiler* compiler, Afterwards* afterwards) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Finish(const std::shared_ptr<Job>& job, std::shared_ptr<const bridge::CompiledProgram> program, Afterwards* afterwards)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void FailAll(absl::Status status, Afterwards* afterwards) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void MakeSoon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void CheckTimesAt(absl::Time when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status Unavailable() const ABSL_SHARED_LOCKS_REQUIRED(mu_);

  EventLoop* const loop_;
  WorkerSource* const source_;
  const CompilerPoolOptions options_;
  std::function<void()> changed_;
  bridge::ResultCache<bridge::CompiledProgram> cache_;

  mutable absl::Mutex mu_;
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::shared_ptr<Compiler>> compilers_ ABSL_GUARDED_BY(mu_);
  uint32_t making_ ABSL_GUARDED_BY(mu_) = 0;
  bool make_posted_ ABSL_GUARDED_BY(mu_) = false;
  bool checking_times_ ABSL_GUARDED_BY(mu_) = false;
  bridge::FairQueue<std::shared_ptr<Job>> waiting_ ABSL_GUARDED_BY(mu_);
  // Waiting or at work.
  std::map<bridge::ResultKey, std::shared_ptr<Job>> jobs_ ABSL_GUARDED_BY(mu_);
  // Tenants whose last source killed its compiler.
  struct Penalty {
    BackOff back_off;
    absl::Time until;
  };
  std::map<std::string, Penalty> penalties_ ABSL_GUARDED_BY(mu_);
  uint64_t next_execution_ ABSL_GUARDED_BY(mu_) = 1;
  BackOff back_off_ ABSL_GUARDED_BY(mu_);
  absl::Time retry_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  std::string last_failure_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_COMPILER_POOL_H_
