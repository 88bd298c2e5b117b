#include "bridge/admission.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/byte_text.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"

namespace isobridge::bridge {
namespace {

constexpr absl::Duration kShortestRetry = absl::Milliseconds(10);
constexpr absl::Duration kLongestRetry = absl::Minutes(1);
// Of the average stay: how much of it is the past.
constexpr int kMemory = 8;

std::string SubjectOf(const std::string& tenant) { return absl::StrCat("tenant:", tenant); }

}  // namespace

std::shared_ptr<Admission> Admission::Create(AdmissionOptions options, Timers* timers) {
  return std::shared_ptr<Admission>(new Admission(std::move(options), timers));
}

void Admission::PlaceDeleter::operator()(Place* place) const {
  const std::shared_ptr<Admission> admission = place->admission_;
  admission->Leave(place);
  delete place;
}

Admission::PlacePointer Admission::Enter(Request request, Done done) {
  const Quota quota = options_.quota_of(request.tenant);
  PlacePointer place(new Place(shared_from_this(), std::move(request)));
  std::optional<absl::Status> verdict;
  {
    absl::MutexLock lock(mu_);
    verdict = Decide(place.get(), quota, done);
  }
  if (verdict.has_value()) done(*std::move(verdict));
  return place;
}

std::optional<absl::Status> Admission::Decide(Place* place, const Quota& quota, Done& done) {
  if (place->heap_bytes_ > quota.heap_bytes) return NeverFits(*place, quota);
  Tenant& tenant = TenantOf(place->tenant_, quota);
  const Blocker blocker = BlockerOf(tenant, place->heap_bytes_);
  if (blocker == Blocker::kNothing && queue_.size_of(place->tenant_) == 0) {
    Take(place);
    return absl::OkStatus();
  }
  if (blocker == Blocker::kCpu && UntilPaid(tenant) > options_.queue_time) return Refusal("", blocker, place->tenant_, tenant);
  if (queue_.size() >= options_.max_waiting) {
    std::optional<Waiter> crowded_out = queue_.MakeRoomFor(place->tenant_);
    if (!crowded_out.has_value()) return QueueIsFull();
    crowded_out->place->state_ = Place::State::kOver;
    Tell(*std::move(crowded_out), QueueIsFull());
  }
  Wait(place, std::move(done));
  if (blocker == Blocker::kCpu) AdmitAt(timers_->Now() + UntilPaid(tenant));
  return std::nullopt;
}

void Admission::Wait(Place* place, Done done) {
  place->state_ = Place::State::kWaiting;
  const auto id = place->turn_ = queue_.Add(place->tenant_, {.place = place, .done = std::move(done)});
  if (options_.queue_time == absl::InfiniteDuration()) return;
  queue_.Find(id)->timer = timers_->At(timers_->Now() + options_.queue_time, [weak = weak_from_this(), id] {
    if (const std::shared_ptr<Admission> self = weak.lock()) self->OnLate(id);
  });
}

void Admission::OnLate(FairQueue<Waiter>::Id id) {
  Done done;
  absl::Status status;
  {
    absl::MutexLock lock(mu_);
    std::optional<Waiter> late = queue_.Remove(id);
    if (!late.has_value()) return;
    late->place->state_ = Place::State::kOver;
    done = std::move(late->done);
    Tenant& tenant = tenants_.at(late->place->tenant_);
    status = Refusal(absl::StrCat("no place came free within queue_time, ", absl::FormatDuration(options_.queue_time), ": "),
                     BlockerOf(tenant, late->place->heap_bytes_), late->place->tenant_, tenant);
    AdmitNext();
  }
  done(std::move(status));
}

void Admission::Leave(Place* place) {
  // Goes after the lock: what it holds may be the last owner of anything.
  std::optional<Waiter> waiter;
  absl::MutexLock lock(mu_);
  const Place::State state = std::exchange(place->state_, Place::State::kOver);
  if (state == Place::State::kWaiting) {
    waiter = queue_.Remove(place->turn_);
    if (waiter.has_value()) timers_->Cancel(waiter->timer);
  }
  const auto tenant = tenants_.find(place->tenant_);
  if (tenant == tenants_.end()) return;
  if (state == Place::State::kTaken) {
    --running_;
    --tenant->second.running;
    Refill(tenant->second);
    tenant->second.cpu_left -= place->cpu_used_;
    tenant->second.heap_bytes -= place->heap_bytes_;
    stay_ += (timers_->Now() - place->taken_ - stay_) / kMemory;
  }
  AdmitNext();
  if (Idle(tenant->first, tenant->second)) tenants_.erase(tenant);
}

void Admission::ChargeCpu(const std::string& tenant, absl::Duration cpu_time) {
  const Quota quota = options_.quota_of(tenant);
  absl::MutexLock lock(mu_);
  Tenant& charged = TenantOf(tenant, quota);
  charged.cpu_left -= cpu_time;
  if (Idle(tenant, charged)) tenants_.erase(tenant);
}

absl::Status Admission::CheckCpu(const std::string& tenant) {
  const Quota quota = options_.quota_of(tenant);
  if (quota.cpu_per_minute == absl::InfiniteDuration()) return absl::OkStatus();
  absl::MutexLock lock(mu_);
  const Tenant& known = TenantOf(tenant, quota);
  if (known.cpu_left > absl::ZeroDuration() || UntilPaid(known) <= options_.queue_time) return absl::OkStatus();
  return Refusal("", Blocker::kCpu, tenant, known);
}

Admission::Tenant& Admission::TenantOf(const std::string& name, const Quota& quota) {
  const auto [found, fresh] = tenants_.try_emplace(name);
  Tenant& tenant = found->second;
  if (fresh) {
    tenant.cpu_since = timers_->Now();
    std::erase_if(tenants_, [&](auto& other) { return &other.second != &tenant && Idle(other.first, other.second); });
  } else {
    Refill(tenant);
  }
  tenant.quota = quota;
  tenant.cpu_left = std::min(tenant.cpu_left, quota.cpu_per_minute);
  return tenant;
}

void Admission::Refill(Tenant& tenant) {
  const absl::Time now = timers_->Now();
  const absl::Duration full = tenant.quota.cpu_per_minute;
  const double minutes = absl::FDivDuration(now - std::exchange(tenant.cpu_since, now), absl::Minutes(1));
  tenant.cpu_left = full == absl::InfiniteDuration() ? full : std::min(full, tenant.cpu_left + full * minutes);
}

bool Admission::Idle(const std::string& name, Tenant& tenant) {
  if (tenant.running > 0 || queue_.size_of(name) > 0) return false;
  Refill(tenant);
  return tenant.cpu_left >= tenant.quota.cpu_per_minute;
}

absl::Duration Admission::UntilPaid(const Tenant& tenant) const {
  const double minutes = absl::FDivDuration(-tenant.cpu_left, tenant.quota.cpu_per_minute);
  return absl::Minutes(1) * std::max(minutes, 0.0) + absl::Milliseconds(1);
}

Admission::Blocker Admission::BlockerOf(Tenant& tenant, uint64_t heap_bytes) {
  Refill(tenant);
  if (tenant.cpu_left <= absl::ZeroDuration()) return Blocker::kCpu;
  if (tenant.running >= tenant.quota.executions) return Blocker::kExecutions;
  if (heap_bytes > tenant.quota.heap_bytes - std::min(tenant.heap_bytes, tenant.quota.heap_bytes)) return Blocker::kHeap;
  return running_ >= options_.max_running ? Blocker::kPlaces : Blocker::kNothing;
}

void Admission::Take(Place* place) {
  place->state_ = Place::State::kTaken;
  place->taken_ = timers_->Now();
  Tenant& tenant = tenants_.at(place->tenant_);
  ++running_;
  ++tenant.running;
  tenant.heap_bytes += place->heap_bytes_;
}

void Admission::AdmitNext() {
  absl::Time paid = absl::InfiniteFuture();
  const auto fits = [&](const std::string& name, const Waiter& waiter) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    Tenant& tenant = tenants_.at(name);
    const Blocker blocker = BlockerOf(tenant, waiter.place->heap_bytes_);
    if (blocker == Blocker::kCpu) paid = std::min(paid, timers_->Now() + UntilPaid(tenant));
    return blocker == Blocker::kNothing;
  };
  while (running_ < options_.max_running) {
    std::optional<Waiter> next = queue_.TakeNext(fits);
    if (!next.has_value()) break;
    Take(next->place);
    Tell(*std::move(next), absl::OkStatus());
  }
  AdmitAt(paid);
}

