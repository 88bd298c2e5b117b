#ifndef ISOBRIDGE_BRIDGE_ATTEMPT_H_
#define ISOBRIDGE_BRIDGE_ATTEMPT_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "bridge/random_bytes.h"
#include "bridge/worker.h"

namespace isobridge::bridge {

class Attempt;

// Hears what an attempt's worker says, in its order, on the thread that serves the worker.
class AttemptListener {
 public:
  virtual ~AttemptListener() = default;

  virtual void OnWorkerFrame(Attempt* attempt, worker::v1::FromWorker frame) = 0;
  virtual void OnWorkerGarbage(absl::Status what) = 0;
  virtual void OnWorkerDrained() = 0;
  virtual void OnWorkerExit(WorkerExit exit) = 0;
};

// One worker and what it says, while it is an execution's. It keeps its listener alive.
//
// Thread-compatible. Must not be destroyed inside a callback of its worker.
class Attempt final : public WorkerListener {
 public:
  Attempt(std::shared_ptr<AttemptListener> listener, std::unique_ptr<Worker> worker)
      : listener_(std::move(listener)), worker_(std::move(worker)), token_(RandomToken()) {}

  void OnFrame(worker::v1::FromWorker frame) override { listener_->OnWorkerFrame(this, std::move(frame)); }
  void OnGarbage(absl::Status what) override { listener_->OnWorkerGarbage(std::move(what)); }
  void OnDrained() override { listener_->OnWorkerDrained(); }
  void OnExit(WorkerExit exit) override { listener_->OnWorkerExit(std::move(exit)); }

  Worker& worker() { return *worker_; }
  const Worker& worker() const { return *worker_; }
  // Repeated in every frame: one that was meant for another execution is told by it.
  uint64_t token() const { return token_; }

  void SetReading(bool reading) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    wanted_ = reading;
    Apply();
  }
  // While a frame waits to be handled elsewhere no other is read. On any thread.
  void HoldUp() ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    ++held_up_;
    Apply();
  }
  void GoOn() ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    --held_up_;
    Apply();
  }

  // What it said before is still delivered, so it must be read.
  void Kill() {
    if (std::exchange(killed_, true)) return;
    SetReading(true);
    worker_->Kill();
  }

 private:
  void Apply() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    const bool reading = wanted_ && held_up_ == 0;
    if (std::exchange(reading_, reading) != reading) worker_->SetReading(reading);
  }

  const std::shared_ptr<AttemptListener> listener_;
  const std::unique_ptr<Worker> worker_;
  const uint64_t token_;
  bool killed_ = false;

  absl::Mutex mu_;
  bool wanted_ ABSL_GUARDED_BY(mu_) = true;
  uint32_t held_up_ ABSL_GUARDED_BY(mu_) = 0;
  bool reading_ ABSL_GUARDED_BY(mu_) = true;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_ATTEMPT_H_
