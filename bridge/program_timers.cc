#include "bridge/program_timers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace isobridge::bridge {
namespace {

constexpr int64_t kMicrosPerMilli = 1'000;

}  // namespace

absl::Status ProgramTimers::Set(uint32_t timer, uint32_t delay_ms, bool repeat, int64_t clock) {
  if (timer != last_ + 1) return absl::InvalidArgumentError(absl::StrCat("timer ", timer, " was set after timer ", last_));
  if (timers_.size() >= max_timers_)
    return absl::InvalidArgumentError(absl::StrCat("more than ", max_timers_, " timers were set"));
  last_ = timer;
  const int64_t period = int64_t{delay_ms} * kMicrosPerMilli;
  const auto [entry, added] = timers_.emplace(timer, Timer{.due = clock + period, .period = period, .repeat = repeat});
  by_due_.emplace(entry->second.due, timer);
  peak_ = std::max(peak_, static_cast<uint32_t>(timers_.size()));
  return absl::OkStatus();
}

absl::Status ProgramTimers::Clear(uint32_t timer) {
  if (timer == 0 || timer > last_) return absl::InvalidArgumentError(absl::StrCat("timer ", timer, " was cleared but never set"));
  const auto entry = timers_.find(timer);
  if (entry == timers_.end()) return absl::OkStatus();
  by_due_.erase({entry->second.due, timer});
  timers_.erase(entry);
  return absl::OkStatus();
}

std::optional<int64_t> ProgramTimers::NextDue() const {
  if (by_due_.empty()) return std::nullopt;
  return by_due_.begin()->first;
}

std::optional<uint32_t> ProgramTimers::TakeDue(int64_t clock) {
  if (by_due_.empty() || by_due_.begin()->first > clock) return std::nullopt;
  const uint32_t timer = by_due_.begin()->second;
  by_due_.erase(by_due_.begin());
  const auto entry = timers_.find(timer);
  if (!entry->second.repeat) {
    timers_.erase(entry);
    return timer;
  }
  entry->second.due = clock + std::max(entry->second.period, kMicrosPerMilli);
  by_due_.emplace(entry->second.due, timer);
  return timer;
}

}  // namespace isobridge::bridge
