#include "bridge/memory_budget.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/byte_text.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"

namespace isobridge::bridge {
namespace {

// Nobody knows when others let go of what they hold.
constexpr absl::Duration kRetry = absl::Seconds(1);

absl::Status Exhausted(std::string subject, std::string_view quota, std::string_view holder, uint64_t held, uint64_t more,
                       uint64_t limit) {
  return WithRetryAfter(
      QuotaError({.subject = std::move(subject),
                  .quota = std::string(quota),
                  .description = absl::StrCat(holder, " executions and tools make the service hold ", ByteText(held), ", and ",
                                              ByteText(more), " more are over the limit, ", ByteText(limit))}),
      kRetry);
}

}  // namespace

std::shared_ptr<MemoryBudget> MemoryBudget::Create(MemoryBudgetOptions options) {
  return std::shared_ptr<MemoryBudget>(new MemoryBudget(options));
}

std::optional<MemoryBudget::Shortage> MemoryBudget::Account::Ask(uint64_t bytes) {
  if (bytes <= granted_ && granted_ - bytes <= kSlackSteps * step_) return std::nullopt;
  const uint64_t wanted = (bytes + step_ - 1) / step_ * step_;
  std::optional<Shortage> shortage = budget_->Move(tenant_, granted_, wanted);
  if (!shortage.has_value()) granted_ = wanted;
  return shortage;
}

absl::Status MemoryBudget::Account::Hold(uint64_t bytes) {
  const auto& let_go = budget_->options_.let_go;
  while (std::optional<Shortage> shortage = Ask(bytes)) {
    if (let_go == nullptr || !let_go(tenant_, shortage->whose)) return std::move(shortage->status);
  }
  return absl::OkStatus();
}

absl::Status MemoryBudget::Account::HoldIfFree(uint64_t bytes) {
  std::optional<Shortage> shortage = Ask(bytes);
  return shortage.has_value() ? std::move(shortage->status) : absl::OkStatus();
}

std::optional<MemoryBudget::Shortage> MemoryBudget::Move(const std::string& tenant, uint64_t from, uint64_t to) {
  absl::MutexLock lock(mu_);
  if (to > from) {
    if (std::optional<Shortage> shortage = ShortageOf(tenant, to - from)) return shortage;
  }
  held_ = held_ - from + to;
  uint64_t& own = tenants_[tenant];
  own = own - from + to;
  if (own == 0) tenants_.erase(tenant);
  return std::nullopt;
}

std::optional<MemoryBudget::Shortage> MemoryBudget::ShortageOf(const std::string& tenant, uint64_t more) const {
  const auto found = tenants_.find(tenant);
  const uint64_t own = found == tenants_.end() ? 0 : found->second;
  if (!tenant.empty() && own + more > options_.tenant_bytes) {
    return Shortage{MemoryBudgetOptions::Whose::kTenants,
                    Exhausted(absl::StrCat("tenant:", tenant), "tenant_memory_bytes", absl::StrCat("tenant ", tenant, "'s"), own,
                              more, options_.tenant_bytes)};
  }
  if (held_ + more > options_.bytes) {
    return Shortage{MemoryBudgetOptions::Whose::kEverybodys,
                    Exhausted("service", "memory_bytes", "all", held_, more, options_.bytes)};
  }
  return std::nullopt;
}

uint64_t MemoryBudget::held() const {
  absl::MutexLock lock(mu_);
  return held_;
}

}  // namespace isobridge::bridge
