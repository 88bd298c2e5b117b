#include "bridge/execution.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/alarm.h"
#include "bridge/call_traffic.h"
#include "bridge/checked_start.h"
#include "bridge/client_stream.h"
#include "bridge/deadlines.h"
#include "bridge/event_stream.h"
#include "bridge/journal.h"
#include "bridge/json_text.h"
#include "bridge/outcome.h"
#include "bridge/program_timers.h"
#include "bridge/proto_time.h"
#include "bridge/random_bytes.h"
#include "bridge/strand.h"
#include "bridge/timer_pace.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::ExecuteResponse;
using isobridge::v1::Finished;

// What a worker may go over the console limits by, for the mark of a cut line.
constexpr uint64_t kConsoleSlackBytes = 64u << 10;

uint64_t ResultBytes(const Finished& finished) {
  const bool too_large = finished.error().code() == isobridge::v1::ExecutionError::CODE_RESULT_TOO_LARGE;
  return too_large ? finished.error().limit().used() : finished.value().json().size();
}

// Who brought an execution to its end.
enum class EndedBy { kProgram, kService };

class Run;

// One worker and what it says, while it is the execution's. The execution lives as long as it does.
class Attempt final : public WorkerListener {
 public:
  Attempt(std::shared_ptr<Run> run, std::unique_ptr<Worker> worker) : run_(std::move(run)), worker_(std::move(worker)), token_(RandomToken()) {}

  void OnFrame(worker::v1::FromWorker frame) override;
  void OnGarbage(absl::Status what) override;
  void OnExit(WorkerExit exit) override;

  Worker& worker() { return *worker_; }
  uint64_t token() const { return token_; }

  void SetReading(bool reading) {
    if (reading == reading_) return;
    reading_ = reading;
    worker_->SetReading(reading);
  }

  // What it said before is still delivered, so it must be read.
  void Kill() {
    if (std::exchange(killed_, true)) return;
    SetReading(true);
    worker_->Kill();
  }

 private:
  const std::shared_ptr<Run> run_;
  const std::unique_ptr<Worker> worker_;
  // Repeated in every frame: one that was meant for another execution is told by it.
  const uint64_t token_;
  bool reading_ = true;
  bool killed_ = false;
};

// Everything but Attempt's callbacks and the overrides of Execution runs on the strand.
class Run final : public Execution {
 public:
  Run(const ExecutionEnvironment& environment, ExecutionOrigin origin, ExecutionClient* client)
      : environment_(environment),
        origin_(std::move(origin)),
        created_(environment_.timers->Now()),
        client_(client),
        events_(&journal_),
        deadlines_(origin_.deadline),
        alarm_(environment_.timers) {}

  void Begin(isobridge::v1::Start start) {
    Do([this, start = std::move(start)]() mutable { Accept(std::move(start)); });
  }

  void OnCallResult(isobridge::v1::CallResult result) override { OnAnswer(std::move(result)); }
  void OnCallError(isobridge::v1::CallError error) override { OnAnswer(std::move(error)); }
  void OnCancel(isobridge::v1::Cancel cancel) override {
    Do([this, cancel = std::move(cancel)] { End(Cancelled(cancel.reason()), EndedBy::kService); });
  }
  void OnHalfClose() override {
    Do([this] {
      if (!over_) calls_->OnHalfClose(Now());
    });
  }
  void OnDisconnect() override {
    Do([this] { Fail(absl::CancelledError("the client is gone")); });
  }
  void OnClientDrained() override {
    Do([this] { Wake(); });
  }
  void OnDrain(absl::Time deadline) override {
    Do([this, deadline] { Drain(deadline); });
  }

  // From the worker, in its order.
  void OnWorkerFrame(Attempt* attempt, worker::v1::FromWorker frame) {
    Do([this, attempt, frame = std::move(frame)]() mutable {
      if (attempt == attempt_.get() && !over_) Handle(std::move(frame));
    });
  }
  void OnWorkerGarbage(absl::Status what) {
    Do([this, what = std::move(what)] { Misbehave(what.message()); });
  }
  void OnWorkerExit(WorkerExit exit) {
    Do([this, exit = std::move(exit)] { WorkerGone(exit); });
  }

