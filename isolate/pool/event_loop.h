#ifndef ISOBRIDGE_ISOLATE_POOL_EVENT_LOOP_H_
#define ISOBRIDGE_ISOLATE_POOL_EVENT_LOOP_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/timers.h"
#include "isolate/pool/descriptor.h"

namespace isobridge::isolate {

// One thread that waits for descriptors, timers and posted functions, and calls back.
//
// Thread-safe, except where a method says *Loop thread only*. Callbacks run on the loop's thread, one at a time, never under a
// lock of the loop. The thread lives as long as the loop, so processes may be tied to it (PR_SET_PDEATHSIG).
class EventLoop final : public bridge::Timers {
 public:
  // `events` as of epoll.
  using Ready = std::function<void(uint32_t events)>;
  using WatchId = uint64_t;

  // `name`: of the thread, at most 15 bytes.
  static absl::StatusOr<std::unique_ptr<EventLoop>> Create(std::string name = "sandbox-loop");
  ~EventLoop() override;

  // Ends the thread after the callbacks that run, and forgets what is watched, posted and timed, without calling it. Not on the
  // loop's thread. The destructor does it too.
  void End();

  bool InLoop() const { return std::this_thread::get_id() == thread_.get_id(); }

  // Runs `task` on the loop's thread, in the order of posting, never inside this call.
  void Post(std::function<void()> task);

  // Calls `ready` at each edge (EPOLLET is added) of `events` until Unwatch. Loop thread only. The caller keeps `fd` open
  // meanwhile.
  absl::StatusOr<WatchId> Watch(int fd, uint32_t events, Ready ready);
  // From now on for `events`, also if they are already there. Nothing happens after Unwatch. Loop thread only.
  void Rewatch(WatchId id, uint32_t events);
  // `ready` is not called any more, and destroyed when the current callback has returned. Loop thread only; before `fd` is
  // closed.
  void Unwatch(WatchId id);

  // bridge::Timers, by the system's real-time clock.
  absl::Time Now() override { return absl::Now(); }
  Id At(absl::Time when, std::function<void()> fire) override;
  void Cancel(Id id) override;

 private:
  struct Watched {
    int fd;
    Ready ready;
  };

  EventLoop(std::string name, Descriptor epoll, Descriptor wake);

  void Run();
  int Wait(void* events, int capacity);
  void RunPosted();
  void FireTimers();
  void Wake();

  // Constant after construction.
  const std::string name_;
  const Descriptor epoll_;
  const Descriptor wake_;

  // Loop thread only.
  std::unordered_map<WatchId, std::unique_ptr<Watched>> watched_;
  std::vector<std::unique_ptr<Watched>> unwatched_;
  WatchId next_watch_ = 1;

  absl::Mutex mu_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::function<void()>> posted_ ABSL_GUARDED_BY(mu_);
  absl::btree_map<std::pair<absl::Time, Id>, std::function<void()>> timers_ ABSL_GUARDED_BY(mu_);
  std::unordered_map<Id, absl::Time> timer_times_ ABSL_GUARDED_BY(mu_);
  Id next_timer_ ABSL_GUARDED_BY(mu_) = 1;
  // Until when the thread sleeps; InfinitePast while it is awake.
  absl::Time sleeps_until_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();

  // Last, so that everything above exists when it starts.
  std::thread thread_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_EVENT_LOOP_H_
