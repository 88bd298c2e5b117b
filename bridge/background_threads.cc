#include "bridge/background_threads.h"

#include <sys/prctl.h>

#include <utility>

namespace isobridge::bridge {

BackgroundThreads::BackgroundThreads(unsigned threads) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

BackgroundThreads::~BackgroundThreads() {
  {
    absl::MutexLock lock(mu_);
    ending_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

void BackgroundThreads::Add(std::function<void()> work) {
  absl::MutexLock lock(mu_);
  added_.push_back(std::move(work));
}

void BackgroundThreads::Work() {
  prctl(PR_SET_NAME, "background");
  for (;;) {
    std::function<void()> work;
    {
      absl::MutexLock lock(mu_, absl::Condition(this, &BackgroundThreads::HasNews));
      if (added_.empty()) return;
      work = std::move(added_.front());
      added_.pop_front();
    }
    work();
  }
}

}  // namespace isobridge::bridge
