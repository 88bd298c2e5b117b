#include "isolate/pool/compiler_pool.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/log/log.h"
#include "absl/strings/str_cat.h"
#include "bridge/retry_after.h"
#include "bridge/utf8.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::isolate {
namespace {

// Of the processor time that a compilation may use, the time that may pass: on a busy machine a compiler waits for its turn.
constexpr int kWallPerCpu = 5;
constexpr int kAttempts = 2;
// For a retry while an attempt to make a compiler is under way.
constexpr absl::Duration kSoon = absl::Milliseconds(100);
// A tenant is forgiven what it killed so long ago.
constexpr absl::Duration kForgiven = absl::Minutes(1);

std::shared_ptr<const bridge::CompiledProgram> OverLimit(std::string error) {
  auto program = std::make_shared<bridge::CompiledProgram>();
  program->error = std::move(error);
  program->over_limit = true;
  return program;
}

std::shared_ptr<const bridge::CompiledProgram> TookTooLong(bridge::CompiledProgram::TimeLimit limit) {
  auto program = std::make_shared<bridge::CompiledProgram>();
  program->error = absl::StrCat("compiling the program took ",
                                absl::FormatDuration(absl::Trunc(limit.used, absl::Milliseconds(1))), ", and the limit ",
                                limit.name, " is ", absl::FormatDuration(limit.limit), "; make it shorter or less deeply nested");
  program->over_limit = true;
  program->time_limit = std::move(limit);
  return program;
}

// What it takes in the cache.
uint64_t BytesOf(const bridge::CompiledProgram& program) {
  return program.code.size() + program.error.size() + program.inserted_breaks.size() * sizeof program.inserted_breaks[0] +
         program.checked_text.size() + program.tool_uses.size() * (sizeof program.tool_uses[0] + 16);
}

// What only a compiler that has been taken over says: its messages go to the client, its breaks into the cache.
bool IsHonest(const worker::v1::Compiled& compiled) {
  if (compiled.outcome_case() != worker::v1::Compiled::kCode) return bridge::IsUtf8(compiled.error().message());
  const auto& breaks = compiled.inserted_breaks();
  const auto is_honest_use = [](const worker::v1::ToolUse& use) {
    return bridge::IsUtf8(use.path()) && use.start() <= use.name_start() && use.name_start() <= use.name_end() &&
           use.name_end() <= use.end();
  };
  return bridge::IsUtf8(compiled.checked_text()) && std::ranges::all_of(compiled.tool_uses(), is_honest_use) &&
         bridge::IsUtf8(compiled.code()) && breaks.size() <= std::count(compiled.code().begin(), compiled.code().end(), '\n') &&
         std::is_sorted(breaks.begin(), breaks.end());
}

bridge::CompiledProgram::ToolUse ToToolUse(const worker::v1::ToolUse& use) {
  return {.path = use.path(),
          .name_start = use.name_start(),
          .name_end = use.name_end(),
          .start = use.start(),
          .end = use.end(),
          .called = use.called(),
          .in_loop = use.in_loop(),
          .in_function = use.in_function(),
          .conditional = use.conditional(),
          .dynamic = use.dynamic()};
}

std::shared_ptr<const bridge::CompiledProgram> ToProgram(const worker::v1::Compiled& compiled) {
  auto program = std::make_shared<bridge::CompiledProgram>();
  program->form = static_cast<int>(compiled.form());
  program->fenced = compiled.fenced();
  if (compiled.outcome_case() == worker::v1::Compiled::kCode) {
    program->code = compiled.code();
    program->inserted_breaks.assign(compiled.inserted_breaks().begin(), compiled.inserted_breaks().end());
    program->checked_text = compiled.checked_text();
    program->checked_prefix = compiled.checked_prefix();
    for (const worker::v1::ToolUse& use : compiled.tool_uses()) program->tool_uses.push_back(ToToolUse(use));
    program->more_tool_uses = compiled.more_tool_uses();
    return program;
  }
  const worker::v1::CompileError& error = compiled.error();
  program->error = error.message().empty() ? "the program can't be compiled" : error.message();
  program->line = error.line();
  program->column = error.column();
  program->unsupported = error.unsupported();
  program->over_limit = error.over_limit();
  return program;
}

}  // namespace

