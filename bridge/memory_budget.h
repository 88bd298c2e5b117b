#ifndef ISOBRIDGE_BRIDGE_MEMORY_BUDGET_H_
#define ISOBRIDGE_BRIDGE_MEMORY_BUDGET_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace isobridge::bridge {

struct MemoryBudgetOptions {
  uint64_t bytes = uint64_t{1} << 30;
  // Of one tenant.
  uint64_t tenant_bytes = uint64_t{1} << 30;

  // Whose memory is short.
  enum class Whose { kTenants, kEverybodys };
  // Asked, on the thread that wants more, to let go of something that is kept only so that it need not be made again: of
  // `tenant`, or, if everybody's is short, of others too. False: there is nothing. Asked again as long as it is too little.
  std::function<bool(const std::string& tenant, Whose whose)> let_go;
};

// Bounds what clients make this process hold: requests, records, calls and answers on their way, catalogs of tools. Whoever wants
// more than is left goes without; what others use stays theirs, what is only kept makes room.
//
// Thread-safe. It lives until its last account is gone.
class MemoryBudget : public std::enable_shared_from_this<MemoryBudget> {
  struct Shortage {
    MemoryBudgetOptions::Whose whose;
    absl::Status status;
  };

 public:
  // What one execution or one catalog holds; gives it back when it is destroyed.
  //
  // Thread-compatible.
  class Account {
   public:
    Account(std::shared_ptr<MemoryBudget> budget, std::string tenant, uint64_t step)
        : budget_(std::move(budget)), tenant_(std::move(tenant)), step_(step) {}
    ~Account() { budget_->Move(tenant_, granted_, 0); }
    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;

    // It holds `bytes` from now on. RESOURCE_EXHAUSTED, a QuotaError: there is not so much left, and it still has what it had.
    // Less is always granted. Cheap while the bytes change little.
    absl::Status Hold(uint64_t bytes);
    // The same, but nothing is let go of for it: for who is asked for that under the same locks.
    absl::Status HoldIfFree(uint64_t bytes);

   private:
    std::optional<Shortage> Ask(uint64_t bytes);

    const std::shared_ptr<MemoryBudget> budget_;
    const std::string tenant_;
    const uint64_t step_;
    uint64_t granted_ = 0;
  };

  static std::shared_ptr<MemoryBudget> Create(MemoryBudgetOptions options);

  // No tenant's, if `tenant` is empty: only the whole bounds it. What an account is granted comes in multiples of `step`, so that
  // most executions ask once.
  std::unique_ptr<Account> Open(std::string tenant, uint64_t step = kStep) {
    return std::make_unique<Account>(shared_from_this(), std::move(tenant), step);
  }

  uint64_t held() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  static constexpr uint64_t kStep = 64u << 10;
  // How much more than it needs an account keeps, so that one that goes up and down doesn't ask each time.
  static constexpr uint64_t kSlackSteps = 16;

  explicit MemoryBudget(MemoryBudgetOptions options) : options_(std::move(options)) {}

  // None: done.
  std::optional<Shortage> Move(const std::string& tenant, uint64_t from, uint64_t to) ABSL_LOCKS_EXCLUDED(mu_);
  std::optional<Shortage> ShortageOf(const std::string& tenant, uint64_t more) const ABSL_SHARED_LOCKS_REQUIRED(mu_);

  // Constant after construction.
  const MemoryBudgetOptions options_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  uint64_t held_ ABSL_GUARDED_BY(mu_) = 0;
  // Those that hold something.
  std::map<std::string, uint64_t> tenants_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_MEMORY_BUDGET_H_