 private:
  // Puts a task on the strand; afterwards looks whether the client keeps up and when the next thing is due.
  template <typename Task>
  void Do(Task task) {
    strand_.Post([self = Self(), task = std::move(task)]() mutable {
      task();
      self->AfterTask();
    });
  }
  std::shared_ptr<Run> Self() { return std::static_pointer_cast<Run>(shared_from_this()); }
  absl::Time Now() const { return environment_.timers->Now(); }

  template <typename ClientAnswer>
  void OnAnswer(ClientAnswer answer) {
    Do([this, answer = std::move(answer)]() mutable {
      if (!over_) calls_->OnAnswer(std::move(answer), Now());
    });
  }

  // ---- from `start` to a running program ----

  void Accept(isobridge::v1::Start start);
  void Compile();
  void OnCompiled(absl::StatusOr<CompileResult> result);
  void Acquire();
  void OnWorker(absl::StatusOr<std::unique_ptr<Worker>> worker);
  void RunIn(std::unique_ptr<Worker> worker);
  worker::v1::ToWorker BeginFrame() const;
  void SendStarted();

  // ---- while it runs ----

  void Handle(worker::v1::FromWorker frame);
  absl::Status HandleKind(worker::v1::FromWorker& frame);
  absl::Status OnConsole(worker::v1::Console console);
  absl::Status OnTimerSet(const worker::v1::TimerSet& timer);
  absl::Status OnFinished(worker::v1::Finished finished);
  absl::Status OnStopped(Finished place);
  void Wake();
  void CheckDeadlines(absl::Time now);
  void FireTimers(absl::Time now);
  void Drain(absl::Time deadline);
  void AfterTask();
  absl::Time NextWake() const;
  absl::Duration CpuTime() const { return attempt_ == nullptr ? cpu_time_ : attempt_->worker().CpuTime(); }

  // ---- to its end ----

  // Asks the program to stop for `reason`, so that it can say where it was; kills it a little later.
  void Stop(Finished reason);
  void Misbehave(std::string_view what);
  void WorkerGone(const WorkerExit& exit);
  bool RetryAfter(const WorkerExit& exit);
  void End(Finished outcome, EndedBy by);
  void Fail(absl::Status status);
  void Release();
  void Describe(absl::Time now, Finished* finished) const;
  void Observe(std::string_view outcome, absl::Time now);
  // Destroys a worker on the thread of the timers: none of its callbacks runs there.
  template <typename Owner>
  void DestroyLater(Owner owner) {
    environment_.timers->At(Now(), [shared = std::make_shared<Owner>(std::move(owner))] {});
  }

  const ExecutionEnvironment environment_;
  const ExecutionOrigin origin_;
  const absl::Time created_;

  // Self-synchronised.
  Strand strand_;

  // On the strand alone.
  ClientStream client_;
  // Records from the moment when its limit is known.
  Journal journal_{0};
  EventStream events_;
  Deadlines deadlines_;
  Alarm alarm_;
  CheckedStart start_;
  std::optional<CallTraffic> calls_;
  std::optional<ProgramTimers> timers_;
  TimerPace pace_;
  std::shared_ptr<const CompiledProgram> program_;
  std::unique_ptr<Attempt> attempt_;
  // The worker has done something with the program; a crash can't be hidden any more.
  bool acted_ = false;
  bool retried_ = false;
  // Why the program is being stopped.
  std::optional<Finished> stop_;
  bool over_ = false;

  absl::Time started_;
  absl::Time clock_;
  absl::Time compiled_;
  bool compile_cached_ = false;
  absl::Duration queue_time_;
  absl::Duration compile_time_;
  absl::Duration cpu_time_;
  // Of a process that is gone; the others tell themselves.
  uint64_t resident_peak_bytes_ = 0;
  uint64_t console_bytes_ = 0;
  uint32_t console_lines_ = 0;
};

