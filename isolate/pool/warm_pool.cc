#include "isolate/pool/warm_pool.h"

#include <algorithm>
#include <utility>

#include "absl/log/log.h"
#include "absl/strings/str_cat.h"
#include "bridge/retry_after.h"

namespace isobridge::isolate {
namespace {

// Few enough to notice at once that no program can run; so many that a trial after each such row costs little.
constexpr uint32_t kSuspiciousCrashes = 8;
constexpr absl::Duration kTrialInterval = absl::Seconds(1);
// For a retry while an attempt is under way.
constexpr absl::Duration kSoon = absl::Milliseconds(100);

}  // namespace

WarmPool::WarmPool(EventLoop* loop, WarmPoolOptions options, Sources sources)
    : loop_(loop), options_(std::move(options)), sources_(std::move(sources)), classes_(options_.heap_classes.size()) {}

WarmPool::~WarmPool() = default;

void WarmPool::Start(std::function<void()> changed) {
  changed_ = std::move(changed);
  absl::MutexLock lock(mu_);
  classes_[0].used = true;
  RefillSoon();
}

void WarmPool::Acquire(uint64_t heap_bytes, absl::Time deadline, Callback done) {
  const auto size = std::lower_bound(options_.heap_classes.begin(), options_.heap_classes.end(), heap_bytes);
  if (size == options_.heap_classes.end()) {
    return done(absl::InvalidArgumentError(
        absl::StrCat("a heap of ", heap_bytes, " bytes is larger than the largest class, ", options_.heap_classes.back())));
  }
  const size_t heap_class = static_cast<size_t>(size - options_.heap_classes.begin());
  std::unique_ptr<bridge::Worker> worker;
  absl::Status refused;
  {
    absl::MutexLock lock(mu_);
    HeapClass& entry = classes_[heap_class];
    entry.used = true;
    if (!entry.idle.empty()) {
      // The youngest: its pages are the likeliest to be in a cache.
      const auto youngest = std::prev(entry.idle.end());
      worker = std::move(youngest->second);
      entry.idle.erase(youngest);
      idle_deaths_.Succeeded();
      if (entry.idle.empty() && entry.making == 0) RefillSoon();
    } else if (stopped_ || back_off_.broken() || idle_deaths_.broken()) {
      refused = Unavailable();
    } else {
      const uint64_t id = next_id_++;
      const auto timer = deadline == absl::InfiniteFuture() ? 0 : loop_->At(deadline, [this, id] { OnLate(id); });
      waiters_.emplace(id, Waiter{heap_class, std::move(done), timer});
      RefillSoon();
      return;
    }
  }
  if (worker != nullptr) return done(std::move(worker));
  done(std::move(refused));
}

void WarmPool::OnLate(uint64_t waiter) {
  Callback done;
  size_t others;
  {
    absl::MutexLock lock(mu_);
    const auto found = waiters_.find(waiter);
    if (found == waiters_.end()) return;
    done = std::move(found->second.done);
    waiters_.erase(found);
    others = waiters_.size();
  }
  done(absl::DeadlineExceededError(absl::StrCat("no worker came free in time; ", others, " others wait, and ",
                                                options_.max_workers, " may run at once (max_workers)")));
}

void WarmPool::RefillSoon() {
  if (std::exchange(refill_posted_, true)) return;
  loop_->Post([this] { Refill(); });
}

void WarmPool::Refill() {
  std::vector<size_t> plan;
  std::unique_ptr<bridge::Worker> evicted;
  bool try_one = false;
  {
    absl::MutexLock lock(mu_);
    refill_posted_ = false;
    if (stopped_ || loop_->Now() < retry_) return;
    try_one = trial_ == Trial::kDue && live_ < options_.max_workers;
    if (try_one) {
      trial_ = Trial::kRunning;
      ++live_;
    }
    if (!unsound_) plan = Plan();
    // A class that has nothing, while others fill all places with workers that nobody wants now.
    if (!unsound_ && plan.empty() && !waiters_.empty() && live_ >= options_.max_workers) {
      const size_t wanted = waiters_.begin()->second.heap_class;
      if (classes_[wanted].making == 0) evicted = Evict(wanted);
    }
  }
  if (try_one) MakeTrial();
  for (const size_t heap_class : plan) Make(heap_class);
}

std::vector<size_t> WarmPool::Plan() {
  std::vector<size_t> plan;
  std::vector<uint32_t> coming(classes_.size());
  for (size_t i = 0; i < classes_.size(); ++i) coming[i] = classes_[i].making;
  const auto add = [&](size_t heap_class) {
    ++live_;
    ++classes_[heap_class].making;
    plan.push_back(heap_class);
  };
  // First who waits, in their order; each takes one that is on its way, or needs another.
  for (const auto& [id, waiter] : waiters_) {
    if (live_ >= options_.max_workers) return plan;
    if (coming[waiter.heap_class] > 0) {
      --coming[waiter.heap_class];
    } else {
      add(waiter.heap_class);
    }
  }
  for (size_t i = 0; i < classes_.size(); ++i) {
    if (!classes_[i].used) continue;
    for (size_t ready = classes_[i].idle.size() + coming[i]; ready < options_.warm_workers && live_ < options_.max_workers;
         ++ready)
      add(i);
  }
  return plan;
}

std::unique_ptr<bridge::Worker> WarmPool::Evict(size_t heap_class) {
  for (size_t i = 0; i < classes_.size(); ++i) {
    if (i == heap_class || classes_[i].idle.empty()) continue;
    std::unique_ptr<bridge::Worker> worker = std::move(classes_[i].idle.begin()->second);
    classes_[i].idle.erase(classes_[i].idle.begin());
    return worker;
  }
  return nullptr;
}

WorkerSource* WarmPool::SourceOf(size_t heap_class) {
  {
    absl::MutexLock lock(mu_);
    if (classes_[heap_class].source != nullptr) return classes_[heap_class].source;
  }
  WorkerSource* const source = sources_(heap_class);
  absl::MutexLock lock(mu_);
  return classes_[heap_class].source = source;
}

void WarmPool::Make(size_t heap_class) {
  WorkerId id;
  {
    absl::MutexLock lock(mu_);
    id = next_id_++;
  }
  SourceOf(heap_class)
      ->Make([this, heap_class, id](auto worker) { OnMade(heap_class, id, std::move(worker)); },
             [this, heap_class, id](Ending ending) { OnGone(heap_class, id, ending); });
}

void WarmPool::MakeTrial() {
  size_t heap_class;
  {
    absl::MutexLock lock(mu_);
    heap_class = trial_class_;
  }
  SourceOf(heap_class)->Make([this](auto worker) { OnTrialMade(std::move(worker)); }, [this](Ending) { OnTrialGone(); });
}

void WarmPool::OnTrialMade(absl::StatusOr<std::unique_ptr<bridge::Worker>> worker) {
  if (!worker.ok()) {
    OnTrialGone();
    return OnTrialEnded(worker.status());
  }
  auto program = TrialProgram::Run(loop_, *std::move(worker), [this](absl::Status status) { OnTrialEnded(std::move(status)); });
  absl::MutexLock lock(mu_);
  if (!stopped_) trial_program_.swap(program);
}

void WarmPool::OnTrialGone() {
  absl::MutexLock lock(mu_);
  --live_;
  RefillSoon();
}

void WarmPool::OnTrialEnded(absl::Status status) {
  std::vector<Callback> disappointed;
  absl::Status why;
  std::shared_ptr<TrialProgram> program;
  {
    absl::MutexLock lock(mu_);
    program.swap(trial_program_);
    if (stopped_) return;
    unsound_ = !status.ok();
    if (status.ok()) {
      trial_ = Trial::kNone;
      back_off_.Succeeded();
      RefillSoon();
    } else {
      trial_ = Trial::kDue;
      Failed(&back_off_, next_id_++, absl::StrCat("workers crash at any program; a trial program ended so: ", status.message()));
      if (back_off_.broken()) disappointed = TakeWaiters();
      why = Unavailable();
    }
  }
  for (Callback& callback : disappointed) callback(why);
  if (changed_ != nullptr) changed_();
}

void WarmPool::OnMade(size_t heap_class, WorkerId id, absl::StatusOr<std::unique_ptr<bridge::Worker>> worker) {
  Callback done;
  std::vector<Callback> disappointed;
  absl::Status why;
  {
    absl::MutexLock lock(mu_);
    --classes_[heap_class].making;
    if (!worker.ok()) {
      --live_;
      if (!stopped_) Failed(&back_off_, id, absl::StrCat("a worker could not be made: ", worker.status().message()));
      if (back_off_.broken()) disappointed = TakeWaiters();
      why = Unavailable();
    } else if (!stopped_) {
      if (!unsound_) back_off_.Succeeded();
      const auto first =
          std::find_if(waiters_.begin(), waiters_.end(), [&](const auto& w) { return w.second.heap_class == heap_class; });
      if (first != waiters_.end()) {
        loop_->Cancel(first->second.timer);
        done = std::move(first->second.done);
        waiters_.erase(first);
        idle_deaths_.Succeeded();
      } else {
        classes_[heap_class].idle.emplace(id, *std::move(worker));
      }
    }
  }
  if (done != nullptr) done(*std::move(worker));
  for (Callback& callback : disappointed) callback(why);
  if (changed_ != nullptr) changed_();
}

void WarmPool::OnGone(size_t heap_class, WorkerId id, Ending ending) {
  std::unique_ptr<bridge::Worker> died;
  {
    absl::MutexLock lock(mu_);
    --live_;
    auto& idle = classes_[heap_class].idle;
    if (const auto found = idle.find(id); found != idle.end()) {
      died = std::move(found->second);
      idle.erase(found);
      Failed(&idle_deaths_, id, "a worker ended while it waited for work");
    } else {
      OnEnding(heap_class, ending);
    }
    RefillSoon();
  }
  if (died != nullptr && changed_ != nullptr) changed_();
}

void WarmPool::OnEnding(size_t heap_class, Ending ending) {
  crashes_ = ending == Ending::kCrashed ? crashes_ + 1 : 0;
  if (crashes_ < kSuspiciousCrashes || trial_ != Trial::kNone || loop_->Now() < next_trial_) return;
  LOG(WARNING) << crashes_ << " workers in a row crashed at their programs; trying one of our own";
  crashes_ = 0;
  next_trial_ = loop_->Now() + kTrialInterval;
  trial_ = Trial::kDue;
  trial_class_ = heap_class;
}

void WarmPool::Failed(BackOff* back_off, WorkerId id, std::string why) {
  if (id <= begun_before_failure_) return RefillSoon();
  begun_before_failure_ = next_id_ - 1;
  const absl::Duration wait = back_off->Failed();
  last_failure_ = std::move(why);
  LOG(WARNING) << last_failure_ << " (" << back_off->failures() << " in a row); next attempt in " << wait;
  retry_ = std::max(retry_, loop_->Now() + wait);
  loop_->At(retry_, [this] {
    absl::MutexLock lock(mu_);
    RefillSoon();
  });
}

std::vector<bridge::WorkerPool::Callback> WarmPool::TakeWaiters() {
  std::vector<Callback> callbacks;
  for (auto& [id, waiter] : waiters_) {
    loop_->Cancel(waiter.timer);
    callbacks.push_back(std::move(waiter.done));
  }
  waiters_.clear();
  return callbacks;
}

absl::Status WarmPool::Unavailable() const {
  if (stopped_) return absl::UnavailableError("the worker pool is shutting down");
  // Why, the log says: it may name what only the operator is to know.
  return bridge::WithRetryAfter(
      absl::UnavailableError(absl::StrCat("no worker can be made; the last ",
                                          std::max(back_off_.failures(), idle_deaths_.failures()), " attempts failed")),
      std::max(retry_ - loop_->Now(), kSoon));
}

void WarmPool::Stop() {
  std::vector<Callback> waiting;
  std::vector<std::unique_ptr<bridge::Worker>> idle;
  std::shared_ptr<TrialProgram> trial;
  absl::Status why;
  {
    absl::MutexLock lock(mu_);
    stopped_ = true;
    trial.swap(trial_program_);
    why = Unavailable();
    waiting = TakeWaiters();
    for (HeapClass& entry : classes_) {
      for (auto& [id, worker] : entry.idle) idle.push_back(std::move(worker));
      entry.idle.clear();
    }
  }
  for (Callback& done : waiting) done(why);
}

absl::Status WarmPool::Health() const {
  absl::MutexLock lock(mu_);
  const bool none_lives =
      idle_deaths_.broken() && std::ranges::all_of(classes_, [](const auto& one) { return one.idle.empty(); });
  if (!(stopped_ || back_off_.broken() || none_lives)) return absl::OkStatus();
  const absl::Status status = Unavailable();
  return stopped_ ? status : absl::UnavailableError(absl::StrCat(status.message(), ": ", last_failure_));
}

size_t WarmPool::warm() const {
  absl::MutexLock lock(mu_);
  return classes_[0].idle.size();
}

WorkerCounts WarmPool::counts() const {
  absl::MutexLock lock(mu_);
  WorkerCounts counts;
  for (const HeapClass& one : classes_) {
    counts.idle += static_cast<uint32_t>(one.idle.size());
    counts.starting += one.making;
  }
  counts.busy = live_ - std::min(live_, counts.idle + counts.starting);
  return counts;
}

}  // namespace isobridge::isolate
