#include "clients/cli/signal_watch.h"

#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace isobridge::cli {
namespace {

constexpr timespec kBeat = {.tv_sec = 0, .tv_nsec = 100'000'000};

}  // namespace

SignalWatch::SignalWatch() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  sigemptyset(&watched_);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&watched_, signal);
  pthread_sigmask(SIG_BLOCK, &watched_, &previous_mask_);
  thread_ = std::thread([this] { Loop(); });
}

SignalWatch::~SignalWatch() {
  ended_ = true;
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
}

void SignalWatch::Set(std::function<void(int)> on_signal, std::function<void()> on_beat) {
  absl::MutexLock lock(mu_);
  on_signal_ = std::move(on_signal);
  on_beat_ = std::move(on_beat);
}

void SignalWatch::Loop() {
  int count = 0;
  while (!ended_) {
    const int signal = sigtimedwait(&watched_, nullptr, &kBeat);
    // The functions run under the lock: that is what makes them end with Set. They may not call Set.
    absl::MutexLock lock(mu_);
    if (signal <= 0) {
      if (on_beat_) on_beat_();
      continue;
    }
    if (first_ == 0) first_ = signal;
    const uint64_t one = 1;
    (void)!write(event_.get(), &one, sizeof(one));
    if (on_signal_) on_signal_(++count);
  }
}

}  // namespace isobridge::cli
