#include "bridge/strand.h"

#include <utility>

namespace isobridge::bridge {

void Strand::Post(Task task) {
  {
    std::lock_guard lock(mu_);
    if (running_) {
      queue_.push_back(std::move(task));
      return;
    }
    running_ = true;
  }
  std::move(task)();
  std::vector<Task> batch;
  for (;;) {
    batch.clear();
    {
      std::lock_guard lock(mu_);
      if (queue_.empty()) {
        running_ = false;
        return;
      }
      batch.swap(queue_);
    }
    for (Task& next : batch) {
      std::move(next)();
      // What a task captured goes with it, not with its batch.
      next = nullptr;
    }
  }
}

}  // namespace isobridge::bridge
