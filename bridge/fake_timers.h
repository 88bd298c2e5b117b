#ifndef ISOBRIDGE_BRIDGE_FAKE_TIMERS_H_
#define ISOBRIDGE_BRIDGE_FAKE_TIMERS_H_

#include <functional>
#include <map>
#include <utility>

#include "absl/time/simulated_clock.h"
#include "absl/time/time.h"
#include "bridge/timers.h"

namespace isobridge::bridge {

// Timers on a clock that stands still until a test moves it. Functions run inside RunDue and Advance, on the test's thread.
//
// Thread-compatible.
class FakeTimers final : public Timers {
 public:
  explicit FakeTimers(absl::Time now) : clock_(now) {}

  absl::Time Now() override { return clock_.TimeNow(); }

  Id At(absl::Time when, std::function<void()> fire) override {
    const Id id = ++last_;
    functions_.emplace(std::pair(when, id), std::move(fire));
    return id;
  }

  void Cancel(Id id) override {
    std::erase_if(functions_, [id](const auto& entry) { return entry.first.second == id; });
  }

  // Runs what is due, the earliest first; also what that sets.
  void RunDue() {
    while (!functions_.empty() && functions_.begin()->first.first <= Now()) {
      const std::function<void()> fire = std::move(functions_.begin()->second);
      functions_.erase(functions_.begin());
      fire();
    }
  }

  // Moves the clock, stopping at every time at which something is due.
  void Advance(absl::Duration duration) {
    const absl::Time end = Now() + duration;
    RunDue();
    while (!functions_.empty() && functions_.begin()->first.first <= end) {
      clock_.SetTime(functions_.begin()->first.first);
      RunDue();
    }
    clock_.SetTime(end);
  }

  // How many functions wait.
  size_t waiting() const { return functions_.size(); }

 private:
  absl::SimulatedClock clock_;
  Id last_ = 0;
  std::map<std::pair<absl::Time, Id>, std::function<void()>> functions_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FAKE_TIMERS_H_
