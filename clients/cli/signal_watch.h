#ifndef ISOBRIDGE_CLIENTS_CLI_SIGNAL_WATCH_H_
#define ISOBRIDGE_CLIENTS_CLI_SIGNAL_WATCH_H_

#include <signal.h>

#include <atomic>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "clients/cli/unique_fd.h"

namespace isobridge::cli {

// Turns SIGINT, SIGTERM and SIGHUP into calls of functions on a thread of its own, and beats ten times a second. To be made
// before any other thread, since the signals are blocked in the threads made after it; they are unblocked when it is destroyed.
//
// Thread-safe.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();

  // What to call from now on: for a signal with how many came so far (1 for the first), and for each beat. Neither runs any more
  // when a later call of this returns.
  void Set(std::function<void(int count)> on_signal, std::function<void()> on_beat);

  // The first signal that came, or 0.
  int first() const { return first_; }

  // Readable once a signal came.
  int fd() const { return event_.get(); }

 private:
  void Loop();

  sigset_t previous_mask_;
  sigset_t watched_;
  UniqueFd event_;
  std::atomic<int> first_ = 0;
  std::atomic<bool> ended_ = false;

  absl::Mutex mu_;
  std::function<void(int)> on_signal_ ABSL_GUARDED_BY(mu_);
  std::function<void()> on_beat_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_SIGNAL_WATCH_H_
