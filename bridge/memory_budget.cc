#include "bridge/memory_budget.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/byte_text.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"

namespace isobridge::bridge {
namespace {

// What an account is granted comes in steps of this, so that most executions ask once.
constexpr uint64_t kStep = 64u << 10;
// How much more than it needs an account keeps, so that one that goes up and down doesn't ask each time.
constexpr uint64_t kSlack = 1u << 20;
// Nobody knows when others let go of what they hold.
constexpr absl::Duration kRetry = absl::Seconds(1);

absl::Status Exhausted(std::string subject, std::string_view quota, std::string_view holder, uint64_t held, uint64_t more,
                       uint64_t limit) {
  return WithRetryAfter(
      QuotaError({.subject = std::move(subject),
                  .quota = std::string(quota),
                  .description = absl::StrCat(holder, " executions make the service hold ", ByteText(held), ", and ",
                                              ByteText(more), " more are over the limit, ", ByteText(limit))}),
      kRetry);
}

}  // namespace

std::shared_ptr<MemoryBudget> MemoryBudget::Create(MemoryBudgetOptions options) {
  return std::shared_ptr<MemoryBudget>(new MemoryBudget(options));
}

absl::Status MemoryBudget::Account::Hold(uint64_t bytes) {
  if (bytes <= granted_ && granted_ - bytes <= kSlack) return absl::OkStatus();
  const uint64_t wanted = (bytes + kStep - 1) / kStep * kStep;
  if (absl::Status status = budget_->Move(tenant_, granted_, wanted); !status.ok()) return status;
  granted_ = wanted;
  return absl::OkStatus();
}

absl::Status MemoryBudget::Move(const std::string& tenant, uint64_t from, uint64_t to) {
  absl::MutexLock lock(mu_);
  if (from == to) return absl::OkStatus();
  const auto account = tenants_.try_emplace(tenant).first;
  if (to > from) {
    const uint64_t more = to - from;
    absl::Status status;
    if (account->second + more > options_.tenant_bytes) {
      status = Exhausted(absl::StrCat("tenant:", tenant), "tenant_memory_bytes", absl::StrCat("tenant ", tenant, "'s"),
                         account->second, more, options_.tenant_bytes);
    } else if (held_ + more > options_.bytes) {
      status = Exhausted("service", "memory_bytes", "all", held_, more, options_.bytes);
    }
    if (!status.ok()) {
      if (account->second == 0) tenants_.erase(account);
      return status;
    }
  }
  held_ = held_ - from + to;
  account->second = account->second - from + to;
  if (account->second == 0) tenants_.erase(account);
  return absl::OkStatus();
}

uint64_t MemoryBudget::held() const {
  absl::MutexLock lock(mu_);
  return held_;
}

}  // namespace isobridge::bridge
