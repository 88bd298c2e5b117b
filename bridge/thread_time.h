#ifndef ISOBRIDGE_BRIDGE_THREAD_TIME_H_
#define ISOBRIDGE_BRIDGE_THREAD_TIME_H_

#include <time.h>

#include "absl/time/time.h"

namespace isobridge::bridge {

// Processor time that a thread uses from here on. For one thread.
class ThreadTime {
 public:
  absl::Duration Used() const { return Now() - begin_; }

 private:
  static absl::Duration Now() {
    timespec now = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return absl::DurationFromTimespec(now);
  }

  const absl::Duration begin_ = Now();
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_THREAD_TIME_H_