struct CompilerPool::Job {
  bridge::ResultKey key;
  std::string tenant;
  std::string source;
  int language;
  int attempts = 0;
  absl::Duration cpu_time = absl::ZeroDuration();
  std::vector<Callback> callbacks;
};

// One process, and what it works on. Members are guarded by the pool's lock.
class CompilerPool::Compiler final : public bridge::WorkerListener {
 public:
  Compiler(CompilerPool* pool, std::unique_ptr<bridge::Worker> worker) : pool_(pool), worker(std::move(worker)) {}
  // Nothing is delivered any more once the worker is gone.
  ~Compiler() override { worker.reset(); }

  void OnFrame(worker::v1::FromWorker frame) override { pool_->OnCompiled(this, frame); }
  void OnGarbage(absl::Status what) override { pool_->OnLost(this, std::string(what.message()), worker->CpuTime()); }
  void OnExit(bridge::WorkerExit exit) override {
    pool_->OnLost(this, exit.signal != 0 ? absl::StrCat("signal ", exit.signal) : absl::StrCat("exit status ", exit.status),
                  exit.cpu_time);
    if (!exit.last_words.empty()) LOG(WARNING) << "a compiler's last words: " << exit.last_words;
  }

 private:
  CompilerPool* const pool_;

 public:
  std::unique_ptr<bridge::Worker> worker;
  // None: it has compiled nothing yet.
  std::optional<std::string> tenant;
  absl::Time tenant_since;
  uint32_t programs = 0;
  // Null: it waits for work.
  std::shared_ptr<Job> job;
  uint64_t execution = 0;
  absl::Time began;
  absl::Duration cpu_before;
};

struct CompilerPool::Afterwards {
  struct Answer {
    Callback done;
    absl::StatusOr<bridge::CompileResult> result;
  };
  std::vector<Answer> answers;
  std::vector<std::shared_ptr<Compiler>> retired;

  void Run(EventLoop* loop) {
    // It may be inside a callback of its worker.
    for (std::shared_ptr<Compiler>& compiler : retired) loop->Post([compiler = std::move(compiler)] {});
    for (Answer& answer : answers) answer.done(std::move(answer.result));
  }
};

CompilerPool::CompilerPool(EventLoop* loop, WorkerSource* source, CompilerPoolOptions options)
    : loop_(loop), source_(source), options_(options), cache_(options.cache_bytes) {}

CompilerPool::~CompilerPool() = default;

void CompilerPool::Start(std::function<void()> changed) {
  changed_ = std::move(changed);
  absl::MutexLock lock(mu_);
  MakeSoon();
}

void CompilerPool::Compile(const std::string& tenant, const std::string& source, int language, Callback done) {
  const bridge::ResultKey key = bridge::MakeResultKey({tenant, source, absl::StrCat(language)});
  if (auto program = cache_.Find(key); program != nullptr)
    return done(bridge::CompileResult{.program = std::move(program), .cached = true});
  Afterwards afterwards;
  {
    absl::MutexLock lock(mu_);
    if (const auto found = jobs_.find(key); found != jobs_.end()) {
      found->second->callbacks.push_back(std::move(done));
      return;
    }
    if (stopped_ || (back_off_.broken() && compilers_.empty())) {
      afterwards.answers.push_back({std::move(done), Unavailable()});
    } else {
      auto job =
          std::make_shared<Job>(Job{.key = key, .tenant = tenant, .source = source, .language = language, .callbacks = {}});
      job->callbacks.push_back(std::move(done));
      jobs_.emplace(key, job);
      waiting_.Add(tenant, std::move(job));
      Dispatch(&afterwards);
    }
  }
  afterwards.Run(loop_);
}

void CompilerPool::Dispatch(Afterwards* afterwards) {
  const auto fits = [this](const std::string& tenant, const std::shared_ptr<Job>&)
                        ABSL_SHARED_LOCKS_REQUIRED(mu_) { return MayWork(tenant) && FindFor(tenant) != nullptr; };
  while (const std::optional<std::shared_ptr<Job>> job = waiting_.TakeNext(fits)) Begin(FindFor((*job)->tenant), *job);
  for (uint32_t coming = making_; coming < Wanting() && ReplaceIdle(afterwards); ++coming) {
  }
  MakeSoon();
}

