#ifndef ISOBRIDGE_TESTS_E2E_PROCESS_TABLE_H_
#define ISOBRIDGE_TESTS_E2E_PROCESS_TABLE_H_

#include <sys/types.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace isobridge::e2e {

// A process as /proc shows it.
struct Process {
  pid_t pid = 0;
  pid_t parent = 0;
  // 'R', 'S', 'Z' …
  char state = '?';
  // Of isobridge_worker: "worker" or "compiler"; else empty.
  std::string role;
  // A system call filter is in force: a worker or compiler, not a zygote.
  bool confined = false;
  // Processor time in clock ticks.
  uint64_t ticks = 0;
};

std::ostream& operator<<(std::ostream& out, const Process& process);

class ProcessTable {
 public:
  // Every process that `ancestor` started, directly or not, and that is not yet reaped; also if `ancestor` is gone, as far as
  // the parents between still live.
  static std::vector<Process> DescendantsOf(pid_t ancestor);

  // Workers that are forked and confined, whether at work or not.
  static std::vector<Process> WorkersOf(pid_t server);
  // The one of them that has used most processor time: the one that runs a program that computes.
  static Process BusiestWorkerOf(pid_t server);
  // Zygotes of `role`.
  static std::vector<Process> ZygotesOf(pid_t server, const std::string& role);

  static size_t OpenFilesOf(pid_t pid);
  static uint64_t ResidentBytesOf(pid_t pid);
};

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_PROCESS_TABLE_H_
