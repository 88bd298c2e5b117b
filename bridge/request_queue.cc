#include "bridge/request_queue.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"
#include "bridge/thread_time.h"

namespace isobridge::bridge {
namespace {

// Most requests take less; those that fill a queue take more.
constexpr absl::Duration kRetry = absl::Seconds(1);

}  // namespace

absl::StatusOr<RequestQueue::Id> RequestQueue::Add(const std::string& tenant, Work work) {
  if (absl::Status status = admission_->CheckCpu(tenant); !status.ok()) return status;
  Id id = 0;
  {
    absl::MutexLock lock(mu_);
    if (absl::Status status = CheckRoom(tenant); !status.ok()) return status;
    id = queue_.Add(tenant, {.tenant = tenant, .work = std::move(work)});
  }
  Next();
  return id;
}

void RequestQueue::Continue(const std::string& tenant, Work work) {
  const auto charged = [this, tenant, work = std::move(work)] {
    const ThreadTime begun;
    work();
    admission_->ChargeCpu(tenant, begun.Used());
  };
  {
    absl::MutexLock lock(mu_);
    queue_.Add(tenant, {.tenant = tenant, .work = charged});
  }
  Next();
}

bool RequestQueue::Remove(Id id) {
  // Goes after the lock: what it holds may be the last owner of anything.
  std::optional<Item> removed;
  absl::MutexLock lock(mu_);
  removed = queue_.Remove(id);
  return removed.has_value();
}

absl::Status RequestQueue::CheckRoom(const std::string& tenant) const {
  const size_t own = queue_.size_of(tenant);
  if (own >= options_.max_waiting_of_tenant) {
    return WithRetryAfter(
        QuotaError({.subject = absl::StrCat("tenant:", tenant),
                    .quota = "tenant_waiting_requests",
                    .description = absl::StrCat("tenant ", tenant, " has ", own,
                                                " requests that wait to register, describe or search tools, its quota")}),
        kRetry);
  }
  if (queue_.size() < options_.max_waiting) return absl::OkStatus();
  return WithRetryAfter(QuotaError({.subject = "service",
                                    .quota = "max_waiting_requests",
                                    .description = absl::StrCat(
                                        queue_.size(), " requests wait to register, describe or search tools, as many as may")}),
                        kRetry);
}

void RequestQueue::Next() {
  for (;;) {
    std::optional<Item> next;
    {
      absl::MutexLock lock(mu_);
      if (busy_.size() >= options_.at_once) return;
      next = queue_.TakeNext([this](const std::string& tenant, const Item& /*item*/)
                                 ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return !busy_.contains(tenant); });
      if (!next.has_value()) return;
      busy_.insert(next->tenant);
    }
    background_->Add(next->tenant, [this, item = *next] { Do(item); });
  }
}

void RequestQueue::Do(const Item& item) {
  item.work();
  {
    absl::MutexLock lock(mu_);
    busy_.erase(item.tenant);
  }
  Next();
}

size_t RequestQueue::waiting() const {
  absl::MutexLock lock(mu_);
  return queue_.size();
}

}  // namespace isobridge::bridge
