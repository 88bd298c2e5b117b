#ifndef ISOBRIDGE_ISOLATE_POOL_WARM_POOL_H_
#define ISOBRIDGE_ISOLATE_POOL_WARM_POOL_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "bridge/worker.h"
#include "isolate/pool/back_off.h"
#include "isolate/pool/ending.h"
#include "isolate/pool/event_loop.h"
#include "isolate/pool/trial_program.h"
#include "isolate/pool/worker_counts.h"
#include "isolate/pool/worker_source.h"

namespace isobridge::isolate {

struct WarmPoolOptions {
  // Ascending.
  std::vector<uint64_t> heap_classes;
  // Kept ready for each class that was ever asked for; the first class from the beginning.
  uint32_t warm_workers = 8;
  // Alive at once, all classes together.
  uint32_t max_workers = 64;
};

// Pristine workers made ahead. One that was handed out is used once; its place is free when its process is gone, and only then,
// or when none is left, new ones are made: making one takes time from the program that has just begun.
//
// When workers can't be made, or end before they have a program, attempts slow down and who waits is told so at once
// (UNAVAILABLE) until one succeeds. The same when workers crash in a row as soon as they have a program, and a trial program of
// our own does no better; without the trial, one client's programs could take the service from the others.
//
// Who waits is served in the order of coming, and how many may wait is up to the callers.
//
// Thread-safe. `done` of Acquire may be called on the loop's thread.
class WarmPool final : public bridge::WorkerPool {
 public:
  // The source for a heap class, called once for each on the loop's thread, when the class is first used.
  using Sources = std::function<WorkerSource*(size_t heap_class)>;

  // Both outlive it, and it outlives the loop's thread.
  WarmPool(EventLoop* loop, WarmPoolOptions options, Sources sources);
  ~WarmPool() override;

  void Acquire(uint64_t heap_bytes, absl::Time deadline, Callback done) override ABSL_LOCKS_EXCLUDED(mu_);

  // Makes the first class's workers, and calls `changed` on the loop's thread whenever Health may have changed. Once.
  void Start(std::function<void()> changed);
  // Fails who waits, kills who idles, makes no more.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

  // OK unless workers can't be made: UNAVAILABLE, and why.
  absl::Status Health() const ABSL_LOCKS_EXCLUDED(mu_);
  // Ready workers of the first class.
  size_t warm() const ABSL_LOCKS_EXCLUDED(mu_);
  WorkerCounts counts() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  using WorkerId = uint64_t;
  struct HeapClass {
    bool used = false;
    WorkerSource* source = nullptr;
    uint32_t making = 0;
    // By age.
    absl::btree_map<WorkerId, std::unique_ptr<bridge::Worker>> idle;
  };
  struct Waiter {
    size_t heap_class;
    Callback done;
    bridge::Timers::Id timer;
  };

  void Refill() ABSL_LOCKS_EXCLUDED(mu_);
  WorkerSource* SourceOf(size_t heap_class) ABSL_LOCKS_EXCLUDED(mu_);
  void Make(size_t heap_class) ABSL_LOCKS_EXCLUDED(mu_);
  void OnMade(size_t heap_class, WorkerId id, absl::StatusOr<std::unique_ptr<bridge::Worker>> worker) ABSL_LOCKS_EXCLUDED(mu_);
  void OnGone(size_t heap_class, WorkerId id, Ending ending) ABSL_LOCKS_EXCLUDED(mu_);
  void OnEnding(size_t heap_class, Ending ending) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void MakeTrial() ABSL_LOCKS_EXCLUDED(mu_);
  void OnTrialMade(absl::StatusOr<std::unique_ptr<bridge::Worker>> worker) ABSL_LOCKS_EXCLUDED(mu_);
  void OnTrialGone() ABSL_LOCKS_EXCLUDED(mu_);
  void OnTrialEnded(absl::Status status) ABSL_LOCKS_EXCLUDED(mu_);
  void OnLate(uint64_t waiter) ABSL_LOCKS_EXCLUDED(mu_);
  void RefillSoon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Failed(BackOff* back_off, WorkerId id, std::string why) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // What to make now, one entry for each worker; counts them as live.
  std::vector<size_t> Plan() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Gives up an idle worker of another class than `heap_class`, if there is one.
  std::unique_ptr<bridge::Worker> Evict(size_t heap_class) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::vector<Callback> TakeWaiters() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status Unavailable() const ABSL_SHARED_LOCKS_REQUIRED(mu_);

  EventLoop* const loop_;
  const WarmPoolOptions options_;
  const Sources sources_;
  std::function<void()> changed_;

  mutable absl::Mutex mu_;
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<HeapClass> classes_ ABSL_GUARDED_BY(mu_);
  uint32_t live_ ABSL_GUARDED_BY(mu_) = 0;
  // In the order in which they came.
  absl::btree_map<uint64_t, Waiter> waiters_ ABSL_GUARDED_BY(mu_);
  uint64_t next_id_ ABSL_GUARDED_BY(mu_) = 1;
  bool refill_posted_ ABSL_GUARDED_BY(mu_) = false;
  BackOff back_off_ ABSL_GUARDED_BY(mu_);
  // Workers that ended before they had a program, since one was handed out.
  BackOff idle_deaths_ ABSL_GUARDED_BY(mu_);
  // Workers begun before the last failure fail together, as when their zygote dies: they count once.
  WorkerId begun_before_failure_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Time retry_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  std::string last_failure_ ABSL_GUARDED_BY(mu_);

  enum class Trial { kNone, kDue, kRunning };
  // Workers that crashed at their programs, in a row.
  uint32_t crashes_ ABSL_GUARDED_BY(mu_) = 0;
  Trial trial_ ABSL_GUARDED_BY(mu_) = Trial::kNone;
  std::shared_ptr<TrialProgram> trial_program_ ABSL_GUARDED_BY(mu_);
  // The class whose workers crashed.
  size_t trial_class_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Time next_trial_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  // The last trial failed: nothing is made but for the next one.
  bool unsound_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_WARM_POOL_H_
