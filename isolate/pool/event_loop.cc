#include "isolate/pool/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>

#include "absl/log/check.h"
#include "absl/status/status.h"

namespace isobridge::isolate {
namespace {

constexpr int kEventsAtOnce = 64;
constexpr uint64_t kWakeUp = 0;

int WaitMillis(absl::Duration timeout) {
  const int64_t millis = absl::ToInt64Milliseconds(absl::Ceil(timeout, absl::Milliseconds(1)));
  return static_cast<int>(std::min<int64_t>(millis, 60'000));
}

// epoll_pwait2 for timers finer than a millisecond; epoll_wait where the kernel doesn't have it.
int WaitForEvents(int epoll, epoll_event* events, absl::Duration timeout) {
  static std::atomic<bool> fine_waits = true;
  if (timeout == absl::InfiniteDuration()) return epoll_wait(epoll, events, kEventsAtOnce, -1);
  if (fine_waits.load(std::memory_order_relaxed)) {
    const timespec wait = absl::ToTimespec(timeout);
    const int count = epoll_pwait2(epoll, events, kEventsAtOnce, &wait, nullptr);
    if (count >= 0 || errno != ENOSYS) return count;
    fine_waits.store(false, std::memory_order_relaxed);
  }
  return epoll_wait(epoll, events, kEventsAtOnce, WaitMillis(timeout));
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventLoop>> EventLoop::Create(std::string name) {
  Descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return absl::ErrnoToStatus(errno, "epoll_create1");
  Descriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) return absl::ErrnoToStatus(errno, "eventfd");
  epoll_event event = {};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = kWakeUp;
  if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wake.get(), &event) != 0) return absl::ErrnoToStatus(errno, "epoll_ctl");
  return std::unique_ptr<EventLoop>(new EventLoop(std::move(name), std::move(epoll), std::move(wake)));
}

EventLoop::EventLoop(std::string name, Descriptor epoll, Descriptor wake)
    : name_(std::move(name)), epoll_(std::move(epoll)), wake_(std::move(wake)) {
  // The thread reads thread_ (InLoop), so it starts under the lock that it takes first.
  absl::MutexLock lock(mu_);
  thread_ = std::thread([this] { Run(); });
}

EventLoop::~EventLoop() { End(); }

void EventLoop::End() {
  {
    absl::MutexLock lock(mu_);
    stopping_ = true;
  }
  Wake();
  if (thread_.joinable()) thread_.join();
  watched_.clear();
  unwatched_.clear();
  // Outside the lock: what they own may use the loop when it is destroyed.
  std::vector<std::function<void()>> posted;
  absl::btree_map<std::pair<absl::Time, Id>, std::function<void()>> timers;
  absl::MutexLock lock(mu_);
  posted.swap(posted_);
  timers.swap(timers_);
  timer_times_.clear();
}

void EventLoop::Post(std::function<void()> task) {
  bool wake;
  {
    absl::MutexLock lock(mu_);
    posted_.push_back(std::move(task));
    wake = posted_.size() == 1 && sleeps_until_ != absl::InfinitePast();
  }
  if (wake) Wake();
}

absl::StatusOr<EventLoop::WatchId> EventLoop::Watch(int fd, uint32_t events, Ready ready) {
  const WatchId id = next_watch_++;
  epoll_event event = {};
  event.events = events | EPOLLET;
  event.data.u64 = id;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) return absl::ErrnoToStatus(errno, "epoll_ctl(EPOLL_CTL_ADD)");
  watched_.emplace(id, std::make_unique<Watched>(Watched{fd, std::move(ready)}));
  return id;
}

void EventLoop::Rewatch(WatchId id, uint32_t events) {
  const auto found = watched_.find(id);
  if (found == watched_.end()) return;
  epoll_event event = {};
  event.events = events | EPOLLET;
  event.data.u64 = id;
  CHECK_EQ(epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, found->second->fd, &event), 0);
}

void EventLoop::Unwatch(WatchId id) {
  const auto found = watched_.find(id);
  if (found == watched_.end()) return;
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, found->second->fd, nullptr);
  // Perhaps it is the one that is being called.
  unwatched_.push_back(std::move(found->second));
  watched_.erase(found);
}

bridge::Timers::Id EventLoop::At(absl::Time when, std::function<void()> fire) {
  bool wake;
  Id id;
  {
    absl::MutexLock lock(mu_);
    id = next_timer_++;
    timers_.emplace(std::make_pair(when, id), std::move(fire));
    timer_times_.emplace(id, when);
    wake = when < sleeps_until_;
    if (wake) sleeps_until_ = when;
  }
  if (wake) Wake();
  return id;
}

void EventLoop::Cancel(Id id) {
  std::function<void()> fire;  // Destroyed after the lock is released: it may own what uses timers.
  absl::MutexLock lock(mu_);
  const auto found = timer_times_.find(id);
  if (found == timer_times_.end()) return;
  const auto timer = timers_.find({found->second, id});
  fire = std::move(timer->second);
  timers_.erase(timer);
  timer_times_.erase(found);
}

void EventLoop::Wake() {
  const uint64_t one = 1;
  // Can only fail if the counter is full, and then the thread wakes anyway.
  if (write(wake_.get(), &one, sizeof(one)) < 0) CHECK_EQ(errno, EAGAIN);
}

// Edge-triggered: the counter is never read, each write is an edge.
void EventLoop::Run() {
  prctl(PR_SET_NAME, name_.c_str());
  epoll_event events[kEventsAtOnce];
  while (true) {
    {
      absl::MutexLock lock(mu_);
      if (stopping_) return;
    }
    const int count = Wait(events, kEventsAtOnce);
    for (int i = 0; i < count; ++i) {
      // The kernel's structure is packed: no reference to its members.
      const WatchId id{events[i].data.u64};
      const auto found = watched_.find(id);
      if (found == watched_.end()) continue;
      found->second->ready(events[i].events);
    }
    unwatched_.clear();
    FireTimers();
    RunPosted();
    unwatched_.clear();
  }
}

int EventLoop::Wait(void* events, int /*capacity*/) {
  absl::Duration timeout;
  {
    absl::MutexLock lock(mu_);
    sleeps_until_ = timers_.empty() ? absl::InfiniteFuture() : timers_.begin()->first.first;
    if (!posted_.empty() || stopping_) sleeps_until_ = absl::InfinitePast();
    timeout = sleeps_until_ == absl::InfiniteFuture() ? absl::InfiniteDuration()
              : sleeps_until_ == absl::InfinitePast() ? absl::ZeroDuration()
                                                      : std::max(sleeps_until_ - absl::Now(), absl::ZeroDuration());
  }
  const int count = WaitForEvents(epoll_.get(), static_cast<epoll_event*>(events), timeout);
  absl::MutexLock lock(mu_);
  sleeps_until_ = absl::InfinitePast();
  return count;
}

void EventLoop::RunPosted() {
  std::vector<std::function<void()>> tasks;
  {
    absl::MutexLock lock(mu_);
    tasks.swap(posted_);
  }
  for (std::function<void()>& task : tasks) {
    task();
    task = nullptr;
  }
}

void EventLoop::FireTimers() {
  while (true) {
    std::function<void()> fire;
    {
      absl::MutexLock lock(mu_);
      if (timers_.empty() || timers_.begin()->first.first > absl::Now()) return;
      fire = std::move(timers_.begin()->second);
      timer_times_.erase(timers_.begin()->first.second);
      timers_.erase(timers_.begin());
    }
    fire();
  }
}

}  // namespace isobridge::isolate
