#ifndef ISOBRIDGE_BRIDGE_JOURNAL_H_
#define ISOBRIDGE_BRIDGE_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "bridge/sha256.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// One thing that a program did or learnt.
struct JournalEntry {
  enum class Kind : uint8_t { kCall, kSettle, kTimerSet, kTimerFired, kLookup, kLookupSettle };

  Kind kind;
  // kTimerSet: setInterval.
  bool repeat = false;
  // How many events the program had seen; for kSettle, kTimerFired and kLookupSettle the number of this
  // event.
  uint64_t event = 0;
  // The call, the timer or the lookup.
  uint32_t seq = 0;
  // kCall: index into the manifest.
  uint32_t tool = 0;
  // kTimerSet.
  uint32_t delay_ms = 0;
  // kLookup: worker::v1::Lookup::Kind.
  uint32_t lookup = 0;
  // kSettle, kTimerFired, kLookupSettle: the program's clock from then on, microseconds since the Unix epoch.
  int64_t now_us = 0;
  // kCall, kLookup: of the exact bytes of the arguments.
  Sha256Digest args_sha256 = {};
  // kSettle, kLookupSettle: the frame that settled it.
  std::shared_ptr<const worker::v1::ToWorker> payload = nullptr;
};

// The record of one execution from which its program can be rebuilt: everything in the order in which the program's own process
// saw it. Settles and fired timers enter when the worker has acknowledged them, not when they were sent.
//
// Bounded: an entry that would go over `max_bytes` ends the recording; what was recorded is then dropped, since a journal
// without its end rebuilds nothing, and the journal says that it is incomplete.
//
// Thread-compatible.
class Journal {
 public:
  // Payloads are shared, not copied, but they live as long as the journal. 0 records nothing.
  explicit Journal(uint64_t max_bytes) : max_bytes_(max_bytes), complete_(max_bytes > 0) {}

  void Append(JournalEntry entry);
  // Ends the recording, as if the next entry had no room.
  void Drop();

  // Whether everything so far is in entries().
  bool complete() const { return complete_; }
  const std::vector<JournalEntry>& entries() const { return entries_; }
  // What it takes now: 0 of an incomplete one.
  uint64_t held_bytes() const { return complete_ ? bytes_ : 0; }
  // What the entries take; of an incomplete journal, what they would have taken with the first one that had no room.
  uint64_t bytes() const { return bytes_; }

 private:
  uint64_t max_bytes_;
  bool complete_;
  uint64_t bytes_ = 0;
  std::vector<JournalEntry> entries_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_JOURNAL_H_
