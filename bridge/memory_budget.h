#ifndef ISOBRIDGE_BRIDGE_MEMORY_BUDGET_H_
#define ISOBRIDGE_BRIDGE_MEMORY_BUDGET_H_

#include <cstdint>
#include <map>
#include <memory>
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
};

// Bounds what all executions together make this process hold: requests, records, calls and answers on their way. Whoever wants
// more than is left goes without; what others hold stays theirs.
//
// Thread-safe. It lives until its last account is gone.
class MemoryBudget : public std::enable_shared_from_this<MemoryBudget> {
 public:
  // What one execution holds; gives it back when it is destroyed.
  //
  // Thread-compatible.
  class Account {
   public:
    Account(std::shared_ptr<MemoryBudget> budget, std::string tenant) : budget_(std::move(budget)), tenant_(std::move(tenant)) {}
    ~Account() { budget_->Move(tenant_, granted_, 0).IgnoreError(); }
    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;

    // It holds `bytes` from now on. RESOURCE_EXHAUSTED, a QuotaError: there is not so much left, and it still has what it had.
    // Less is always granted. Cheap while the bytes change little.
    absl::Status Hold(uint64_t bytes);

   private:
    const std::shared_ptr<MemoryBudget> budget_;
    const std::string tenant_;
    uint64_t granted_ = 0;
  };

  static std::shared_ptr<MemoryBudget> Create(MemoryBudgetOptions options);

  std::unique_ptr<Account> Open(std::string tenant) { return std::make_unique<Account>(shared_from_this(), std::move(tenant)); }

  uint64_t held() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  explicit MemoryBudget(MemoryBudgetOptions options) : options_(options) {}

  absl::Status Move(const std::string& tenant, uint64_t from, uint64_t to) ABSL_LOCKS_EXCLUDED(mu_);

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
