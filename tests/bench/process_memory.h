#ifndef ISOBRIDGE_TESTS_BENCH_PROCESS_MEMORY_H_
#define ISOBRIDGE_TESTS_BENCH_PROCESS_MEMORY_H_

#include <sys/types.h>

namespace isobridge::bench {

// What one process costs, read from /proc.
struct ProcessMemory {
  // Private_Clean and Private_Dirty of smaps_rollup.
  double private_kib = 0;
  // VmPTE.
  double page_table_kib = 0;
  // VmRSS.
  double resident_kib = 0;
};

ProcessMemory ReadProcessMemory(pid_t pid);

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_PROCESS_MEMORY_H_
