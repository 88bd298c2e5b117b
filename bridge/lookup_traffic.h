#ifndef ISOBRIDGE_BRIDGE_LOOKUP_TRAFFIC_H_
#define ISOBRIDGE_BRIDGE_LOOKUP_TRAFFIC_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/catalog/catalog.h"
#include "bridge/catalog/discovery.h"
#include "bridge/event_stream.h"
#include "bridge/journal.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// Answers what a program asks of its catalog, `codemode.search` and `codemode.describe`, at once and from the catalog alone: the
// client hears nothing of it. Numbered 1, 2, 3 … apart from calls, and recorded like them.
//
// Thread-compatible. What it refers to outlives it.
class LookupTraffic {
 public:
  LookupTraffic(const Catalog* catalog, const AllowedTools* allowed, uint32_t max_lookups, EventStream* events, Journal* journal)
      : catalog_(catalog), allowed_(allowed), max_lookups_(max_lookups), events_(events), journal_(journal) {}

  // From the worker; its events were acknowledged. INVALID_ARGUMENT says how it breaks the protocol.
  absl::Status OnLookup(const worker::v1::Lookup& lookup, absl::Time now);

  // What the answers took of the service's processor time: it counts as the program's own.
  absl::Duration cpu_time() const { return cpu_time_; }

 private:
  const Catalog* const catalog_;
  const AllowedTools* const allowed_;
  const uint32_t max_lookups_;
  EventStream* const events_;
  Journal* const journal_;
  uint32_t made_ = 0;
  absl::Duration cpu_time_;
};

// The UTF-8 bytes that the arguments of one lookup may have.
inline constexpr uint64_t kMaxLookupBytes = 8u << 10;

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_LOOKUP_TRAFFIC_H_
