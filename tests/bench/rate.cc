#include "tests/bench/rate.h"

#include <atomic>
#include <thread>
#include <vector>

#include "absl/time/clock.h"

namespace isobridge::bench {

double MeasureRate(int streams, absl::Duration length, const std::function<std::function<void()>()>& make) {
  std::atomic<int> done = 0;
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  const absl::Time start = absl::Now();
  for (int i = 0; i < streams; ++i) {
    threads.emplace_back([&] {
      const std::function<void()> operation = make();
      while (!stop) {
        operation();
        ++done;
      }
    });
  }
  absl::SleepFor(length);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  return done / absl::ToDoubleSeconds(absl::Now() - start);
}

}  // namespace isobridge::bench
