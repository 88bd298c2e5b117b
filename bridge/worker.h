#ifndef ISOBRIDGE_BRIDGE_WORKER_H_
#define ISOBRIDGE_BRIDGE_WORKER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// How a worker's process ended.
struct WorkerExit {
  // Exit status, or -1 if a signal ended it.
  int status = -1;
  // 0 if it exited by itself.
  int signal = 0;
  // Processor time of its whole life.
  absl::Duration cpu_time = absl::ZeroDuration();
  // Most memory that it ever had resident, pages that it shared with other workers included. 0: not known.
  uint64_t peak_resident_bytes = 0;
  // What it could map for data (RLIMIT_DATA). 0: not known.
  uint64_t data_limit_bytes = 0;
  // The last bytes of its standard error, at most 4 KiB: for the log, never for a client.
  std::string last_words = "";
};

// Hears from one worker. Callbacks come one at a time, from the thread that serves the worker's socket.
class WorkerListener {
 public:
  virtual ~WorkerListener() = default;

  // A whole frame, parsed and within the size limit; its contents are as hostile as the worker.
  virtual void OnFrame(worker::v1::FromWorker frame) = 0;

  // The worker sent bytes that are no frame, or one over the size limit. OnExit follows after Worker::Kill.
  virtual void OnGarbage(absl::Status what) = 0;

  // The worker, which was Congested, has taken so much that it no longer is.
  virtual void OnDrained() {}

  // Last, exactly once, after the process is gone and everything it sent before was delivered.
  virtual void OnExit(WorkerExit exit) = 0;
};

// A pristine locked-down worker process: one program, then it is gone. How it became pristine is the pool's business.
//
// Thread-safe. Destroying it kills the process if it still lives; the listener hears nothing more after the destructor returns,
// which must therefore not run inside one of its callbacks.
class Worker {
 public:
  virtual ~Worker() = default;

  // Delivers frames to `listener` from now on. Once; before Send.
  virtual void Listen(WorkerListener* listener) = 0;

  // Queues a frame without blocking. Frames are delivered in order.
  virtual void Send(const worker::v1::ToWorker& frame) = 0;

  // Too much that was sent waits for the worker to take it; WorkerListener::OnDrained will be called when there is room.
  virtual bool Congested() const = 0;

  // Stops (false) or resumes (true) reading the worker's socket: then the worker blocks when the socket is full.
  virtual void SetReading(bool reading) = 0;

  // Asks V8 to terminate the running JavaScript, so that it can say where; not certain to have an effect.
  virtual void Stop() = 0;

  // Kills the process. OnExit follows.
  virtual void Kill() = 0;

  // Processor time used since the worker was handed out. Zero once it is gone.
  virtual absl::Duration CpuTime() const = 0;
};

// Hands out workers.
//
// Thread-safe.
class WorkerPool {
 public:
  using Callback = std::function<void(absl::StatusOr<std::unique_ptr<Worker>>)>;

  virtual ~WorkerPool() = default;

  // Calls `done`, perhaps before returning, with a worker whose V8 heap limit is the class for `heap_bytes` (the smallest class
  // that is not below it), or with DEADLINE_EXCEEDED (none came free in time) or UNAVAILABLE (workers can't be made). Callers
  // bound how many wait.
  virtual void Acquire(uint64_t heap_bytes, absl::Time deadline, Callback done) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_WORKER_H_
