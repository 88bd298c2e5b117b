#ifndef ISOBRIDGE_BRIDGE_CONSOLE_TRAFFIC_H_
#define ISOBRIDGE_BRIDGE_CONSOLE_TRAFFIC_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/client_stream.h"
#include "bridge/event_stream.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// Carries console lines from the program to the client. The worker keeps the limits, and marks where it cut a line; whoever goes
// over them by more than that mark is no honest worker.
//
// Thread-compatible. What it refers to outlives it.
class ConsoleTraffic {
 public:
  ConsoleTraffic(uint64_t max_bytes, uint32_t max_lines, const EventStream* events, ClientStream* client)
      : max_bytes_(max_bytes), max_lines_(max_lines), events_(events), client_(client) {}

  // From the worker; its events were acknowledged. INVALID_ARGUMENT says how it breaks the protocol.
  absl::Status OnLine(worker::v1::Console line, absl::Time now);

  void AddUsage(isobridge::v1::Usage* usage) const;

 private:
  const uint64_t max_bytes_;
  const uint32_t max_lines_;
  const EventStream* const events_;
  ClientStream* const client_;
  uint64_t bytes_ = 0;
  uint32_t lines_ = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CONSOLE_TRAFFIC_H_
