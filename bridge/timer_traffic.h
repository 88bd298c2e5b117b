#ifndef ISOBRIDGE_BRIDGE_TIMER_TRAFFIC_H_
#define ISOBRIDGE_BRIDGE_TIMER_TRAFFIC_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/client_stream.h"
#include "bridge/event_stream.h"
#include "bridge/journal.h"
#include "bridge/program_timers.h"
#include "bridge/timer_pace.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// Keeps the timers that a program sets, and fires them: as events to the program, and told to its client. A client that doesn't
// keep up holds them back, and so does a program that doesn't.
//
// Thread-compatible. What it refers to outlives it.
class TimerTraffic {
 public:
  TimerTraffic(uint32_t max_timers, EventStream* events, Journal* journal, ClientStream* client)
      : timers_(max_timers), events_(events), journal_(journal), client_(client) {}

  // From the worker; its events were acknowledged. INVALID_ARGUMENT says how it breaks the protocol. A timer may be due at once:
  // Fire afterwards.
  absl::Status OnSet(const worker::v1::TimerSet& timer);
  absl::Status OnCleared(const worker::v1::TimerCleared& timer);

  // Fires what is due. The program runs; `cpu_time`, its processor time so far, is asked only if it could matter.
  void Fire(absl::Time now, absl::FunctionRef<absl::Duration()> cpu_time);
  // When Fire will have something to do; InfiniteFuture also while the client is congested. The program runs.
  absl::Time Next() const;

  void AddUsage(isobridge::v1::Usage* usage) const { usage->set_timers_peak(timers_.peak()); }

 private:
  ProgramTimers timers_;
  TimerPace pace_;
  EventStream* const events_;
  Journal* const journal_;
  ClientStream* const client_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TIMER_TRAFFIC_H_
