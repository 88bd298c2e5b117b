#ifndef ISOBRIDGE_TESTS_E2E_RESIDENT_PEAK_H_
#define ISOBRIDGE_TESTS_E2E_RESIDENT_PEAK_H_

#include <sys/types.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/e2e/process_table.h"

namespace isobridge::e2e {

// The most memory that the server had, looked at every 10 ms from when this was made until somebody asks.
class ResidentPeak {
 public:
  explicit ResidentPeak(pid_t server)
      : before_(ProcessTable::ResidentBytesOf(server)), peak_(before_), thread_([this, server] { Watch(server); }) {}
  ~ResidentPeak() { End(); }
  ResidentPeak(const ResidentPeak&) = delete;
  ResidentPeak& operator=(const ResidentPeak&) = delete;

  uint64_t bytes() {
    End();
    return peak_;
  }
  // Over what it had when this was made.
  uint64_t growth() { return bytes() - before_; }

 private:
  void Watch(pid_t server) {
    for (bool last = false; !last; absl::SleepFor(absl::Milliseconds(10))) {
      last = done_;
      peak_ = std::max(peak_, ProcessTable::ResidentBytesOf(server));
    }
  }
  void End() {
    done_ = true;
    if (thread_.joinable()) thread_.join();
  }

  const uint64_t before_;
  std::atomic<bool> done_ = false;
  // The thread's, as long as it lives.
  uint64_t peak_;
  std::thread thread_;
};

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_RESIDENT_PEAK_H_
