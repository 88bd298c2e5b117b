#ifndef ISOBRIDGE_ISOLATE_POOL_TRIAL_PROGRAM_H_
#define ISOBRIDGE_ISOLATE_POOL_TRIAL_PROGRAM_H_

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "bridge/worker.h"
#include "isolate/pool/event_loop.h"

namespace isobridge::isolate {

// A small program of our own in a worker: tells whether workers can run programs at all, when those that they were given all
// crashed. No client's program has a part in its outcome.
//
// Loop thread only, but for the listener's methods. Destroying it ends it, and nobody is told.
class TrialProgram final : public bridge::WorkerListener, public std::enable_shared_from_this<TrialProgram> {
 public:
  // Calls `done` once, never inside this: OK if the program returned what it had to, within ten seconds.
  static std::shared_ptr<TrialProgram> Run(EventLoop* loop, std::unique_ptr<bridge::Worker> worker,
                                           std::function<void(absl::Status)> done);
  ~TrialProgram() override;

  void OnFrame(worker::v1::FromWorker frame) override;
  void OnGarbage(absl::Status what) override;
  void OnExit(bridge::WorkerExit exit) override;

 private:
  TrialProgram(EventLoop* loop, std::unique_ptr<bridge::Worker> worker, std::function<void(absl::Status)> done)
      : loop_(loop), done_(std::move(done)), worker_(std::move(worker)) {}

  void Begin();
  void End(absl::Status status);

  EventLoop* const loop_;
  const std::function<void(absl::Status)> done_;
  bridge::Timers::Id deadline_ = 0;
  std::atomic<bool> ended_ = false;
  // Last: nothing is delivered once it is gone.
  const std::unique_ptr<bridge::Worker> worker_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_TRIAL_PROGRAM_H_
