#ifndef ISOBRIDGE_BRIDGE_FAKE_WORKER_H_
#define ISOBRIDGE_BRIDGE_FAKE_WORKER_H_

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/worker.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// What became of one fake worker; outlives it.
struct FakeProcess {
  WorkerListener* listener = nullptr;
  std::vector<worker::v1::ToWorker> received;
  absl::Duration cpu_time;
  bool congested = false;
  bool reading = true;
  bool asked_to_stop = false;
  bool killed = false;
  bool exited = false;
  bool destroyed = false;

  // The token that its frames must carry.
  uint64_t execution() const { return received.empty() ? 0 : received.front().execution(); }
  // Events that it was sent, which it claims to have seen unless told otherwise.
  uint64_t events() const { return received.empty() ? 0 : received.size() - 1; }

  // Says something, as an honest worker would number it.
  void Say(worker::v1::FromWorker frame) {
    frame.set_execution(execution());
    frame.set_events(events());
    listener->OnFrame(std::move(frame));
  }
  void Drain() {
    congested = false;
    listener->OnDrained();
  }
  void Exit(WorkerExit exit) {
    exited = true;
    listener->OnExit(std::move(exit));
  }
};

// A worker that does what a test says.
class FakeWorker final : public Worker {
 public:
  explicit FakeWorker(std::shared_ptr<FakeProcess> process) : process_(std::move(process)) {}
  ~FakeWorker() override { process_->destroyed = true; }

  void Listen(WorkerListener* listener) override { process_->listener = listener; }
  void Send(const worker::v1::ToWorker& frame) override { process_->received.push_back(frame); }
  bool Congested() const override { return process_->congested; }
  void SetReading(bool reading) override { process_->reading = reading; }
  void Stop() override { process_->asked_to_stop = true; }
  void Kill() override { process_->killed = true; }
  absl::Duration CpuTime() const override { return process_->cpu_time; }

 private:
  const std::shared_ptr<FakeProcess> process_;
};

// Hands out fake workers at once, or when a test says so.
class FakeWorkerPool final : public WorkerPool {
 public:
  void Acquire(uint64_t heap_bytes, absl::Time deadline, Callback done) override {
    asked_heap_bytes = heap_bytes;
    asked_deadline = deadline;
    if (hold) {
      waiting.push_back(std::move(done));
    } else {
      Give(done);
    }
  }
  void Give(const Callback& done) {
    if (!refusal.ok()) return done(refusal);
    processes.push_back(std::make_shared<FakeProcess>());
    done(std::make_unique<FakeWorker>(processes.back()));
  }
  void GiveNext() {
    const Callback done = std::move(waiting.front());
    waiting.pop_front();
    Give(done);
  }

  bool hold = false;
  absl::Status refusal;
  uint64_t asked_heap_bytes = 0;
  absl::Time asked_deadline;
  std::deque<Callback> waiting;
  std::vector<std::shared_ptr<FakeProcess>> processes;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FAKE_WORKER_H_