bool CompilerPool::MayWork(const std::string& tenant) const {
  if (const auto penalty = penalties_.find(tenant); penalty != penalties_.end() && loop_->Now() < penalty->second.until) {
    return false;
  }
  const auto at_work = std::count_if(compilers_.begin(), compilers_.end(),
                                     [&](const auto& one) { return one->job != nullptr && one->tenant == tenant; });
  return at_work < options_.compilers_per_tenant;
}

uint32_t CompilerPool::Wanting() const {
  uint32_t tenants = 0;
  waiting_.VisitTenants([&](const std::string& tenant) ABSL_SHARED_LOCKS_REQUIRED(mu_) { tenants += MayWork(tenant); });
  return tenants;
}

// Others wait, and it has served its tenant for long enough.
bool CompilerPool::TurnIsOver(const Compiler& compiler) const {
  if (loop_->Now() < compiler.tenant_since + options_.turn) return false;
  const bool own = waiting_.size_of(*compiler.tenant) > 0 && MayWork(*compiler.tenant);
  return Wanting() > making_ + (own ? 1 : 0);
}

// One that already serves the tenant, or one that has served nobody.
CompilerPool::Compiler* CompilerPool::FindFor(const std::string& tenant) const {
  Compiler* fresh = nullptr;
  for (const auto& compiler : compilers_) {
    if (compiler->job != nullptr) continue;
    if (compiler->tenant == tenant && !TurnIsOver(*compiler)) return compiler.get();
    if (!compiler->tenant.has_value()) fresh = compiler.get();
  }
  return fresh;
}

void CompilerPool::Begin(Compiler* compiler, std::shared_ptr<Job> job) {
  if (!compiler->tenant.has_value()) {
    compiler->tenant = job->tenant;
    compiler->tenant_since = loop_->Now();
  }
  compiler->execution = next_execution_++;
  compiler->began = loop_->Now();
  compiler->cpu_before = compiler->worker->CpuTime();
  ++job->attempts;
  worker::v1::ToWorker frame;
  frame.set_execution(compiler->execution);
  frame.mutable_compile()->set_source(job->source);
  frame.mutable_compile()->set_language(static_cast<uint32_t>(job->language));
  compiler->job = std::move(job);
  compiler->worker->Send(frame);
  CheckTimesAt(compiler->began + options_.compile_time);
}

// The one that has waited longest makes room for a fresh one. False: each is at work or will be.
bool CompilerPool::ReplaceIdle(Afterwards* afterwards) {
  Compiler* oldest = nullptr;
  for (const auto& compiler : compilers_) {
    if (compiler->job != nullptr || !compiler->tenant.has_value()) continue;
    const bool of_use = waiting_.size_of(*compiler->tenant) > 0 && MayWork(*compiler->tenant) && !TurnIsOver(*compiler);
    if (!of_use && (oldest == nullptr || compiler->began < oldest->began)) oldest = compiler.get();
  }
  if (oldest != nullptr) Retire(oldest, afterwards);
  return oldest != nullptr;
}

void CompilerPool::Retire(Compiler* compiler, Afterwards* afterwards) {
  const auto found = std::find_if(compilers_.begin(), compilers_.end(), [&](const auto& one) { return one.get() == compiler; });
  if (found == compilers_.end()) return;
  compiler->job = nullptr;
  afterwards->retired.push_back(std::move(*found));
  compilers_.erase(found);
  MakeSoon();
}

void CompilerPool::MakeSoon() {
  if (stopped_ || compilers_.size() + making_ >= options_.compilers || std::exchange(make_posted_, true)) return;
  loop_->Post([this] { MakeMissing(); });
}

void CompilerPool::MakeMissing() {
  size_t missing = 0;
  {
    absl::MutexLock lock(mu_);
    make_posted_ = false;
    const size_t there = compilers_.size() + making_;
    if (stopped_ || loop_->Now() < retry_ || there >= options_.compilers) return;
    missing = options_.compilers - there;
    making_ += static_cast<uint32_t>(missing);
  }
  for (size_t i = 0; i < missing; ++i) {
    source_->Make([this](auto worker) { OnMade(std::move(worker)); }, [](Ending) {});
  }
}

