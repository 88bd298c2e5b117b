#ifndef ISOBRIDGE_ISOLATE_POOL_WORKER_PROCESS_H_
#define ISOBRIDGE_ISOLATE_POOL_WORKER_PROCESS_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/frame.h"
#include "bridge/worker.h"
#include "isolate/pool/busy_workers.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/descriptor.h"
#include "isolate/pool/ending.h"
#include "isolate/pool/event_loop.h"
#include "telemetry/observer.h"

namespace isobridge::isolate {

// A process that was forked for us, with our ends of its socket and its standard error.
struct ForkedProcess {
  std::shared_ptr<ChildProcess> process;
  Descriptor socket;
  Descriptor standard_error;
};

// A worker or compiler process: frames over a socket, signals, its end.
//
// Thread-safe; callbacks come on the loop's thread, and nothing blocks on the process, be it stopped or stuck. A process that
// speaks before anybody listens, other than to say that it is ready, is killed.
class WorkerProcess final : public bridge::Worker {
 public:
  struct Options {
    uint32_t max_frame_bytes = bridge::kMaxFrameBytes;
    // Watches it from when its program begins, and outlives it; may be null.
    BusyWorkers* busy = nullptr;
    // Of the observer.
    std::string role = "worker";
    // Hears of its fork and its end; may be null. Outlives it.
    telemetry::Observer* observer = nullptr;
  };
  struct Callbacks {
    // Once: OK when the process is locked down and waits for work, else why it ended before.
    std::function<void(absl::Status)> ready;
    // Once, last: the process was reaped, whoever holds the worker.
    std::function<void(Ending)> gone;
  };

  // Loop thread only. `ready` and `gone` aren't called inside this.
  static std::unique_ptr<WorkerProcess> Create(EventLoop* loop, ChildProcesses* children, ForkedProcess process,
                                               const Options& options, Callbacks callbacks);

  ~WorkerProcess() override;

  void Listen(bridge::WorkerListener* listener) override;
  void Send(const worker::v1::ToWorker& frame) override;
  bool Congested() const override;
  void SetReading(bool reading) override;
  void Stop() override;
  void Kill() override;
  absl::Duration CpuTime() const override;

  // What the process said when it was ready.
  uint32_t landlock_abi() const;

 private:
  class Connection;
  explicit WorkerProcess(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  const std::shared_ptr<Connection> connection_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_WORKER_PROCESS_H_
