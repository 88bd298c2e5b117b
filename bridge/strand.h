#ifndef ISOBRIDGE_BRIDGE_STRAND_H_
#define ISOBRIDGE_BRIDGE_STRAND_H_

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "bridge/background.h"

namespace isobridge::bridge {

// Runs tasks one at a time, in the order in which they were posted. Light ones need no thread of their own: whoever posts while
// it is idle runs the task, and those that are posted meanwhile, before Post returns. Heavy ones, and light ones right behind
// them, run in the background, since whoever posts may be the thread that serves every worker.
//
// Thread-safe. Tasks run outside the lock, may post, and may destroy the strand's owner if the owner is kept alive by the task
// itself. An exception must not leave a task.
class Strand {
 public:
  using Task = absl::AnyInvocable<void() &&>;
  enum class Weight { kLight, kHeavy };

  // `background` outlives it; there it takes the turns of `tenant`.
  Strand(Background* background, std::string tenant) : background_(background), tenant_(std::move(tenant)) {}
  Strand(const Strand&) = delete;
  Strand& operator=(const Strand&) = delete;

  void Post(Task task, Weight weight = Weight::kLight) ABSL_LOCKS_EXCLUDED(mu_);

  // Whether what is posted now has to wait for a heavy task.
  bool WaitsForBackground() const ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    return heavy_ > 0;
  }

 private:
  struct Item {
    Task task;
    Weight weight = Weight::kLight;
  };
  enum class Place { kPoster, kBackground };

  // Whoever calls it has set running_. `done`: what has run already.
  void Run(Place place, Task done) ABSL_LOCKS_EXCLUDED(mu_);

  // Constant after construction.
  Background* const background_;
  const std::string tenant_;

  mutable absl::Mutex mu_;
  bool running_ ABSL_GUARDED_BY(mu_) = false;
  std::deque<Item> queue_ ABSL_GUARDED_BY(mu_);
  // Heavy tasks that wait or run.
  size_t heavy_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_STRAND_H_