void Attempt::OnFrame(worker::v1::FromWorker frame) { run_->OnWorkerFrame(this, std::move(frame)); }
void Attempt::OnGarbage(absl::Status what) { run_->OnWorkerGarbage(std::move(what)); }
void Attempt::OnExit(WorkerExit exit) { run_->OnWorkerExit(std::move(exit)); }

// ---- from `start` to a running program ------------------------------------------------------------------------------

void Run::Accept(isobridge::v1::Start start) {
  absl::StatusOr<CheckedStart> checked = CheckStart(std::move(start), *environment_.limits);
  if (!checked.ok()) {
    over_ = true;
    client_.Close(checked.status());
    return;
  }
  start_ = *std::move(checked);
  const Limits& limits = start_.limits;
  const LimitPolicy& policy = *environment_.limits;
  calls_.emplace(CallTraffic::Options{.table = {.max_in_flight = limits.calls_in_flight,
                                                .call_time = limits.call_time,
                                                .max_held = policy.held_answers,
                                                .max_held_bytes = policy.held_answer_bytes},
                                      .execution_id = start_.execution_id,
                                      .traceparent = origin_.traceparent,
                                      .args_bytes = limits.args_bytes,
                                      .max_calls = limits.calls,
                                      .json_depth = limits.json_depth,
                                      .answers = {.max_bytes = limits.answer_bytes, .max_depth = limits.json_depth}},
                 &start_.tools, &events_, &journal_, &client_);
  timers_.emplace(limits.timers);
  journal_ = Journal(limits.journal_bytes);
  environment_.observer->ExecutionStarted(start_.execution_id);
  Compile();
}

void Run::Compile() {
  environment_.compiler->Compile(origin_.tenant, start_.code, start_.language, [self = Self()](absl::StatusOr<CompileResult> result) {
    self->Do([run = self.get(), result = std::move(result)]() mutable { run->OnCompiled(std::move(result)); });
  });
}

void Run::OnCompiled(absl::StatusOr<CompileResult> result) {
  if (over_) return;
  if (!result.ok()) return Fail(result.status());
  compiled_ = Now();
  compile_time_ = compiled_ - created_;
  compile_cached_ = result->cached;
  program_ = std::move(result->program);
  if (!program_->error.empty()) return End(OutcomeOf(*program_, start_.code), EndedBy::kProgram);
  Acquire();
}

void Run::Acquire() {
  const absl::Time deadline = std::min(origin_.deadline, Now() + start_.limits.wall_time);
  environment_.workers->Acquire(start_.limits.heap_bytes, deadline, [self = Self()](absl::StatusOr<std::unique_ptr<Worker>> worker) {
    self->Do([run = self.get(), worker = std::move(worker)]() mutable { run->OnWorker(std::move(worker)); });
  });
}

void Run::OnWorker(absl::StatusOr<std::unique_ptr<Worker>> worker) {
  if (over_) {
    if (worker.ok()) DestroyLater(*std::move(worker));
    return;
  }
  if (worker.ok()) return RunIn(*std::move(worker));
  // The client was told that the program runs; that its second worker can't be had is no fault of the request.
  if (retried_) return End(Crashed(), EndedBy::kService);
  const bool waited_too_long = absl::IsDeadlineExceeded(worker.status()) && Now() < origin_.deadline;
  if (waited_too_long) return Fail(absl::ResourceExhaustedError(absl::StrCat("no sandbox came free in time: ", worker.status().message())));
  Fail(worker.status());
}

void Run::RunIn(std::unique_ptr<Worker> worker) {
  const absl::Time now = Now();
  if (!client_.started()) {
    queue_time_ = now - compiled_;
    SendStarted();
    deadlines_.Start(now, start_.limits, &calls_->tool_clock());
    calls_->Begin(&deadlines_);
  }
  attempt_ = std::make_unique<Attempt>(Self(), std::move(worker));
  events_.Begin(&attempt_->worker(), attempt_->token(), started_, clock_);
  attempt_->worker().Listen(attempt_.get());
  attempt_->worker().Send(BeginFrame());
}

