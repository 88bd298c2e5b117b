#ifndef ISOBRIDGE_ISOLATE_POOL_FORK_SOURCE_H_
#define ISOBRIDGE_ISOLATE_POOL_FORK_SOURCE_H_

#include <cstdint>
#include <functional>

#include "absl/time/time.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/event_loop.h"
#include "isolate/pool/worker_process.h"
#include "isolate/pool/worker_source.h"
#include "isolate/pool/zygote_client.h"

namespace isobridge::isolate {

struct ForkSourceOptions {
  WorkerProcess::Options process = {};
  // From the fork until the process says that it is ready; then it is killed.
  absl::Duration ready_time = absl::Seconds(5);
  // Hears of each process that became ready, with its Landlock ABI; may be null.
  std::function<void(int landlock_abi)> on_ready = nullptr;
};

// Pristine because just forked: a new process from a zygote for each Make.
//
// Loop thread only.
class ForkSource final : public WorkerSource {
 public:
  // All outlive it, and it outlives the loop.
  ForkSource(EventLoop* loop, ChildProcesses* children, ZygoteClient* zygote, ForkSourceOptions options)
      : loop_(loop), children_(children), zygote_(zygote), options_(std::move(options)) {}

  void Make(Made made, Gone gone) override;

 private:
  class Making;

  EventLoop* const loop_;
  ChildProcesses* const children_;
  ZygoteClient* const zygote_;
  const ForkSourceOptions options_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_FORK_SOURCE_H_
