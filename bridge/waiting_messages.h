#ifndef ISOBRIDGE_BRIDGE_WAITING_MESSAGES_H_
#define ISOBRIDGE_BRIDGE_WAITING_MESSAGES_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "bridge/memory_budget.h"
#include "bridge/strand.h"

namespace isobridge::bridge {

// Memory of what waits to be handled: a request, a client's answer that came before its tools were looked at; a worker's frame,
// or all that a killed worker had sent.
//
// Thread-safe.
class WaitingMessages {
 public:
  explicit WaitingMessages(std::unique_ptr<MemoryBudget::Account> account) : account_(std::move(account)) {}

  // Posts `task` by `post(task, weight)`, for which a message of `bytes` waits until it begins; or, at once and light,
  // `no_room(status)`, if there is no memory for that. This outlives the task.
  template <typename Post, typename Task, typename NoRoom>
  void Wait(uint64_t bytes, Strand::Weight weight, const Post& post, Task task, NoRoom no_room) ABSL_LOCKS_EXCLUDED(mu_) {
    if (absl::Status room = Add(bytes); !room.ok()) {
      return post([room = std::move(room), no_room = std::move(no_room)]() mutable { no_room(std::move(room)); },
                  Strand::Weight::kLight);
    }
    post(
        [this, bytes, task = std::move(task)]() mutable {
          Remove(bytes);
          task();
        },
        weight);
  }

 private:
  // As MemoryBudget::Account::Hold; what failed was not added.
  absl::Status Add(uint64_t bytes) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    const absl::Status status = account_->Hold(bytes_ + bytes);
    if (status.ok()) bytes_ += bytes;
    return status;
  }
  void Remove(uint64_t bytes) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    bytes_ -= bytes;
    // Less is always granted.
    (void)account_->Hold(bytes_);
  }

  absl::Mutex mu_;
  uint64_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  const std::unique_ptr<MemoryBudget::Account> account_ ABSL_PT_GUARDED_BY(mu_);
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_WAITING_MESSAGES_H_
