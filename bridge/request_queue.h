#ifndef ISOBRIDGE_BRIDGE_REQUEST_QUEUE_H_
#define ISOBRIDGE_BRIDGE_REQUEST_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "bridge/admission.h"
#include "bridge/background.h"
#include "bridge/fair_queue.h"

namespace isobridge::bridge {

struct RequestQueueOptions {
  // Worked on at once, of all tenants; of one tenant one is.
  uint32_t at_once = 2;
  // Those that wait, of all tenants, and of one.
  uint32_t max_waiting = 1'000;
  uint32_t max_waiting_of_tenant = 32;
};

// Requests that make, describe or search tools and run nothing: seconds of work, not to be done on the threads that serve every
// client. One at a time of a tenant, and the tenants take turns.
//
// Thread-safe.
class RequestQueue {
 public:
  // Never 0.
  using Id = uint64_t;
  using Work = std::function<void()>;

  // Both outlive it; it outlives what it adds to `background`.
  RequestQueue(RequestQueueOptions options, Admission* admission, Background* background)
      : options_(options), admission_(admission), background_(background) {}

  // Calls `work` once, in the background, when it is its turn. A QuotaError with a retry_after: so many wait already that this
  // one may not; or the tenant has used up its processor time.
  absl::StatusOr<Id> Add(const std::string& tenant, Work work) ABSL_LOCKS_EXCLUDED(mu_);
  // The same for the rest of a request that had its turn, which is never refused. Its processor time is charged to the tenant;
  // before that, whoever makes tools does so.
  void Continue(const std::string& tenant, Work work) ABSL_LOCKS_EXCLUDED(mu_);
  // True: it had not begun, and never does.
  bool Remove(Id id) ABSL_LOCKS_EXCLUDED(mu_);

  size_t waiting() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Item {
    std::string tenant;
    Work work;
  };

  absl::Status CheckRoom(const std::string& tenant) const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  // Begins what may begin.
  void Next() ABSL_LOCKS_EXCLUDED(mu_);
  void Do(const Item& item) ABSL_LOCKS_EXCLUDED(mu_);

  // Constant after construction.
  const RequestQueueOptions options_;
  Admission* const admission_;
  Background* const background_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  FairQueue<Item> queue_ ABSL_GUARDED_BY(mu_);
  // Of whom one is worked on.
  std::set<std::string> busy_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_REQUEST_QUEUE_H_
