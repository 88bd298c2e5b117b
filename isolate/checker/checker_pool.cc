#include "isolate/checker/checker_pool.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/log/log.h"
#include "absl/strings/str_cat.h"

namespace isobridge::isolate {
namespace {

// A checker reads about 10 MB a second, and what it finds is looked up in the program.
constexpr size_t kMaxProgramBytes = 256u << 10;
constexpr size_t kMaxDeclarationBytes = 4u << 20;
// Whoever asked so long ago is not reckoned with any more.
constexpr absl::Duration kLately = absl::Minutes(1);

uint64_t BytesOf(const bridge::TypeReport& report) {
  uint64_t bytes = sizeof(report);
  for (const bridge::TypeFinding& finding : report.findings) {
    bytes += sizeof(finding);
    for (const auto& message : finding.messages) bytes += sizeof(message) + message.text.size();
  }
  return bytes;
}

absl::Status CheckSize(const CheckSubject& subject) {
  const size_t program = subject.program.size();
  if (program > kMaxProgramBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("it has ", program, " bytes, over the ", kMaxProgramBytes, " up to which programs are checked"));
  }
  const size_t declarations = subject.declarations->text.size();
  if (declarations > kMaxDeclarationBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the types of its tools take ", declarations, " bytes, over the ",
                                                   kMaxDeclarationBytes, " that programs are checked with"));
  }
  return absl::OkStatus();
}

}  // namespace

struct CheckerPool::Job {
  bridge::ResultKey key;
  std::string tenant;
  CheckSubject subject;
  uint64_t number = 0;
  bool begun = false;
  std::vector<Callback> callbacks;
};

// One process, and what it works on.
struct CheckerPool::Checker {
  std::shared_ptr<CheckerProcess> process;
  bool ready = false;
  uint32_t programs = 0;
  // Whose texts it has read; none while it is fresh.
  std::optional<std::string> tenant;
  // The number of its last job, and what processor time had been used before.
  uint64_t last_job = 0;
  absl::Duration cpu_before;
  // Null: it waits for work.
  std::shared_ptr<Job> job;
  bridge::Timers::Id deadline = 0;
};

CheckerPool::CheckerPool(EventLoop* loop, ChildProcesses* children, std::unique_ptr<ConfinedExec> executable,
                         CheckerPoolOptions options)
    : loop_(loop),
      children_(children),
      executable_(std::move(executable)),
      options_(std::move(options)),
      cache_(options_.cache_bytes) {}

CheckerPool::~CheckerPool() = default;

void CheckerPool::Start(std::function<void()> changed) {
  changed_ = std::move(changed);
  MakeMissing();
}

// ---- what is asked --------------------------------------------------------------------------------------------------

void CheckerPool::Check(const std::string& tenant, const std::string& program,
                        std::shared_ptr<const bridge::CheckedDeclarations> declarations, absl::Time asked, Callback done) {
  const bridge::ResultKey key = bridge::MakeResultKey({tenant, declarations->digest, program});
  Submit(key, tenant, program, std::move(declarations), asked, std::move(done));
}

void CheckerPool::CheckDeclarations(const std::string& tenant, std::shared_ptr<const bridge::CheckedDeclarations> declarations,
                                    Callback done) {
  const bridge::ResultKey key = bridge::MakeResultKey({tenant, declarations->digest});
  Submit(key, tenant, "", std::move(declarations), loop_->Now(), std::move(done));
}

void CheckerPool::Submit(const bridge::ResultKey& key, const std::string& tenant, const std::string& program,
                         std::shared_ptr<const bridge::CheckedDeclarations> declarations, absl::Time asked, Callback done) {
  if (executable_ == nullptr) return done(absl::UnavailableError("this service has no type checker"));
  if (auto report = cache_.Find(key); report != nullptr) return done(bridge::CheckResult{std::move(report), true});
  auto job = std::make_shared<Job>(Job{
      .key = key, .tenant = tenant, .subject = {.program = program, .declarations = std::move(declarations)}, .callbacks = {}});
  if (absl::Status status = CheckSize(job->subject); !status.ok()) return done(std::move(status));
  loop_->Post(
      [this, job = std::move(job), asked, done = std::move(done)]() mutable { Enqueue(std::move(job), asked, std::move(done)); });
}