worker::v1::ToWorker Run::BeginFrame() const {
  worker::v1::ToWorker frame;
  frame.set_execution(attempt_->token());
  worker::v1::Begin* begin = frame.mutable_begin();
  begin->set_code(program_->code);
  begin->mutable_inserted_breaks()->Add(program_->inserted_breaks.begin(), program_->inserted_breaks.end());
  start_.tools.AddTo(begin);
  begin->set_input_json(start_.input_json);
  begin->set_seed(start_.seed);
  begin->set_now_us(absl::ToUnixMicros(clock_));
  const Limits& limits = start_.limits;
  worker::v1::WorkerLimits* out = begin->mutable_limits();
  out->set_args_bytes(limits.args_bytes);
  out->set_result_bytes(limits.result_bytes);
  out->set_console_bytes(limits.console_bytes);
  out->set_console_lines(limits.console_lines);
  out->set_calls(limits.calls);
  out->set_timers(limits.timers);
  // A backstop, so never before the exact limit.
  out->set_cpu_seconds(static_cast<uint32_t>(absl::ToInt64Seconds(absl::Ceil(limits.cpu_time, absl::Seconds(1))) + 1));
  return frame;
}

void Run::SendStarted() {
  started_ = Now();
  clock_ = start_.start_time.value_or(started_);
  isobridge::v1::Started started;
  started.set_execution_id(start_.execution_id);
  started.set_engine_id(environment_.engine_id);
  *started.mutable_limits() = ToProto(start_.limits);
  started.set_seed(start_.seed);
  SetTimestamp(clock_, started.mutable_start_time());
  client_.Start(std::move(started));
}

// ---- while it runs --------------------------------------------------------------------------------------------------

void Run::Handle(worker::v1::FromWorker frame) {
  absl::Status status = absl::OkStatus();
  if (frame.execution() != attempt_->token()) {
    status = absl::InvalidArgumentError("named another execution");
  } else {
    status = events_.Acknowledge(frame.events());
  }
  if (status.ok()) status = HandleKind(frame);
  if (!status.ok()) Misbehave(status.message());
}

