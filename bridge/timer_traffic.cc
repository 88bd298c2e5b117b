#include "bridge/timer_traffic.h"

#include <optional>
#include <utility>

#include "bridge/proto_time.h"

namespace isobridge::bridge {

absl::Status TimerTraffic::OnSet(const worker::v1::TimerSet& timer) {
  if (absl::Status status = timers_.Set(timer.timer(), timer.delay_ms(), timer.repeat(), events_->acknowledged_clock());
      !status.ok())
    return status;
  if (journal_->complete()) {
    journal_->Append({.kind = JournalEntry::Kind::kTimerSet,
                      .repeat = timer.repeat(),
                      .event = events_->acknowledged(),
                      .seq = timer.timer(),
                      .delay_ms = timer.delay_ms()});
  }
  return absl::OkStatus();
}

absl::Status TimerTraffic::OnCleared(const worker::v1::TimerCleared& timer) { return timers_.Clear(timer.timer()); }

void TimerTraffic::Fire(absl::Time now, absl::FunctionRef<absl::Duration()> cpu_time) {
  while (timers_.NextDue().value_or(INT64_MAX) <= events_->ClockAt(now)) {
    if (client_->Congested()) return;
    if (!pace_.MayFire(events_->sent(), events_->acknowledged(), now, cpu_time)) return;
    const uint32_t timer = *timers_.TakeDue(events_->ClockAt(now));
    events_->FireTimer(timer, now);
    isobridge::v1::ExecuteResponse message;
    isobridge::v1::TimerFired* fired = message.mutable_timer_fired();
    fired->set_timer(timer);
    fired->set_event(events_->sent());
    SetTimestamp(absl::FromUnixMicros(events_->sent_clock()), fired->mutable_time());
    client_->Send(std::move(message));
  }
}

absl::Time TimerTraffic::Next() const {
  // A client that doesn't read wakes the timers itself when it does.
  const std::optional<int64_t> due = timers_.NextDue();
  if (!due.has_value() || client_->Congested()) return absl::InfiniteFuture();
  const absl::Time paced = pace_.look_again();
  return paced == absl::InfiniteFuture() ? events_->TimeOf(*due) : paced;
}

}  // namespace isobridge::bridge
