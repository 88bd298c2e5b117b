#include "service/live_streams.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/log/check.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"

namespace isobridge::service {

std::shared_ptr<LiveStreams> LiveStreams::Create(bridge::Timers* timers, absl::Duration stall_timeout) {
  std::shared_ptr<LiveStreams> streams(new LiveStreams(timers, stall_timeout));
  streams->ScheduleSweep();
  return streams;
}

LiveStreams::LiveStreams(bridge::Timers* timers, absl::Duration stall_timeout) : timers_(timers), stall_timeout_(stall_timeout) {}

LiveStreams::~LiveStreams() { CHECK(streams_.empty()) << streams_.size() << " streams outlive the service"; }

absl::Status LiveStreams::Add(LiveStream* stream) {
  absl::MutexLock lock(mu_);
  if (drain_deadline_ != absl::InfiniteFuture()) {
    return absl::UnavailableError("the service is draining; try another instance, or again in a moment");
  }
  streams_.insert(stream);
  return absl::OkStatus();
}

void LiveStreams::Remove(LiveStream* stream) {
  absl::MutexLock lock(mu_);
  streams_.erase(stream);
}

void LiveStreams::Drain(absl::Time deadline) {
  std::vector<std::shared_ptr<bridge::Execution>> running;
  {
    absl::MutexLock lock(mu_);
    drain_deadline_ = deadline;
    for (LiveStream* stream : streams_) {
      if (auto execution = stream->ClaimDrain()) running.push_back(std::move(execution));
    }
  }
  for (const auto& execution : running) execution->OnDrain(deadline);
}

absl::Time LiveStreams::drain_deadline() const {
  absl::MutexLock lock(mu_);
  return drain_deadline_;
}

bool LiveStreams::AwaitEmpty(absl::Time deadline) {
  absl::MutexLock lock(mu_);
  mu_.AwaitWithDeadline(absl::Condition(this, &LiveStreams::EmptyOrGivenUp), deadline);
  return streams_.empty();
}

void LiveStreams::GiveUp() {
  absl::MutexLock lock(mu_);
  given_up_ = true;
}

size_t LiveStreams::size() const {
  absl::MutexLock lock(mu_);
  return streams_.size();
}

void LiveStreams::ScheduleSweep() {
  timers_->At(timers_->Now() + stall_timeout_ / 4, [weak = weak_from_this()] {
    if (auto streams = weak.lock()) streams->Sweep();
  });
}

void LiveStreams::Sweep() {
  {
    absl::MutexLock lock(mu_);
    const absl::Time since = timers_->Now() - stall_timeout_;
    for (LiveStream* stream : streams_) stream->EndIfStalled(since);
  }
  ScheduleSweep();
}

}  // namespace isobridge::service