absl::Status Run::HandleKind(worker::v1::FromWorker& frame) {
  acted_ = true;
  switch (frame.frame_case()) {
    case worker::v1::FromWorker::kCall:
      // Once the program is being stopped, nothing that it does may have an effect outside.
      return stop_.has_value() ? absl::OkStatus() : calls_->OnCall(std::move(*frame.mutable_call()), Now());
    case worker::v1::FromWorker::kConsole:
      return OnConsole(std::move(*frame.mutable_console()));
    case worker::v1::FromWorker::kTimerSet:
      return OnTimerSet(frame.timer_set());
    case worker::v1::FromWorker::kTimerCleared:
      return timers_->Clear(frame.timer_cleared().timer());
    case worker::v1::FromWorker::kFinished:
      return OnFinished(std::move(*frame.mutable_finished()));
    case worker::v1::FromWorker::kCompiled:
    case worker::v1::FromWorker::kReady:
    case worker::v1::FromWorker::FRAME_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(absl::StrCat("sent a frame of kind ", static_cast<int>(frame.frame_case())));
}

absl::Status Run::OnConsole(worker::v1::Console console) {
  const bool known = console.level() != 0 && isobridge::v1::Console::Level_IsValid(static_cast<int>(console.level()));
  if (!known) return absl::InvalidArgumentError(absl::StrCat("wrote to the console at level ", console.level()));
  if (!IsUtf8(console.text())) return absl::InvalidArgumentError("wrote text to the console that is not UTF-8");
  console_bytes_ += console.text().size();
  ++console_lines_;
  if (console_bytes_ > start_.limits.console_bytes + kConsoleSlackBytes || console_lines_ > start_.limits.console_lines + 1) {
    return absl::InvalidArgumentError("wrote more to the console than it may");
  }
  ExecuteResponse message;
  isobridge::v1::Console* out = message.mutable_console();
  out->set_level(static_cast<isobridge::v1::Console::Level>(console.level()));
  out->set_text(std::move(*console.mutable_text()));
  SetTimestamp(Now(), out->mutable_time());
  out->set_event(events_.acknowledged());
  client_.Send(std::move(message));
  return absl::OkStatus();
}

absl::Status Run::OnTimerSet(const worker::v1::TimerSet& timer) {
  if (absl::Status status = timers_->Set(timer.timer(), timer.delay_ms(), timer.repeat(), events_.acknowledged_clock()); !status.ok()) return status;
  if (journal_.complete()) {
    journal_.Append({.kind = JournalEntry::Kind::kTimerSet,
                     .repeat = timer.repeat(),
                     .event = events_.acknowledged(),
                     .seq = timer.timer(),
                     .delay_ms = timer.delay_ms()});
  }
  FireTimers(Now());
  return absl::OkStatus();
}

absl::Status Run::OnFinished(worker::v1::Finished finished) {
  const bool stopped = finished.reason() == worker::v1::Finished::REASON_STOPPED;
  absl::StatusOr<Finished> outcome = OutcomeOf(std::move(finished), {.limits = start_.limits, .source = start_.code});
  if (!outcome.ok()) return outcome.status();
  if (stopped) return OnStopped(*std::move(outcome));
  // The first cause counts: what a program returns in the grace period came too late.
  if (stop_.has_value()) {
    End(*std::move(stop_), EndedBy::kService);
  } else {
    End(*std::move(outcome), EndedBy::kProgram);
  }
  return absl::OkStatus();
}

absl::Status Run::OnStopped(Finished place) {
  Finished outcome;
  if (stop_.has_value()) {
    outcome = *std::move(stop_);
  } else {
    // Nobody here asked for it: the kernel's backstop did, or it is a lie.
    const absl::Duration used = CpuTime();
    if (used < start_.limits.cpu_time) return absl::InvalidArgumentError("says that it was stopped, which nobody asked for");
    outcome = CpuTimeLimit(start_.limits.cpu_time, used);
  }
  AddPlace(place, &outcome);
  outcome.mutable_warnings()->MergeFrom(place.warnings());
  *outcome.mutable_usage() = place.usage();
  End(std::move(outcome), EndedBy::kService);
  return absl::OkStatus();
}

void Run::Wake() {
  if (over_) return;
  const absl::Time now = Now();
  CheckDeadlines(now);
  if (over_ || stop_.has_value()) return;
  calls_->Expire(now);
  FireTimers(now);
}

void Run::CheckDeadlines(absl::Time now) {
  switch (deadlines_.Check(now, [this] { return CpuTime(); })) {
    case Deadlines::Due::kNothing:
      return;
    case Deadlines::Due::kKill:
      return End(*std::move(stop_), EndedBy::kService);
    case Deadlines::Due::kDrained:
      // What has not begun can be sent elsewhere as it is.
      if (!client_.started()) return Fail(absl::UnavailableError("the service is ending; the program was not started"));
      return End(Drained(), EndedBy::kService);
    case Deadlines::Due::kRpcDeadline:
      return Stop(WallTimeLimit("deadline", deadlines_.rpc_time(), now - started_, calls_->DescribeWaiting(now)));
    case Deadlines::Due::kWallTime: {
      const absl::Duration excluded = start_.limits.wall_time_excludes_tools ? calls_->tool_clock().Used(now) : absl::ZeroDuration();
      return Stop(WallTimeLimit("wall_time", start_.limits.wall_time, now - started_ - excluded, calls_->DescribeWaiting(now)));
    }
    case Deadlines::Due::kToolTime:
      return Stop(ToolTimeLimit(start_.limits.tool_time, calls_->tool_clock().Used(now), calls_->DescribeWaiting(now)));
    case Deadlines::Due::kCpuTime:
      return Stop(CpuTimeLimit(start_.limits.cpu_time, CpuTime()));
  }
}

void Run::FireTimers(absl::Time now) {
  if (over_ || stop_.has_value() || attempt_ == nullptr) return;
  while (timers_->NextDue().value_or(INT64_MAX) <= events_.ClockAt(now)) {
    if (client_.Congested()) return;
    if (!pace_.MayFire(events_.sent(), events_.acknowledged(), now, [this] { return CpuTime(); })) return;
    const uint32_t timer = *timers_->TakeDue(events_.ClockAt(now));
    events_.FireTimer(timer, now);
    ExecuteResponse message;
    isobridge::v1::TimerFired* fired = message.mutable_timer_fired();
    fired->set_timer(timer);
    fired->set_event(events_.sent());
    SetTimestamp(absl::FromUnixMicros(events_.sent_clock()), fired->mutable_time());
    client_.Send(std::move(message));
  }
}

void Run::Drain(absl::Time deadline) {
  if (over_) return;
  deadlines_.Drain(deadline);
  ExecuteResponse message;
  SetTimestamp(deadline, message.mutable_draining()->mutable_deadline());
  client_.Send(std::move(message));
}

void Run::AfterTask() {
  if (over_) return;
  if (attempt_ != nullptr && !stop_.has_value()) attempt_->SetReading(!client_.Congested());
  const absl::Time next = NextWake();
  if (alarm_.SetBy(next)) return;
  alarm_.Set(next, [weak = weak_from_this()](uint64_t number) {
    const std::shared_ptr<Execution> self = weak.lock();
    if (self == nullptr) return;
    Run* const run = static_cast<Run*>(self.get());
    run->Do([run, number] {
      if (run->alarm_.Rang(number)) run->Wake();
    });
  });
}

absl::Time Run::NextWake() const {
  absl::Time next = deadlines_.Next();
  if (stop_.has_value() || !calls_.has_value()) return next;
  next = std::min(next, calls_->next_deadline());
  // A client that doesn't read wakes the timers itself when it does.
  const std::optional<int64_t> due = timers_->NextDue();
  if (attempt_ == nullptr || !due.has_value() || client_.Congested()) return next;
  const absl::Time paced = pace_.look_again();
  return std::min(next, paced == absl::InfiniteFuture() ? events_.TimeOf(*due) : paced);
}

// ---- to its end -----------------------------------------------------------------------------------------------------

void Run::Stop(Finished reason) {
  if (over_ || stop_.has_value()) return;
  const absl::Time now = Now();
  if (attempt_ == nullptr) return End(std::move(reason), EndedBy::kService);
  stop_ = std::move(reason);
  calls_->VoidAll(now);
  deadlines_.Stopping(now);
  // What it says of where it was must come through, also to a client that is slow.
  attempt_->SetReading(true);
  attempt_->worker().Stop();
}

void Run::Misbehave(std::string_view what) {
  if (over_) return;
  environment_.observer->WorkerLost(start_.execution_id, absl::StrCat("broke the protocol: it ", what));
  End(stop_.has_value() ? *std::move(stop_) : Misbehaved(), EndedBy::kService);
}

void Run::WorkerGone(const WorkerExit& exit) {
  cpu_time_ = exit.cpu_time;
  resident_peak_bytes_ = exit.peak_resident_bytes;
  DestroyLater(std::move(attempt_));
  if (over_) return;
  if (stop_.has_value()) return End(*std::move(stop_), EndedBy::kService);
  if (std::optional<Finished> outcome = OutcomeOf(exit, start_.limits)) return End(*std::move(outcome), EndedBy::kService);
  environment_.observer->WorkerLost(start_.execution_id,
                                    absl::StrCat("died with signal ", exit.signal, ", status ", exit.status, "; last words: ", exit.last_words));
  if (RetryAfter(exit)) return;
  End(Crashed(), EndedBy::kService);
}

// A worker that died before it did anything with the program is replaced, once, and nobody notices.
bool Run::RetryAfter(const WorkerExit& exit) {
  if (acted_ || retried_) return false;
  retried_ = true;
  Acquire();
  return true;
}

void Run::End(Finished outcome, EndedBy by) {
  if (over_) return;
  if (!client_.started()) SendStarted();
  const absl::Time now = Now();
  cpu_time_ = CpuTime();
  if (by == EndedBy::kService && attempt_ != nullptr) attempt_->Kill();
  const std::vector<uint32_t> unanswered = calls_->VoidAll(now);
  if (by == EndedBy::kProgram && !unanswered.empty()) {
    isobridge::v1::Warning* warning = outcome.add_warnings();
    warning->set_code(isobridge::v1::Warning::CODE_CALLS_NOT_AWAITED);
    warning->set_message(absl::StrCat("the program ended without waiting for ", calls_->Describe(unanswered),
                                      "; the tools may have run. Await every call."));
  }
  Describe(now, &outcome);
  const std::string name = outcome.has_error() ? isobridge::v1::ExecutionError::Code_Name(outcome.error().code()) : "returned";
  ExecuteResponse message;
  *message.mutable_finished() = std::move(outcome);
  client_.Send(std::move(message));
  client_.Close(absl::OkStatus());
  Observe(name, now);
  Release();
}

void Run::Fail(absl::Status status) {
  if (over_) return;
  const std::string name = absl::StatusCodeToString(status.code());
  client_.Close(std::move(status));
  const absl::Time now = Now();
  cpu_time_ = CpuTime();
  calls_->VoidAll(now);
  Observe(name, now);
  Release();
}

// Nothing is left to say; the worker, if there is one, is on its way out.
void Run::Release() {
  over_ = true;
  alarm_.Stop();
  if (attempt_ != nullptr) attempt_->Kill();
}

void Run::Describe(absl::Time now, Finished* finished) const {
  for (const std::string& lowered : start_.lowered) {
    isobridge::v1::Warning* warning = finished->add_warnings();
    warning->set_code(isobridge::v1::Warning::CODE_LIMIT_LOWERED);
    warning->set_message(lowered);
  }
  if (!journal_.complete()) *finished->add_warnings() = JournalDropped(start_.limits.journal_bytes, journal_.bytes());
  isobridge::v1::Usage* usage = finished->mutable_usage();
  SetDuration(now - started_, usage->mutable_wall_time());
  SetDuration(cpu_time_, usage->mutable_cpu_time());
  SetDuration(queue_time_, usage->mutable_queue_time());
  SetDuration(compile_time_, usage->mutable_compile_time());
  usage->set_compile_cached(compile_cached_);
  calls_->AddUsage(now, usage);
  usage->set_console_lines(console_lines_);
  usage->set_console_bytes(console_bytes_);
  usage->set_timers_peak(timers_->peak());
  usage->set_source_bytes(start_.code.size());
  usage->set_input_bytes(start_.input_json.size());
  usage->set_result_bytes(ResultBytes(*finished));
  usage->set_journal_bytes(journal_.bytes());
  if (resident_peak_bytes_ != 0) usage->set_memory_peak_bytes(resident_peak_bytes_);
  usage->set_events(events_.acknowledged());
  if (program_ != nullptr) {
    finished->set_form(static_cast<isobridge::v1::ProgramForm>(program_->form));
    finished->set_fenced(program_->fenced);
  }
  calls_->Summarise(finished->mutable_calls());
}

void Run::Observe(std::string_view outcome, absl::Time now) {
  environment_.observer->ExecutionFinished(start_.execution_id, {.outcome = outcome,
                                                                 .wall_time = client_.started() ? now - started_ : absl::ZeroDuration(),
                                                                 .cpu_time = cpu_time_,
                                                                 .queue_time = queue_time_,
                                                                 .compile_time = compile_time_,
                                                                 .calls = calls_->made()});
}

}  // namespace

std::shared_ptr<Execution> Execution::Create(const ExecutionEnvironment& environment, ExecutionOrigin origin, isobridge::v1::Start start,
                                             ExecutionClient* client) {
  auto run = std::make_shared<Run>(environment, std::move(origin), client);
  run->Begin(std::move(start));
  return run;
}

}  // namespace isobridge::bridge
