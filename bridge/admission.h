#ifndef ISOBRIDGE_BRIDGE_ADMISSION_H_
#define ISOBRIDGE_BRIDGE_ADMISSION_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/fair_queue.h"
#include "bridge/timers.h"

namespace isobridge::bridge {

// What one tenant may use at once. Whoever is over it waits, and others pass.
struct Quota {
  // Executions with a place.
  uint32_t executions = std::numeric_limits<uint32_t>::max();
  // Processor time, of programs, of compiling and of checking them, that comes in every minute. At most one minute's is saved up.
  // It is charged when an execution ends, or a check, so that a tenant may go into debt; then it waits until that is paid.
  absl::Duration cpu_per_minute = absl::InfiniteDuration();
  // `Limits.heap_bytes` of the executions with a place, added up.
  uint64_t heap_bytes = std::numeric_limits<uint64_t>::max();
};

struct AdmissionOptions {
  // Places: executions at once, of all tenants.
  uint32_t max_running = 64;
  // Executions that wait for a place, of all tenants.
  uint32_t max_waiting = 1'000;
  // How long one may wait.
  absl::Duration queue_time = absl::Seconds(30);
  // A tenant's quota at this moment.
  std::function<Quota(const std::string& tenant)> quota_of = [](const std::string&) { return Quota(); };
};

// Decides which executions have a place, within which they compile and run. Those that must wait do so in a line for each tenant,
// and the tenants take turns: one that floods the service delays another's next execution by one of its own.
//
// Thread-safe. It lives until its last owner lets go, a place being one.
class Admission : public std::enable_shared_from_this<Admission> {
 public:
  // One execution's place, or its turn to get one. Destroying it gives either back.
  class Place;
  struct PlaceDeleter {
    void operator()(Place* place) const;
  };
  using PlacePointer = std::unique_ptr<Place, PlaceDeleter>;

  struct Request {
    std::string tenant;
    uint64_t heap_bytes;
  };
  // OK: the place is there. Else a QuotaError with a retry_after: what is full, over quota for longer than `queue_time`, or was
  // so until then; without a retry_after if waiting is of no use.
  using Done = std::function<void(absl::Status)>;

  // `timers` lives as long as anything is asked of it.
  static std::shared_ptr<Admission> Create(AdmissionOptions options, Timers* timers);

  // Calls `done` inside this call if it is decided at once, else on the timers' thread; not at all if the place is destroyed
  // before it is decided.
  PlacePointer Enter(Request request, Done done) ABSL_LOCKS_EXCLUDED(mu_);

  // For what was done for a tenant beside its executions, or outlives them.
  void ChargeCpu(const std::string& tenant, absl::Duration cpu_time) ABSL_LOCKS_EXCLUDED(mu_);
  // Whether more may be done: a QuotaError with a retry_after if the tenant's debt is not paid within `queue_time`.
  absl::Status CheckCpu(const std::string& tenant) ABSL_LOCKS_EXCLUDED(mu_);

  uint32_t running() const ABSL_LOCKS_EXCLUDED(mu_);
  size_t waiting() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Tenant {
    Quota quota;
    uint32_t running = 0;
    uint64_t heap_bytes = 0;
    // What is left of cpu_per_minute, and since when it has been growing; negative: debt.
    absl::Duration cpu_left = absl::InfiniteDuration();
    absl::Time cpu_since;
  };
  struct Waiter {
    // Takes itself out before it goes.
    Place* place;
    Done done;
    Timers::Id timer = 0;
  };
  enum class Blocker { kNothing, kPlaces, kExecutions, kHeap, kCpu };

  Admission(AdmissionOptions options, Timers* timers) : options_(std::move(options)), timers_(timers) {}

  // None: it waits, and `done` with it.
  std::optional<absl::Status> Decide(Place* place, const Quota& quota, Done& done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Wait(Place* place, Done done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Leave(Place* place) ABSL_LOCKS_EXCLUDED(mu_);
  void OnLate(FairQueue<Waiter>::Id id) ABSL_LOCKS_EXCLUDED(mu_);

  Tenant& TenantOf(const std::string& name, const Quota& quota) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Refill(Tenant& tenant) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool Idle(const std::string& name, Tenant& tenant) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Blocker BlockerOf(Tenant& tenant, uint64_t heap_bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Take(Place* place) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void AdmitNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void AdmitAt(absl::Time when) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Tells a waiter that was taken out of the queue, not inside this call.
  void Tell(Waiter waiter, absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  absl::Status QueueIsFull() const ABSL_SHARED_LOCKS_REQUIRED(mu_);
  absl::Status NeverFits(const Place& place, const Quota& quota) const;
  // `prefix` begins the sentence.
  absl::Status Refusal(std::string_view prefix, Blocker blocker, const std::string& name, const Tenant& tenant) const
      ABSL_SHARED_LOCKS_REQUIRED(mu_);
  absl::Duration UntilPaid(const Tenant& tenant) const;
  // Until one of `places` came to the next after `ahead` executions.
  absl::Duration ExpectedWait(size_t ahead, uint32_t places) const ABSL_SHARED_LOCKS_REQUIRED(mu_);

  // Constant after construction.
  const AdmissionOptions options_;
  Timers* const timers_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  // Those that run or wait, or whose processor time is not all theirs again.
  std::unordered_map<std::string, Tenant> tenants_ ABSL_GUARDED_BY(mu_);
  uint32_t running_ ABSL_GUARDED_BY(mu_) = 0;
  FairQueue<Waiter> queue_ ABSL_GUARDED_BY(mu_);
  // The next look at who waits for processor time.
  absl::Time next_look_ ABSL_GUARDED_BY(mu_) = absl::InfiniteFuture();
  // How long an execution keeps its place: a moving average.
  absl::Duration stay_ ABSL_GUARDED_BY(mu_) = absl::Seconds(1);
};

// Thread-compatible.
class Admission::Place {
 public:
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // Processor time that the execution used; it counts from when the place is given back.
  void ChargeCpu(absl::Duration used) { cpu_used_ += used; }

 private:
  friend class Admission;
  friend struct Admission::PlaceDeleter;
  enum class State { kWaiting, kTaken, kOver };

  Place(std::shared_ptr<Admission> admission, Request request)
      : admission_(std::move(admission)), tenant_(std::move(request.tenant)), heap_bytes_(request.heap_bytes) {}
  ~Place() = default;

  const std::shared_ptr<Admission> admission_;
  const std::string tenant_;
  const uint64_t heap_bytes_;
  absl::Duration cpu_used_;

  // Guarded by the admission's lock.
  State state_ = State::kOver;
  FairQueue<Waiter>::Id turn_ = 0;
  absl::Time taken_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_ADMISSION_H_
