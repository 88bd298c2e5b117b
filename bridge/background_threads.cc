#include "bridge/background_threads.h"

#include <sys/prctl.h>

#include <algorithm>
#include <utility>

namespace isobridge::bridge {

BackgroundThreads::BackgroundThreads(unsigned threads) : most_of_tenant_(std::max(threads, 2u) - 1) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

void BackgroundThreads::End() {
  {
    absl::MutexLock lock(mu_);
    ending_ = true;
    changed_.SignalAll();
  }
  for (std::thread& thread : std::exchange(threads_, {})) thread.join();
}

void BackgroundThreads::Add(const std::string& tenant, std::function<void()> work) {
  {
    absl::MutexLock lock(mu_);
    if (!ending_) {
      added_.Add(tenant, {.tenant = tenant, .work = std::move(work)});
      changed_.Signal();
      return;
    }
  }
  work();
}

std::optional<BackgroundThreads::Item> BackgroundThreads::Next() {
  absl::MutexLock lock(mu_);
  for (;;) {
    std::optional<Item> item =
        added_.TakeNext([this](const std::string& tenant, const Item& /*item*/) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
          const auto busy = busy_.find(tenant);
          return busy == busy_.end() || busy->second < most_of_tenant_;
        });
    if (item.has_value()) ++busy_[item->tenant];
    if (item.has_value() || (ending_ && added_.size() == 0)) return item;
    changed_.Wait(&mu_);
  }
}

// Another of its tenant may begin now, or all ends.
void BackgroundThreads::Done(const std::string& tenant) {
  absl::MutexLock lock(mu_);
  if (--busy_[tenant] == 0) busy_.erase(tenant);
  changed_.SignalAll();
}

void BackgroundThreads::Work() {
  prctl(PR_SET_NAME, "background");
  while (const std::optional<Item> item = Next()) {
    item->work();
    Done(item->tenant);
  }
}

}  // namespace isobridge::bridge
