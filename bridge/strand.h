#ifndef ISOBRIDGE_BRIDGE_STRAND_H_
#define ISOBRIDGE_BRIDGE_STRAND_H_

#include <mutex>
#include <vector>

#include "absl/functional/any_invocable.h"

namespace isobridge::bridge {

// Runs tasks one at a time, in the order in which they were posted, without a thread of its own: whoever posts while it is idle
// runs the task, and those that are posted meanwhile, before Post returns.
//
// Thread-safe. Tasks run outside the lock, may post, and may destroy the strand's owner if the owner is kept alive by the task
// itself. An exception must not leave a task.
class Strand {
 public:
  using Task = absl::AnyInvocable<void() &&>;

  Strand() = default;
  Strand(const Strand&) = delete;
  Strand& operator=(const Strand&) = delete;

  void Post(Task task);

 private:
  std::mutex mu_;
  // Guarded by mu_.
  bool running_ = false;
  std::vector<Task> queue_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_STRAND_H_