void CheckerPool::Enqueue(std::shared_ptr<Job> job, absl::Time asked, Callback done) {
  if (stopped_ || (back_off_.broken() && checkers_.empty()))
    return done(absl::UnavailableError("no type checker can be started"));
  if (const auto found = jobs_.find(job->key); found != jobs_.end()) {
    found->second->callbacks.push_back(std::move(done));
    return;
  }
  job->number = next_job_++;
  job->callbacks.push_back(std::move(done));
  jobs_.emplace(job->key, job);
  const std::string tenant = job->tenant;
  NoteAsking(tenant);
  const auto turn = waiting_.Add(tenant, job);
  Dispatch();
  // Who asked goes on unchecked when the time is over. A checker that was late to begin has its own time: what it finds is kept.
  loop_->At(asked + options_.check_time, [this, turn, weak = std::weak_ptr<Job>(job)] {
    waiting_.Remove(turn);
    const auto late = weak.lock();
    if (late == nullptr) return;
    Answer(late, late->begun ? TookTooLong() : absl::DeadlineExceededError("the type checker had no time for it"));
    Dispatch();
  });
}

// ---- work -----------------------------------------------------------------------------------------------------------

void CheckerPool::NoteAsking(const std::string& tenant) {
  const absl::Time now = loop_->Now();
  std::erase_if(asking_, [now](const auto& one) { return one.second + kLately < now; });
  asking_[tenant] = now;
}

// While all are at work, a tenant that has none of them may have the one in reserve.
bool CheckerPool::MayBegin(const std::string& tenant) const {
  uint32_t busy = 0;
  uint32_t own = 0;
  for (const auto& checker : checkers_) {
    if (checker->job == nullptr) continue;
    ++busy;
    if (checker->tenant == tenant) ++own;
  }
  return own < options_.checkers && (busy < options_.checkers || own == 0);
}

// The one that knows the tenant, or else a fresh one; null if it may have neither now.
CheckerPool::Checker* CheckerPool::FreeFor(const std::string& tenant) const {
  if (!MayBegin(tenant)) return nullptr;
  const bool may_be_fresh = asking_.size() < 2 || !killed_.contains(tenant);
  Checker* fresh = nullptr;
  for (const auto& checker : checkers_) {
    if (!checker->ready || checker->job != nullptr) continue;
    if (checker->tenant == tenant) return checker.get();
    if (may_be_fresh && !checker->tenant.has_value()) fresh = checker.get();
  }
  return fresh;
}

void CheckerPool::Dispatch() {
  if (waiting_.size() > 0) GiveUpUnawaited();
  Checker* checker = nullptr;
  const auto fits = [&](const std::string& tenant, const auto&) {
    checker = FreeFor(tenant);
    return checker != nullptr;
  };
  while (std::optional<std::shared_ptr<Job>> job = waiting_.TakeNext(fits)) Begin(checker, *std::move(job));
  MakeRoom();
}

// What nobody waits for any longer gives way. Else whoever comes right after a slow program would be late itself, and so on.
void CheckerPool::GiveUpUnawaited() {
  const auto unawaited = [](const auto& one) { return one->job != nullptr && one->job->callbacks.empty(); };
  while (true) {
    const auto found = std::ranges::find_if(checkers_, unawaited);
    if (found == checkers_.end()) break;
    GiveUp(found->get());
  }
  MakeMissing();
}

// Who waits and has no checker gets a fresh one in place of that which another tenant has left unused the longest.
void CheckerPool::MakeRoom() {
  bool lacking = false;
  waiting_.VisitTenants([&](const std::string& tenant) {
    lacking |= std::ranges::none_of(checkers_, [&](const auto& one) { return one->tenant.value_or(tenant) == tenant; });
  });
  if (!lacking) return;
  Checker* oldest = nullptr;
  for (const auto& checker : checkers_) {
    if (!checker->ready || checker->job != nullptr || !checker->tenant.has_value()) continue;
    if (oldest == nullptr || checker->last_job < oldest->last_job) oldest = checker.get();
  }
  if (oldest == nullptr) return;
  Take(oldest);
  MakeMissing();
}

void CheckerPool::Begin(Checker* checker, std::shared_ptr<Job> job) {
  const uint64_t number = job->number;
  checker->tenant = job->tenant;
  checker->last_job = number;
  checker->cpu_before = checker->process->CpuTime();
  job->begun = true;
  checker->job = std::move(job);
  checker->deadline = loop_->At(loop_->Now() + options_.check_time, [this, number, checker] { OnTooLong(number, checker); });
  checker->process->Check(checker->job->subject, [this, checker](auto report) { OnChecked(checker, std::move(report)); });
}

void CheckerPool::OnChecked(Checker* checker, absl::StatusOr<bridge::TypeReport> report) {
  loop_->Cancel(std::exchange(checker->deadline, 0));
  Charge(*checker);
  const std::shared_ptr<Job> job = std::exchange(checker->job, nullptr);
  // After a failure, OnGone follows.
  if (!report.ok()) {
    killed_.insert(job->tenant);
    return Answer(job, report.status());
  }
  auto shared = std::make_shared<const bridge::TypeReport>(*std::move(report));
  cache_.Put(job->key, shared, BytesOf(*shared));
  Answer(job, bridge::CheckResult{std::move(shared), false});
  if (++checker->programs >= options_.max_programs) Take(checker);
  MakeMissing();
  Dispatch();
}

