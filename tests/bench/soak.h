#ifndef ISOBRIDGE_TESTS_BENCH_SOAK_H_
#define ISOBRIDGE_TESTS_BENCH_SOAK_H_

#include <sys/types.h>

#include <string>

namespace isobridge::bench {

struct SoakedService {
  std::string address;
  pid_t supervisor = 0;
};

// Runs so many programs of every kind on eight streams, one in fifty of them hostile, and looks at the service after each tenth,
// when nothing runs: its resident memory, descriptors and processes, and the latency of a small program,
// taken in turns with a fresh service that does nothing else, since a shared machine's own speed moves by more than 5 %. Prints a
// line for each tenth and what has changed between the first half and the second, the first tenth left out.
//
// True if none of it (of the latency: its ratio to the fresh service's) has grown by more than 5 %.
bool Soak(const SoakedService& service, const std::string& fresh_address, int executions);

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_SOAK_H_
