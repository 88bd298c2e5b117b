#include "bridge/strand.h"

#include <utility>

namespace isobridge::bridge {

void Strand::Post(Task task, Weight weight) {
  {
    absl::MutexLock lock(mu_);
    const bool idle = !std::exchange(running_, true);
    if (weight == Weight::kHeavy) ++heavy_;
    if (!idle || weight == Weight::kHeavy) queue_.push_back({std::move(task), weight});
    if (!idle) return;
  }
  if (weight == Weight::kLight) {
    std::move(task)();
    return Run(Place::kPoster, std::move(task));
  }
  background_->Add(tenant_, [this] { Run(Place::kBackground, nullptr); });
}

// A task that has run is let go once the strand isn't needed any more, or the next task keeps the strand's owner.
void Strand::Run(Place place, Task done) {
  // In the background, one heavy task: then others have their turns.
  bool takes_heavy = place == Place::kBackground;
  for (;;) {
    Item item;
    {
      absl::MutexLock lock(mu_);
      if (queue_.empty()) {
        running_ = false;
        return;
      }
      if (queue_.front().weight == Weight::kLight || takes_heavy) {
        item = std::move(queue_.front());
        queue_.pop_front();
      }
    }
    if (item.task == nullptr) return background_->Add(tenant_, [this] { Run(Place::kBackground, nullptr); });
    std::move(item.task)();
    done = std::move(item.task);
    if (item.weight == Weight::kLight) continue;
    takes_heavy = false;
    absl::MutexLock lock(mu_);
    --heavy_;
  }
}

}  // namespace isobridge::bridge