void CompilerPool::OnMade(absl::StatusOr<std::unique_ptr<bridge::Worker>> worker) {
  Afterwards afterwards;
  {
    absl::MutexLock lock(mu_);
    --making_;
    if (stopped_) return;
    if (worker.ok()) {
      back_off_.Succeeded();
      auto compiler = std::make_shared<Compiler>(this, *std::move(worker));
      compiler->worker->Listen(compiler.get());
      compilers_.push_back(std::move(compiler));
    } else {
      // Those that were begun together fail together, as when their zygote dies: they count once.
      last_failure_ = worker.status().message();
      if (retry_ <= loop_->Now()) retry_ = loop_->Now() + std::max(back_off_.Failed(), absl::Milliseconds(1));
      LOG(WARNING) << "a compiler could not be made: " << last_failure_;
      loop_->At(retry_, [this] {
        absl::MutexLock lock(mu_);
        MakeSoon();
      });
      if (back_off_.broken() && compilers_.empty()) FailAll(Unavailable(), &afterwards);
    }
    Dispatch(&afterwards);
  }
  afterwards.Run(loop_);
  if (changed_ != nullptr) changed_();
}

void CompilerPool::OnCompiled(Compiler* compiler, const worker::v1::FromWorker& frame) {
  Afterwards afterwards;
  {
    absl::MutexLock lock(mu_);
    // Given up already, because it took too long.
    if (std::none_of(compilers_.begin(), compilers_.end(), [&](const auto& one) { return one.get() == compiler; })) return;
    if (!frame.has_compiled() || compiler->job == nullptr || frame.execution() != compiler->execution) {
      Lost(compiler, "it answered what was not asked", compiler->worker->CpuTime(), &afterwards);
    } else if (!IsHonest(frame.compiled())) {
      Lost(compiler, "its answer is no compiled program", compiler->worker->CpuTime(), &afterwards);
    } else {
      const std::shared_ptr<Job> job = std::exchange(compiler->job, nullptr);
      job->cpu_time += compiler->worker->CpuTime() - compiler->cpu_before;
      penalties_.erase(job->tenant);
      auto program = ToProgram(frame.compiled());
      cache_.Put(job->key, program, BytesOf(*program));
      Finish(job, std::move(program), &afterwards);
      ++compiler->programs;
      if (compiler->programs >= options_.max_programs || frame.compiled().heap_used_bytes() > options_.max_heap_used_bytes) {
        Retire(compiler, &afterwards);
      }
    }
    Dispatch(&afterwards);
  }
  afterwards.Run(loop_);
}

void CompilerPool::OnLost(Compiler* compiler, const std::string& why, absl::Duration cpu) {
  Afterwards afterwards;
  {
    absl::MutexLock lock(mu_);
    Lost(compiler, why, cpu, &afterwards);
    Dispatch(&afterwards);
  }
  afterwards.Run(loop_);
  if (changed_ != nullptr) changed_();
}

// A source that was being compiled gets a second chance: the compiler may have been killed for no fault of the source's.
void CompilerPool::Lost(Compiler* compiler, const std::string& why, absl::Duration cpu, Afterwards* afterwards) {
  const std::shared_ptr<Job> job = std::exchange(compiler->job, nullptr);
  const absl::Duration cpu_before = compiler->cpu_before;
  Retire(compiler, afterwards);
  if (job == nullptr || !jobs_.contains(job->key)) return;
  job->cpu_time += std::max(cpu - cpu_before, absl::ZeroDuration());
  Punish(job->tenant);
  if (job->attempts < kAttempts) {
    waiting_.Add(job->tenant, job);
    return;
  }
  Finish(job,
         OverLimit(absl::StrCat("the compiler failed on this program ", kAttempts, " times (", why,
                                "); it may be too large or too deeply nested: make it smaller")),
         afterwards);
}

void CompilerPool::Punish(const std::string& tenant) {
  const absl::Time now = loop_->Now();
  std::erase_if(penalties_, [&](const auto& one) { return one.second.until + kForgiven < now; });
  Penalty& penalty = penalties_[tenant];
  penalty.until = now + penalty.back_off.Failed();
  if (penalty.until > now) DispatchSoon(penalty.until);
}

