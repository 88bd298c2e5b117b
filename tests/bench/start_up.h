#ifndef ISOBRIDGE_TESTS_BENCH_START_UP_H_
#define ISOBRIDGE_TESTS_BENCH_START_UP_H_

#include "tests/bench/figures.h"

namespace isobridge::bench {

// From exec of the service to the result of a first TypeScript program, and its shutdown; from fork request to a worker that is
// locked down and ready.
void MeasureStartUp(Figures* figures);

// A loopback TCP port that was free a moment ago.
int FreeLoopbackPort();

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_START_UP_H_
