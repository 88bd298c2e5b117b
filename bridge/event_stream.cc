#include "bridge/event_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace isobridge::bridge {

void EventStream::Begin(Worker* worker, uint64_t execution, absl::Time now, absl::Time clock) {
  worker_ = worker;
  execution_ = execution;
  begun_ = now;
  start_clock_ = absl::ToUnixMicros(clock);
  sent_clock_ = start_clock_;
  acknowledged_clock_ = start_clock_;
}

int64_t EventStream::ClockAt(absl::Time now) const {
  return std::max(sent_clock_, start_clock_ + absl::ToInt64Microseconds(now - begun_));
}

void EventStream::Settle(Answer answer, absl::Time now) {
  const int64_t clock = ClockAt(now);
  answer.frame->set_execution(execution_);
  worker::v1::Settle* settle = answer.frame->mutable_settle();
  settle->set_now_us(clock);
  const worker::v1::ToWorker& frame = *answer.frame;
  const bool lookup = settle->lookup() != 0;
  Pending pending{.kind = lookup ? JournalEntry::Kind::kLookupSettle : JournalEntry::Kind::kSettle,
                  .seq = lookup ? settle->lookup() : settle->call(),
                  .clock = clock,
                  .bytes = answer.bytes,
                  .payload = nullptr};
  // Without a journal the answer is gone as soon as it is sent.
  if (journal_->complete()) pending.payload = answer.frame;
  Send(frame, std::move(pending));
}

void EventStream::FireTimer(uint32_t timer, absl::Time now) {
  const int64_t clock = ClockAt(now);
  worker::v1::ToWorker frame;
  frame.set_execution(execution_);
  frame.mutable_timer_fired()->set_timer(timer);
  frame.mutable_timer_fired()->set_now_us(clock);
  Send(frame, {.kind = JournalEntry::Kind::kTimerFired, .seq = timer, .clock = clock, .bytes = 0, .payload = nullptr});
}

void EventStream::Send(const worker::v1::ToWorker& frame, Pending pending) {
  ++sent_;
  sent_clock_ = pending.clock;
  pending_bytes_ += pending.bytes;
  pending_.push_back(std::move(pending));
  worker_->Send(frame);
}

absl::Status EventStream::Acknowledge(uint64_t events) {
  if (events < acknowledged_ || events > sent_) {
    return absl::InvalidArgumentError(absl::StrCat("claims to have seen ", events, " events; ", acknowledged_,
                                                   " were acknowledged before and ", sent_, " sent"));
  }
  while (acknowledged_ < events) {
    ++acknowledged_;
    acknowledged_clock_ = pending_.front().clock;
    pending_bytes_ -= pending_.front().bytes;
    Record(std::move(pending_.front()));
    pending_.pop_front();
  }
  return absl::OkStatus();
}

void EventStream::Record(Pending pending) {
  if (!journal_->complete()) return;
  journal_->Append({.kind = pending.kind,
                    .event = acknowledged_,
                    .seq = pending.seq,
                    .now_us = pending.clock,
                    .payload = std::move(pending.payload)});
}

}  // namespace isobridge::bridge