void CompilerPool::DispatchSoon(absl::Time when) {
  loop_->At(when, [this] {
    Afterwards afterwards;
    {
      absl::MutexLock lock(mu_);
      if (!stopped_) Dispatch(&afterwards);
    }
    afterwards.Run(loop_);
  });
}

void CompilerPool::CheckTimesAt(absl::Time when) {
  // One timer for all, which stays set from one compilation to the next: cheaper than one for each.
  if (std::exchange(checking_times_, true)) return;
  loop_->At(when, [this] { CheckTimes(); });
}

void CompilerPool::CheckTimes() {
  Afterwards afterwards;
  {
    absl::MutexLock lock(mu_);
    checking_times_ = false;
    const absl::Time now = loop_->Now();
    absl::Time next = absl::InfiniteFuture();
    const std::vector<std::shared_ptr<Compiler>> compilers = compilers_;
    for (const auto& compiler : compilers) {
      if (compiler->job == nullptr) continue;
      const absl::Duration cpu = compiler->worker->CpuTime() - compiler->cpu_before;
      const absl::Duration wall_limit = kWallPerCpu * options_.compile_time;
      const absl::Time last = compiler->began + wall_limit;
      const bool cpu_is_used_up = cpu >= options_.compile_time;
      if (!cpu_is_used_up && now < last) {
        next = std::min({next, last, now + options_.compile_time - cpu});
        continue;
      }
      const std::shared_ptr<Job> job = compiler->job;
      job->cpu_time += cpu;
      Retire(compiler.get(), &afterwards);
      Finish(job,
             cpu_is_used_up ? TookTooLong({.name = "compile_time", .limit = options_.compile_time, .used = cpu})
                            : TookTooLong({.name = "compile_wall_time", .limit = wall_limit, .used = now - compiler->began}),
             &afterwards);
    }
    Dispatch(&afterwards);
    if (next != absl::InfiniteFuture()) CheckTimesAt(next);
  }
  afterwards.Run(loop_);
}

void CompilerPool::Finish(const std::shared_ptr<Job>& job, std::shared_ptr<const bridge::CompiledProgram> program,
                          Afterwards* afterwards) {
  jobs_.erase(job->key);
  for (Callback& done : job->callbacks) {
    const absl::Duration cpu_time = std::exchange(job->cpu_time, absl::ZeroDuration());
    afterwards->answers.push_back({std::move(done), bridge::CompileResult{.program = program, .cpu_time = cpu_time}});
  }
}

void CompilerPool::FailAll(absl::Status status, Afterwards* afterwards) {
  waiting_ = {};
  for (auto& [key, job] : std::exchange(jobs_, {})) {
    for (Callback& done : job->callbacks) afterwards->answers.push_back({std::move(done), status});
  }
}

void CompilerPool::Stop() {
  Afterwards afterwards;
  {
    absl::MutexLock lock(mu_);
    stopped_ = true;
    FailAll(Unavailable(), &afterwards);
    while (!compilers_.empty()) Retire(compilers_.front().get(), &afterwards);
  }
  afterwards.Run(loop_);
}

absl::Status CompilerPool::Unavailable() const {
  if (stopped_) return absl::UnavailableError("the compiler pool is shutting down");
  // Why, the log says: it may name what only the operator is to know.
  return bridge::WithRetryAfter(
      absl::UnavailableError(absl::StrCat("no compiler can be made; the last ", back_off_.failures(), " attempts failed")),
      std::max(retry_ - loop_->Now(), kSoon));
}

absl::Status CompilerPool::Health() const {
  absl::MutexLock lock(mu_);
  if (!(stopped_ || (back_off_.broken() && compilers_.empty()))) return absl::OkStatus();
  const absl::Status status = Unavailable();
  return stopped_ ? status : absl::UnavailableError(absl::StrCat(status.message(), ": ", last_failure_));
}

size_t CompilerPool::ready() const {
  absl::MutexLock lock(mu_);
  return compilers_.size();
}

}  // namespace isobridge::isolate
