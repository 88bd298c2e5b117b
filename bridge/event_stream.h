#ifndef ISOBRIDGE_BRIDGE_EVENT_STREAM_H_
#define ISOBRIDGE_BRIDGE_EVENT_STREAM_H_

#include <cstdint>
#include <deque>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/answer.h"
#include "bridge/journal.h"
#include "bridge/worker.h"

namespace isobridge::bridge {

// The events of one program: numbers answers and fired timers 1, 2, 3 …, stamps them with the program's clock, sends them to its
// worker, and follows by the worker's frames which of them the program has seen. Those enter the journal.
//
// Thread-compatible.
class EventStream {
 public:
  explicit EventStream(Journal* journal) : journal_(journal) {}

  // The program runs in `worker` from `now` on, when its clock shows `clock`. `execution` names it in frames.
  void Begin(Worker* worker, uint64_t execution, absl::Time now, absl::Time clock);

  // Sends an event; its number is sent() afterwards.
  void Settle(Answer answer, absl::Time now);
  void FireTimer(uint32_t timer, absl::Time now);

  // A frame of the worker claims that the program has seen `events` events. INVALID_ARGUMENT if it had seen more before, or if
  // fewer were sent.
  absl::Status Acknowledge(uint64_t events);

  uint64_t sent() const { return sent_; }
  uint64_t acknowledged() const { return acknowledged_; }
  // Of the answers that were sent and not acknowledged: they may wait for a worker that is busy.
  uint64_t pending_bytes() const { return pending_bytes_; }

  // The program's clock, microseconds since the Unix epoch: as an event at `now` would set it, as the last one sent did, and as
  // the last one acknowledged did.
  int64_t ClockAt(absl::Time now) const;
  int64_t sent_clock() const { return sent_clock_; }
  int64_t acknowledged_clock() const { return acknowledged_clock_; }
  // When the program's clock shows this.
  absl::Time TimeOf(int64_t clock) const { return begun_ + absl::Microseconds(clock - start_clock_); }

 private:
  // Sent, but not known to have been seen.
  struct Pending {
    JournalEntry::Kind kind;
    uint32_t seq;
    int64_t clock;
    uint64_t bytes;
    std::shared_ptr<const worker::v1::ToWorker> payload;
  };

  void Send(const worker::v1::ToWorker& frame, Pending pending);
  void Record(Pending pending);

  Journal* const journal_;
  Worker* worker_ = nullptr;
  uint64_t execution_ = 0;
  absl::Time begun_;
  int64_t start_clock_ = 0;
  uint64_t sent_ = 0;
  uint64_t acknowledged_ = 0;
  int64_t sent_clock_ = 0;
  int64_t acknowledged_clock_ = 0;
  std::deque<Pending> pending_;
  uint64_t pending_bytes_ = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_EVENT_STREAM_H_
