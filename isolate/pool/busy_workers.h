#ifndef ISOBRIDGE_ISOLATE_POOL_BUSY_WORKERS_H_
#define ISOBRIDGE_ISOLATE_POOL_BUSY_WORKERS_H_

#include <map>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/event_loop.h"

namespace isobridge::isolate {

// Lets workers that compute for long stand back behind the supervisor and behind programs that have just begun: once one has used
// so much processor time, its nice level is raised. The kernel then gives it what others leave.
//
// Thread-safe. Outlives the loop's thread.
class BusyWorkers {
 public:
  struct Options {
    // 1 to 19. 0: nobody stands back.
    int nice;
    // Processor time from Watch on. Most programs take less.
    absl::Duration after;
  };

  BusyWorkers(EventLoop* loop, Options options) : loop_(loop), options_(options) {}
  BusyWorkers(const BusyWorkers&) = delete;
  BusyWorkers& operator=(const BusyWorkers&) = delete;

  // Its program begins now. It is forgotten when it stands back, or nobody holds it any more.
  void Watch(const std::shared_ptr<ChildProcess>& process) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Watched {
    std::weak_ptr<ChildProcess> process;
    absl::Duration used_before;
    absl::Duration used;
    // Until it is looked at again; longer while it waits.
    absl::Duration pause;
  };

  void Look() ABSL_LOCKS_EXCLUDED(mu_);
  void LookAt(absl::Time when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  EventLoop* const loop_;
  const Options options_;

  absl::Mutex mu_;
  // By when each can have used so much at the earliest.
  std::multimap<absl::Time, Watched> watched_ ABSL_GUARDED_BY(mu_);
  // When the timer fires that is set; InfiniteFuture: none.
  absl::Time next_look_ ABSL_GUARDED_BY(mu_) = absl::InfiniteFuture();
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_BUSY_WORKERS_H_
