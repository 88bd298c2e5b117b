#include "isolate/pool/busy_workers.h"

#include <algorithm>
#include <utility>

namespace isobridge::isolate {
namespace {

// One that has computed nothing since the last look waits for an answer; there may be thousands of those.
constexpr absl::Duration kLongestPause = absl::Milliseconds(500);

}  // namespace

void BusyWorkers::Watch(const std::shared_ptr<ChildProcess>& process) {
  if (options_.nice == 0) return;
  const absl::Duration used = process->CpuTime();
  const absl::Time when = loop_->Now() + options_.after;
  absl::MutexLock lock(mu_);
  watched_.emplace(when, Watched{.process = process, .used_before = used, .used = used, .pause = options_.after});
  LookAt(when);
}

void BusyWorkers::LookAt(absl::Time when) {
  if (next_look_ <= when) return;
  // One that was set for later finds nothing to do.
  next_look_ = when;
  loop_->At(when, [this] { Look(); });
}

void BusyWorkers::Look() {
  const absl::Time now = loop_->Now();
  absl::MutexLock lock(mu_);
  if (now < next_look_) return;
  next_look_ = absl::InfiniteFuture();
  while (!watched_.empty() && watched_.begin()->first <= now) {
    Watched watched = std::move(watched_.extract(watched_.begin()).mapped());
    const std::shared_ptr<ChildProcess> process = watched.process.lock();
    if (process == nullptr) continue;
    const absl::Duration used = process->CpuTime();
    const absl::Duration left = watched.used_before + options_.after - used;
    if (left <= absl::ZeroDuration()) {
      process->StandBack(options_.nice);
      continue;
    }
    watched.pause = used == watched.used ? std::min(2 * watched.pause, kLongestPause) : left;
    watched.used = used;
    watched_.emplace(now + std::max(watched.pause, left), std::move(watched));
  }
  if (!watched_.empty()) LookAt(watched_.begin()->first);
}

}  // namespace isobridge::isolate
