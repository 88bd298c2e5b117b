#ifndef ISOBRIDGE_ISOLATE_POOL_FAKE_WORKER_SOURCE_H_
#define ISOBRIDGE_ISOLATE_POOL_FAKE_WORKER_SOURCE_H_

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/worker.h"
#include "isolate/pool/event_loop.h"
#include "isolate/pool/worker_source.h"

namespace isobridge::isolate {

// A source without processes, for tests of pools: makes what it is told to, and its workers do what the test says. Everything
// happens on the loop's thread, like with processes.
//
// Thread-safe.
class FakeWorkerSource final : public WorkerSource {
 public:
  // What the process does with a frame; on the loop's thread. Null: nothing.
  using Behaviour = std::function<void(const worker::v1::ToWorker& frame, bridge::WorkerListener* listener)>;

  explicit FakeWorkerSource(EventLoop* loop) : loop_(loop) {}

  void SetBehaviour(Behaviour behaviour) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    behaviour_ = std::move(behaviour);
  }
  // Every Make fails with it from now on; OK: none.
  void SetFailure(absl::Status failure) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    failure_ = std::move(failure);
  }
  // Makes wait until it is false again.
  void SetHeld(bool held) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    held_ = held;
    if (!held) loop_->Post([this] { Serve(); });
  }
  // Frames that end the process which gets them; on the loop's thread. Null: none.
  void SetCrash(std::function<bool(const worker::v1::ToWorker& frame)> crash) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    crash_ = std::move(crash);
  }
  void SetCpuTime(absl::Duration cpu_time) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    cpu_time_ = cpu_time;
  }

  int made() const ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    return made_;
  }
  int live() const ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    return live_;
  }
  int asked() const ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    return asked_;
  }
  // Lets the test wait for a state.
  template <typename Check>
  bool Await(Check check) const ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    return mu_.AwaitWithTimeout(absl::Condition(&check), absl::Seconds(30));
  }
  bool AwaitLive(int live) const {
    return Await([this, live] {
      mu_.AssertHeld();
      return live_ == live;
    });
  }
  bool AwaitMade(int made) const {
    return Await([this, made] {
      mu_.AssertHeld();
      return made_ >= made;
    });
  }
  // The oldest process that lives and nobody listens to dies.
  void KillOneIdle() ABSL_LOCKS_EXCLUDED(mu_);

  void Make(Made made, Gone gone) override ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    ++asked_;
    requests_.push_back({std::move(made), std::move(gone)});
    loop_->Post([this] { Serve(); });
  }

 private:
  struct Request {
    Made made;
    Gone gone;
  };

  // One process; outlives its handle like a real one.
  struct Process {
    absl::Mutex mu;
    bridge::WorkerListener* listener ABSL_GUARDED_BY(mu) = nullptr;
    bool dead ABSL_GUARDED_BY(mu) = false;
    Gone gone;
  };

  class FakeWorker final : public bridge::Worker {
   public:
    FakeWorker(FakeWorkerSource* source, std::shared_ptr<Process> process) : source_(source), process_(std::move(process)) {}
    ~FakeWorker() override {
      {
        absl::MutexLock lock(process_->mu);
        process_->listener = nullptr;
      }
      source_->End(process_, 9, Ending::kOrderly);
    }
    void Listen(bridge::WorkerListener* listener) override {
      absl::MutexLock lock(process_->mu);
      process_->listener = listener;
    }
    void Send(const worker::v1::ToWorker& frame) override {
      source_->loop_->Post([source = source_, process = process_, frame] { source->Behave(process, frame); });
    }
    bool Congested() const override { return false; }
    void SetReading(bool) override {}
    void Stop() override {}
    void Kill() override { source_->End(process_, 9, Ending::kOrderly); }
    absl::Duration CpuTime() const override {
      absl::MutexLock lock(source_->mu_);
      return source_->cpu_time_;
    }

   private:
    FakeWorkerSource* const source_;
    const std::shared_ptr<Process> process_;
  };

  void Serve() ABSL_LOCKS_EXCLUDED(mu_) {
    while (true) {
      Request request;
      absl::Status failure;
      std::shared_ptr<Process> process;
      {
        absl::MutexLock lock(mu_);
        if (held_ || requests_.empty()) return;
        request = std::move(requests_.front());
        requests_.pop_front();
        failure = failure_;
        if (failure.ok()) {
          process = std::make_shared<Process>();
          process->gone = std::move(request.gone);
          idle_.push_back(process);
          ++live_;
          ++made_;
        }
      }
      if (!failure.ok()) {
        request.made(failure);
      } else {
        request.made(std::make_unique<FakeWorker>(this, process));
      }
    }
  }

  void Behave(const std::shared_ptr<Process>& process, const worker::v1::ToWorker& frame) ABSL_LOCKS_EXCLUDED(mu_) {
    Behaviour behaviour;
    std::function<bool(const worker::v1::ToWorker&)> crash;
    {
      absl::MutexLock lock(mu_);
      behaviour = behaviour_;
      crash = crash_;
    }
    if (crash != nullptr && crash(frame)) return End(process, 11, Ending::kCrashed);
    bridge::WorkerListener* listener;
    {
      absl::MutexLock lock(process->mu);
      listener = process->dead ? nullptr : process->listener;
    }
    if (behaviour != nullptr && listener != nullptr) behaviour(frame, listener);
  }

  void End(const std::shared_ptr<Process>& process, int signal, Ending ending) ABSL_LOCKS_EXCLUDED(mu_) {
    {
      absl::MutexLock lock(process->mu);
      if (std::exchange(process->dead, true)) return;
    }
    loop_->Post([this, process, signal, ending] {
      bridge::WorkerListener* listener;
      {
        absl::MutexLock lock(process->mu);
        listener = process->listener;
      }
      if (listener != nullptr) listener->OnExit({.signal = signal, .last_words = ""});
      {
        absl::MutexLock lock(mu_);
        --live_;
      }
      process->gone(ending);
    });
  }

  EventLoop* const loop_;
  mutable absl::Mutex mu_;
  Behaviour behaviour_ ABSL_GUARDED_BY(mu_);
  std::function<bool(const worker::v1::ToWorker&)> crash_ ABSL_GUARDED_BY(mu_);
  absl::Status failure_ ABSL_GUARDED_BY(mu_);
  bool held_ ABSL_GUARDED_BY(mu_) = false;
  absl::Duration cpu_time_ ABSL_GUARDED_BY(mu_);
  int asked_ ABSL_GUARDED_BY(mu_) = 0;
  int made_ ABSL_GUARDED_BY(mu_) = 0;
  int live_ ABSL_GUARDED_BY(mu_) = 0;
  std::deque<Request> requests_ ABSL_GUARDED_BY(mu_);
  std::deque<std::shared_ptr<Process>> idle_ ABSL_GUARDED_BY(mu_);
};

inline void FakeWorkerSource::KillOneIdle() {
  std::shared_ptr<Process> victim;
  {
    absl::MutexLock lock(mu_);
    for (const auto& process : idle_) {
      absl::MutexLock process_lock(process->mu);
      if (process->dead || process->listener != nullptr) continue;
      victim = process;
      break;
    }
  }
  if (victim != nullptr) End(victim, 11, Ending::kCrashed);
}

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_FAKE_WORKER_SOURCE_H_
