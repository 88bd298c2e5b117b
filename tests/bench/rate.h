#ifndef ISOBRIDGE_TESTS_BENCH_RATE_H_
#define ISOBRIDGE_TESTS_BENCH_RATE_H_

#include <functional>

#include "absl/time/time.h"

namespace isobridge::bench {

// How often a second `streams` threads together do an operation, over about `length`. `make` is called once on each thread, for
// what the thread then repeats, and must be callable from several at a time.
double MeasureRate(int streams, absl::Duration length, const std::function<std::function<void()>()>& make);

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_RATE_H_
