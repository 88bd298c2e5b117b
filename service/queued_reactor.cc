#include "service/queued_reactor.h"

#include <utility>

namespace isobridge::service {

void QueuedReactor::Begin(uint64_t bytes, bridge::RequestQueue::Work work) {
  memory_ = environment().memory->Open(tenant_);
  if (absl::Status status = memory_->Hold(bytes); !status.ok()) return Fail(status);
  // What is made of the request is charged by whoever makes it.
  const auto turn = environment().requests->Add(tenant_, [this, work = std::move(work)] {
    memory_.reset();
    work();
  });
  if (!turn.ok()) return Fail(turn.status());
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
  if (environment().requests->Remove(turn)) Fail(absl::CancelledError("the RPC was cancelled"));
}

}  // namespace isobridge::service
