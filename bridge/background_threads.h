#ifndef ISOBRIDGE_BRIDGE_BACKGROUND_THREADS_H_
#define ISOBRIDGE_BRIDGE_BACKGROUND_THREADS_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "bridge/background.h"

namespace isobridge::bridge {

// Threads that do what is added, the oldest first.
class BackgroundThreads final : public Background {
 public:
  explicit BackgroundThreads(unsigned threads);
  // After everything that was added is done.
  ~BackgroundThreads() override;

  void Add(std::function<void()> work) override ABSL_LOCKS_EXCLUDED(mu_);

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mu_);
  bool HasNews() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return ending_ || !added_.empty(); }

  absl::Mutex mu_;
  std::deque<std::function<void()>> added_ ABSL_GUARDED_BY(mu_);
  bool ending_ ABSL_GUARDED_BY(mu_) = false;

  std::vector<std::thread> threads_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_BACKGROUND_THREADS_H_
