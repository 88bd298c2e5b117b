#include "service/queued_reactor.h"

#include <utility>

namespace isobridge::service {

void QueuedReactor::Begin(uint64_t bytes, bridge::RequestQueue::Work work) {
  memory_ = environment_->memory->Open(tenant_);
  if (absl::Status status = memory_->Hold(bytes); !status.ok()) return End(status);
  // What is made of the request is charged by whoever makes it.
  const auto turn = environment_->requests->Add(tenant_, [this, work = std::move(work)] {
    memory_.reset();
    work();
  });
  if (!turn.ok()) return End(turn.status());
  bool cancelled = false;
  {
    absl::MutexLock lock(mu_);
    turn_ = *turn;
    cancelled = cancelled_;
  }
  if (cancelled) Withdraw(*turn);
}

void QueuedReactor::OnCancel() {
  bridge::RequestQueue::Id turn = 0;
  {
    absl::MutexLock lock(mu_);
    cancelled_ = true;
    turn = turn_;
  }
  if (turn != 0) Withdraw(turn);
}

void QueuedReactor::Withdraw(bridge::RequestQueue::Id turn) {
  if (environment_->requests->Remove(turn)) End(absl::CancelledError("the RPC was cancelled"));
}

}  // namespace isobridge::service
