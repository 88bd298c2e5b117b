#ifndef ISOBRIDGE_ISOLATE_WORKER_EXIT_STATUS_H_
#define ISOBRIDGE_ISOLATE_WORKER_EXIT_STATUS_H_

namespace isobridge::isolate {

// How isobridge_worker's processes exit, for logs; 0 is a program that finished.
enum ExitStatus {
  kExitUsage = 2,
  kExitSupervisorGone = 3,
  kExitBadFrame = 4,
  // The lockdown could not be applied; no program was run.
  kExitNotConfined = 5,
  // A zygote that can't do its work here.
  kExitUnsound = 6,
  // A Finished frame with REASON_HEAP_LIMIT was sent.
  kExitOutOfMemory = 77,
  // V8 found itself misused.
  kExitFatalError = 78,
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_EXIT_STATUS_H_
