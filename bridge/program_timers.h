#ifndef ISOBRIDGE_BRIDGE_PROGRAM_TIMERS_H_
#define ISOBRIDGE_BRIDGE_PROGRAM_TIMERS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"

namespace isobridge::bridge {

// The timers that a program has set, in the order in which they fire: by the time they are due, then by number. Times are on the
// program's clock, microseconds since the Unix epoch.
//
// Thread-compatible.
class ProgramTimers {
 public:
  explicit ProgramTimers(uint32_t max_timers) : max_timers_(max_timers) {}

  // The program set a timer when its clock showed `clock`. INVALID_ARGUMENT unless the number is the last one's plus 1 and there
  // is room: the worker has checked both.
  absl::Status Set(uint32_t timer, uint32_t delay_ms, bool repeat, int64_t clock);

  // The program cleared a timer. One that is firing just now is no error; one that was never set is INVALID_ARGUMENT.
  absl::Status Clear(uint32_t timer);

  // The most that were set at the same time.
  uint32_t peak() const { return peak_; }

  // When the next one is due; none if none is set.
  std::optional<int64_t> NextDue() const;

  // Takes the next timer that is due at `clock`. A repeating one is set anew from `clock` on, at least a millisecond later.
  std::optional<uint32_t> TakeDue(int64_t clock);

 private:
  struct Timer {
    int64_t due;
    int64_t period;
    bool repeat;
  };

  const uint32_t max_timers_;
  uint32_t last_ = 0;
  uint32_t peak_ = 0;
  // Not Abseil's: under ASan its headers and Debian's library disagree on the table's layout.
  std::unordered_map<uint32_t, Timer> timers_;
  std::set<std::pair<int64_t, uint32_t>> by_due_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_PROGRAM_TIMERS_H_
