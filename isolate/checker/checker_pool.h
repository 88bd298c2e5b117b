#ifndef ISOBRIDGE_ISOLATE_CHECKER_CHECKER_POOL_H_
#define ISOBRIDGE_ISOLATE_CHECKER_CHECKER_POOL_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/fair_queue.h"
#include "bridge/program_checker.h"
#include "bridge/result_cache.h"
#include "isolate/checker/checker_process.h"
#include "isolate/lockdown/confined_exec.h"
#include "isolate/pool/back_off.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/event_loop.h"

namespace isobridge::isolate {

struct CheckerPoolOptions {
  // Programs of one tenant checked at once. One process more waits in reserve: for another tenant when all are at work, and so
  // that one which was killed is missed by nobody.
  uint32_t checkers = 1;
  // RLIMIT_DATA of each, as the executable was prepared with.
  uint64_t memory_bytes = 512u << 20;
  // From asking to the answer; who waits longer is told that the program was not checked. A process that works longer than this
  // on one text is killed, or sooner if nobody waits for it any more while somebody waits for another.
  absl::Duration check_time = absl::Milliseconds(500);
  // From its start until it can check.
  absl::Duration start_time = absl::Seconds(20);
  // A checker is replaced after so many programs.
  uint32_t max_programs = 1'000;
  uint64_t cache_bytes = 16u << 20;
  // Hears, on the loop's thread, what processor time checkers used for a tenant: before who asked is answered, unless that was
  // before its check ended. Null: nobody.
  std::function<void(const std::string& tenant, absl::Duration cpu_time)> charge;
};

// Checks in confined processes that live on from program to program, and remembers what they found.
//
// A checker serves one tenant, since what it has read may have taken it over: one text at a time, each in a snapshot of its own
// that starts from the sandbox's declarations; between them it is stopped. It is replaced after a number of programs, after any
// failure, and for another tenant that has none. Tenants take turns when checks wait, and one whose check had to be killed leaves
// fresh checkers to the others until its own is replaced. The same text of the same tenant is checked once, however many ask at
// the same time.
//
// Thread-safe. `done` of Check may be called on the loop's thread.
class CheckerPool final : public bridge::ProgramChecker {
 public:
  // The first two outlive it, and it outlives the loop's thread. Without an executable, TypeScript's native compiler, nothing is
  // checked.
  CheckerPool(EventLoop* loop, ChildProcesses* children, std::unique_ptr<ConfinedExec> executable, CheckerPoolOptions options);
  ~CheckerPool() override;

  // Makes the checkers, and calls `changed` whenever settled may have become true. Loop thread only.
  void Start(std::function<void()> changed);
  // A program could be checked once, or none can be: nothing is to be waited for. Loop thread only.
  bool settled() const { return executable_ == nullptr || was_ready_ || back_off_.broken(); }
  // Fails who waits, kills the checkers, makes no more. Loop thread only.
  void Stop();

  // bridge::ProgramChecker
  void Check(const std::string& tenant, const std::string& program,
             std::shared_ptr<const bridge::CheckedDeclarations> declarations, absl::Time asked, Callback done) override;
  void CheckDeclarations(const std::string& tenant, std::shared_ptr<const bridge::CheckedDeclarations> declarations,
                         Callback done) override;

 private:
  struct Checker;
  struct Job;

  // An empty `program`: the declarations themselves.
  void Submit(const bridge::ResultKey& key, const std::string& tenant, const std::string& program,
              std::shared_ptr<const bridge::CheckedDeclarations> declarations, absl::Time asked, Callback done);
  void Enqueue(std::shared_ptr<Job> job, absl::Time asked, Callback done);
  Checker* FreeFor(const std::string& tenant) const;
  bool MayBegin(const std::string& tenant) const;
  void OnReady(Checker* checker);
  void NoteAsking(const std::string& tenant);
  void GiveUp(Checker* checker);
  void Charge(const Checker& checker) const;
  void Dispatch();
  void GiveUpUnawaited();
  void MakeRoom();
  void Begin(Checker* checker, std::shared_ptr<Job> job);
  void OnChecked(Checker* checker, absl::StatusOr<bridge::TypeReport> report);
  void OnTooLong(uint64_t job, Checker* checker);
  absl::Status TookTooLong() const;
  void Answer(const std::shared_ptr<Job>& job, const absl::StatusOr<bridge::CheckResult>& result);
  void FailAll(const absl::Status& status);
  void MakeMissing();
  void MakeLater();
  void OnGone(Checker* checker, const std::string& reason);
  std::shared_ptr<Checker> Take(Checker* checker);

  EventLoop* const loop_;
  ChildProcesses* const children_;
  const std::unique_ptr<ConfinedExec> executable_;
  const CheckerPoolOptions options_;

  // Self-synchronised.
  bridge::ResultCache<bridge::TypeReport> cache_;

  // Loop thread only.
  std::function<void()> changed_;
  bool was_ready_ = false;
  bool stopped_ = false;
  std::vector<std::shared_ptr<Checker>> checkers_;
  bridge::FairQueue<std::shared_ptr<Job>> waiting_;
  // Waiting or at work.
  std::map<bridge::ResultKey, std::shared_ptr<Job>> jobs_;
  uint64_t next_job_ = 1;
  // Who asked lately, and when.
  std::map<std::string, absl::Time> asking_;
  // Whose checks had to be killed since all checkers were ready.
  std::set<std::string> killed_;
  BackOff back_off_;
  bridge::Timers::Id retry_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_CHECKER_CHECKER_POOL_H_