void Admission::AdmitAt(absl::Time when) {
  if (when >= next_look_) return;
  next_look_ = when;
  timers_->At(when, [weak = weak_from_this()] {
    const std::shared_ptr<Admission> self = weak.lock();
    if (self == nullptr) return;
    absl::MutexLock lock(self->mu_);
    self->next_look_ = absl::InfiniteFuture();
    self->AdmitNext();
  });
}

void Admission::Tell(Waiter waiter, absl::Status status) {
  timers_->Cancel(waiter.timer);
  // Not from here: what it does next may end another execution, and so on without end.
  timers_->At(timers_->Now(), [done = std::move(waiter.done), status = std::move(status)] { done(status); });
}

// ---- what is told -----------------------------------------------------------------------------------------------------

absl::Status Admission::QueueIsFull() const {
  return WithRetryAfter(
      QuotaError({.subject = "service",
                  .quota = "max_waiting",
                  .description = absl::StrCat(queue_.size(), " executions wait for one of ", options_.max_running,
                                              " places, as many as may; this one is of the tenant that has the most of them")}),
      ExpectedWait(queue_.size(), options_.max_running));
}

absl::Status Admission::NeverFits(const Place& place, const Quota& quota) const {
  return QuotaError({.subject = SubjectOf(place.tenant_),
                     .quota = "tenant_heap_bytes",
                     .description = absl::StrCat("a heap of ", ByteText(place.heap_bytes_), " is more than all that tenant ",
                                                 place.tenant_, " may have at once, ", ByteText(quota.heap_bytes),
                                                 "; ask for less in start.limits.heap_bytes")});
}

