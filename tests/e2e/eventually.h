#ifndef ISOBRIDGE_TESTS_E2E_EVENTUALLY_H_
#define ISOBRIDGE_TESTS_E2E_EVENTUALLY_H_

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace isobridge::e2e {

// Looks until `so`, for at most `patience`; whether it came so. For what nothing announces.
inline bool Eventually(absl::Duration patience, const std::function<bool()>& so) {
  for (const absl::Time end = absl::Now() + patience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(2))) {
    if (so()) return true;
  }
  return false;
}

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_EVENTUALLY_H_
