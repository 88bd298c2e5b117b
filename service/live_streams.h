#ifndef ISOBRIDGE_SERVICE_LIVE_STREAMS_H_
#define ISOBRIDGE_SERVICE_LIVE_STREAMS_H_

#include <cstddef>
#include <memory>
#include <unordered_set>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "bridge/timers.h"

namespace isobridge::service {

// One RPC that runs a program, as the service at large sees it.
class LiveStream {
 public:
  virtual ~LiveStream() = default;

  // Ends the RPC if its client has not taken a message, or not sent `start`, since before `since`. Called under the registry's
  // lock: does not call back.
  virtual void EndIfStalled(absl::Time since) = 0;

  // What it runs, for the one who then tells it of the drain: null before `start` was accepted, and after the first call that
  // was not null.
  virtual std::shared_ptr<bridge::Execution> ClaimDrain() = 0;
};

// Knows every RPC that runs a program: admits them until the service drains, tells them of the drain, and ends those whose
// client doesn't read or start. One sweep over all streams takes the place of a timer for each write.
//
// Thread-safe.
class LiveStreams : public std::enable_shared_from_this<LiveStreams> {
 public:
  // `stall_timeout`: how long a client may leave a message untaken, or its stream without `start`. It is found out up to a
  // quarter of it later. `timers` lives until the last owner lets go.
  static std::shared_ptr<LiveStreams> Create(bridge::Timers* timers, absl::Duration stall_timeout);
  // All streams were removed.
  ~LiveStreams();

  LiveStreams(const LiveStreams&) = delete;
  LiveStreams& operator=(const LiveStreams&) = delete;

  // UNAVAILABLE once the service drains. On OK, Remove is called before `stream` is gone.
  absl::Status Add(LiveStream* stream) ABSL_LOCKS_EXCLUDED(mu_);
  void Remove(LiveStream* stream) ABSL_LOCKS_EXCLUDED(mu_);

  // Admits no more streams, and tells the running ones that the service ends at `deadline`.
  void Drain(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);
  // InfiniteFuture unless the service drains. A stream asks once it would answer ClaimDrain, so that none is missed.
  absl::Time drain_deadline() const ABSL_LOCKS_EXCLUDED(mu_);

  // Waits until no stream is left, `deadline` has passed or GiveUp was called; whether none is left.
  bool AwaitEmpty(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);
  void GiveUp() ABSL_LOCKS_EXCLUDED(mu_);

  size_t size() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  LiveStreams(bridge::Timers* timers, absl::Duration stall_timeout);

  void ScheduleSweep();
  void Sweep() ABSL_LOCKS_EXCLUDED(mu_);
  bool EmptyOrGivenUp() const ABSL_SHARED_LOCKS_REQUIRED(mu_) { return streams_.empty() || given_up_; }

  // Constant after construction.
  bridge::Timers* const timers_;
  const absl::Duration stall_timeout_;

  // Guarded by mu_. A standard set: Abseil's have another layout under ASan than in the system's library.
  mutable absl::Mutex mu_;
  std::unordered_set<LiveStream*> streams_ ABSL_GUARDED_BY(mu_);
  absl::Time drain_deadline_ ABSL_GUARDED_BY(mu_) = absl::InfiniteFuture();
  bool given_up_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_LIVE_STREAMS_H_