absl::Status Admission::Refusal(std::string_view prefix, Blocker blocker, const std::string& name, const Tenant& tenant) const {
  QuotaViolation violation{.subject = SubjectOf(name), .quota = {}, .description = {}};
  const size_t ahead = queue_.size_of(name);
  absl::Duration wait = ExpectedWait(ahead, tenant.running);
  const std::string who = absl::StrCat(prefix, "tenant ", name);
  switch (blocker) {
    case Blocker::kNothing:
    case Blocker::kPlaces:
      violation = {.subject = "service",
                   .quota = "max_workers",
                   .description = absl::StrCat(prefix, "all ", options_.max_running, " places are taken")};
      wait = ExpectedWait(queue_.size(), options_.max_running);
      break;
    case Blocker::kExecutions:
      violation.quota = "tenant_executions";
      violation.description = absl::StrCat(who, " runs ", tenant.running, " executions, its quota");
      break;
    case Blocker::kHeap:
      violation.quota = "tenant_heap_bytes";
      violation.description = absl::StrCat(who, " has heaps of ", ByteText(tenant.heap_bytes), " in ", tenant.running,
                                           " executions, its quota being ", ByteText(tenant.quota.heap_bytes));
      break;
    case Blocker::kCpu:
      violation.quota = "tenant_cpu_per_minute";
      violation.description =
          absl::StrCat(who, " has used up its processor time, ", absl::FormatDuration(tenant.quota.cpu_per_minute), " a minute");
      wait = UntilPaid(tenant);
      break;
  }
  return WithRetryAfter(QuotaError(violation), wait);
}

absl::Duration Admission::ExpectedWait(size_t ahead, uint32_t places) const {
  const absl::Duration wait = stay_ * (static_cast<double>(ahead + 1) / std::max(places, 1u));
  return std::clamp(wait, kShortestRetry, kLongestRetry);
}

uint32_t Admission::running() const {
  absl::MutexLock lock(mu_);
  return running_;
}

size_t Admission::waiting() const {
  absl::MutexLock lock(mu_);
  return queue_.size();
}

}  // namespace isobridge::bridge