void CheckerPool::OnTooLong(uint64_t number, Checker* checker) {
  // `checker` may be gone, and its place taken.
  const auto found = std::ranges::find_if(checkers_, [&](const auto& one) { return one.get() == checker; });
  if (found == checkers_.end() || checker->job == nullptr || checker->job->number != number) return;
  checker->deadline = 0;
  const std::shared_ptr<Job> job = checker->job;
  GiveUp(checker);
  Answer(job, TookTooLong());
  MakeMissing();
  Dispatch();
}

// With the job that it is at.
void CheckerPool::GiveUp(Checker* checker) {
  killed_.insert(checker->job->tenant);
  Take(checker);
}

void CheckerPool::Charge(const Checker& checker) const {
  const absl::Duration cpu_time = checker.process->CpuTime() - checker.cpu_before;
  if (options_.charge != nullptr) options_.charge(checker.job->tenant, std::max(cpu_time, absl::ZeroDuration()));
}

absl::Status CheckerPool::TookTooLong() const {
  return absl::DeadlineExceededError(
      absl::StrCat("it took longer than ", absl::FormatDuration(options_.check_time), "; its types may be too complex"));
}

// Whoever waited is called outside of this: the answer may bring the next request.
void CheckerPool::Answer(const std::shared_ptr<Job>& job, const absl::StatusOr<bridge::CheckResult>& result) {
  // Another may have taken its place since it was answered as late.
  if (const auto found = jobs_.find(job->key); found != jobs_.end() && found->second == job) jobs_.erase(found);
  for (Callback& done : std::exchange(job->callbacks, {})) done(result);
}

void CheckerPool::FailAll(const absl::Status& status) {
  waiting_.Clear();
  for (auto& [key, job] : std::exchange(jobs_, {})) {
    for (Callback& done : std::exchange(job->callbacks, {})) done(status);
  }
}

// ---- processes ------------------------------------------------------------------------------------------------------

void CheckerPool::MakeMissing() {
  while (!stopped_ && executable_ != nullptr && retry_ == 0 && checkers_.size() <= options_.checkers) {
    auto checker = std::make_shared<Checker>();
    Checker* const address = checker.get();
    auto process = CheckerProcess::Start(loop_, children_, executable_.get(), options_.memory_bytes,
                                         {.ready = [this, address] { OnReady(address); },
                                          .gone = [this, address](const std::string& reason) { OnGone(address, reason); }});
    if (!process.ok()) {
      LOG(WARNING) << "a type checker could not be started: " << process.status().message();
      return MakeLater();
    }
    checker->process = *std::move(process);
    checker->deadline = loop_->At(loop_->Now() + options_.start_time, [this, address] { OnGone(address, "it does not start"); });
    checkers_.push_back(std::move(checker));
  }
}

void CheckerPool::OnReady(Checker* checker) {
  checker->ready = true;
  back_off_.Succeeded();
  was_ready_ = true;
  changed_();
  loop_->Cancel(std::exchange(checker->deadline, 0));
  const bool complete =
      checkers_.size() > options_.checkers && std::ranges::all_of(checkers_, [](const auto& one) { return one->ready; });
  if (complete) killed_.clear();
  Dispatch();
}

void CheckerPool::MakeLater() {
  const absl::Duration wait = back_off_.Failed();
  changed_();
  if (back_off_.broken() && checkers_.empty()) FailAll(absl::UnavailableError("no type checker can be started"));
  if (retry_ != 0 || stopped_) return;
  retry_ = loop_->At(loop_->Now() + wait, [this] {
    retry_ = 0;
    MakeMissing();
  });
}

void CheckerPool::OnGone(Checker* checker, const std::string& reason) {
  if (Take(checker) == nullptr) return;
  LOG(WARNING) << "a type checker was lost: " << reason;
  MakeLater();
  Dispatch();
}

// Out of the pool. It may be inside one of its callbacks, so it goes later.
std::shared_ptr<CheckerPool::Checker> CheckerPool::Take(Checker* checker) {
  const auto found = std::ranges::find_if(checkers_, [&](const auto& one) { return one.get() == checker; });
  if (found == checkers_.end()) return nullptr;
  std::shared_ptr<Checker> taken = std::move(*found);
  checkers_.erase(found);
  loop_->Cancel(std::exchange(taken->deadline, 0));
  if (taken->job != nullptr) Charge(*taken);
  taken->process->Stop();
  loop_->Post([taken] {});
  return taken;
}

void CheckerPool::Stop() {
  stopped_ = true;
  loop_->Cancel(std::exchange(retry_, 0));
  while (!checkers_.empty()) Take(checkers_.front().get());
  FailAll(absl::UnavailableError("the service is ending"));
}

}  // namespace isobridge::isolate
