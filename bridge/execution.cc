#include "bridge/execution.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/alarm.h"
#include "bridge/attachments.h"
#include "bridge/attempt.h"
#include "bridge/call_traffic.h"
#include "bridge/check/program_check.h"
#include "bridge/checked_start.h"
#include "bridge/client_stream.h"
#include "bridge/console_traffic.h"
#include "bridge/deadlines.h"
#include "bridge/event_stream.h"
#include "bridge/execution_account.h"
#include "bridge/journal.h"
#include "bridge/lookup_traffic.h"
#include "bridge/memory_budget.h"
#include "bridge/outcome.h"
#include "bridge/proto_time.h"
#include "bridge/start_up.h"
#include "bridge/strand.h"
#include "bridge/timer_traffic.h"
#include "bridge/waiting_messages.h"

namespace isobridge::bridge {
namespace {

// Messages of so many bytes are read, and held against schemas, in the background.
constexpr uint64_t kHeavyBytes = 16u << 10;
// What a message takes beside its bytes while it waits.
constexpr uint64_t kMessageBytes = 512;

using isobridge::v1::ExecuteResponse;
using isobridge::v1::ExecutionError;
using isobridge::v1::Finished;

// The outcome of a program that gave a value.
constexpr char kReturned[] = "returned";

// Who brought an execution to its end.
enum class EndedBy { kProgram, kService };

// Everything but the overrides of Execution and of AttemptListener runs on the strand.
class Run final : public Execution, public AttemptListener {
 public:
  Run(const ExecutionEnvironment& environment, ExecutionOrigin origin, ExecutionClient* client)
      : environment_(environment),
        origin_(std::move(origin)),
        waiting_messages_(environment_.memory->Open(origin_.tenant, /*step=*/1)),
        start_up_(&environment_, &origin_),
        account_(environment_.timers->Now()),
        memory_(environment_.memory->Open(origin_.tenant)),
        client_(client),
        events_(&journal_),
        deadlines_(origin_.deadline),
        alarm_(environment_.timers) {}

  void Begin(isobridge::v1::Start start) {
    start_up_.Measure(start);
    // From Accept on what is made of it is counted.
    DoWith(
        start_up_.start_bytes(), start_up_.weight(), [this, start = std::move(start)]() mutable { Accept(std::move(start)); },
        [this](absl::Status room) { Refuse(std::move(room)); });
  }

  void OnCallResult(isobridge::v1::CallResult result) override { OnAnswer(std::move(result)); }
  void OnCallError(isobridge::v1::CallError error) override { OnAnswer(std::move(error)); }
  void OnCancel(isobridge::v1::Cancel cancel) override {
    // The first cause counts, also while the program has its grace.
    Do([this, cancel = std::move(cancel)] {
      End(stop_.has_value() ? *std::move(stop_) : Cancelled(cancel.reason()), EndedBy::kService);
    });
  }
  void OnHalfClose() override {
    Do([this] {
      if (!over_) calls_->OnHalfClose(Now());
    });
  }
  void OnDisconnect() override {
    disconnected_ = true;
    Do([this] { Fail(Disconnected()); });
  }
  void OnClientDrained() override {
    Do([this] { Wake(); });
  }
  void OnDrain(absl::Time deadline) override {
    Do([this, deadline] { Drain(deadline); });
  }

  void OnWorkerFrame(Attempt* attempt, worker::v1::FromWorker frame) override {
    const uint64_t bytes = frame.ByteSizeLong();
    const bool takes_long = frame.has_call() && calls_->TakesLong(frame.call());
    const Strand::Weight weight = takes_long ? Strand::Weight::kHeavy : WeightOf(bytes);
    if (weight == Strand::Weight::kHeavy || strand_.WaitsForBackground()) {
      return OnWaitingFrame(attempt, std::move(frame), kMessageBytes + bytes, weight);
    }
    Do([this, attempt, frame = std::move(frame)]() mutable {
      if (attempt == attempt_.get() && !over_) Handle(std::move(frame));
    });
  }
  void OnWorkerGarbage(absl::Status what) override {
    Do([this, what = std::move(what)] { Misbehave(what.message()); });
  }
  void OnWorkerDrained() override {
    Do([] {});
  }
  void OnWorkerExit(WorkerExit exit) override {
    Do([this, exit = std::move(exit)] { WorkerGone(exit); });
  }

 private:
  // Puts a task on the strand; afterwards looks whether client and worker keep up and when the next thing is due.
  template <typename Task>
  void Do(Task task, Strand::Weight weight = Strand::Weight::kLight) {
    strand_.Post(
        [self = Self(), task = std::move(task)]() mutable {
          task();
          self->AfterTask();
        },
        weight);
  }
  // The same for what comes with a message of so many bytes; `no_room` instead, if there is no memory for it to wait.
  template <typename Task, typename NoRoom>
  void DoWith(uint64_t bytes, Strand::Weight weight, Task task, NoRoom no_room) {
    const auto post = [this](auto what, Strand::Weight its) { Do(std::move(what), its); };
    waiting_messages_.Wait(bytes, weight, post, std::move(task), std::move(no_room));
  }
  // Of what takes as long as it has bytes.
  static Strand::Weight WeightOf(uint64_t bytes) { return bytes < kHeavyBytes ? Strand::Weight::kLight : Strand::Weight::kHeavy; }
  // A callback, for any thread, that brings what it is called with to `method` on the strand.
  template <typename Result>
  std::function<void(Result)> OnStrand(void (Run::*method)(Result), Strand::Weight weight = Strand::Weight::kLight) {
    return [self = Self(), method, weight](Result result) {
      self->Do([run = self.get(), method, result = std::move(result)]() mutable { (run->*method)(std::move(result)); }, weight);
    };
  }
  // On the thread that serves the workers: it waits for the background, and the worker with it.
  void OnWaitingFrame(Attempt* attempt, worker::v1::FromWorker frame, uint64_t bytes, Strand::Weight weight) {
    attempt->HoldUp();
    DoWith(
        bytes, weight,
        [this, attempt, frame = std::move(frame)]() mutable {
          if (attempt != attempt_.get()) return;
          if (!over_) Handle(std::move(frame));
          attempt_->GoOn();
        },
        [this, attempt, bytes](const absl::Status& /*room*/) {
          End(ServiceMemory(HeldBytes() + bytes), EndedBy::kService);
          if (attempt == attempt_.get()) attempt_->GoOn();
        });
  }
  std::shared_ptr<Run> Self() { return std::static_pointer_cast<Run>(shared_from_this()); }
  absl::Time Now() const { return environment_.timers->Now(); }

  template <typename Message>
  void OnAnswer(Message answer) {
    if (!accepted_) return OnEarlyAnswer(std::move(answer));
    // Here and not on the strand, whose thread may be the one that serves every worker.
    const auto checked = std::make_shared<CallTraffic::ClientAnswer>(calls_->Check(std::move(answer)));
    const uint64_t bytes = kMessageBytes + checked->bytes;
    const Strand::Weight weight = calls_->AnswersTakeLong() ? Strand::Weight::kHeavy : WeightOf(checked->bytes);
    const auto take = [this, checked] {
      if (!over_) TakeAnswer(std::move(*checked));
    };
    if (weight == Strand::Weight::kLight && !strand_.WaitsForBackground()) return Do(take);
    DoWith(bytes, weight, take, [this, bytes, weight, take](const absl::Status& /*room*/) {
      if (over_) return;
      if (!HasRoom(bytes)) return End(ServiceMemory(HeldBytes() + bytes), EndedBy::kService);
      Do(take, weight);
    });
  }
  // Many tools take their time; what comes meanwhile waits for that.
  template <typename Message>
  void OnEarlyAnswer(Message answer) {
    const uint64_t bytes = answer.ByteSizeLong();
    DoWith(
        kMessageBytes + bytes, Strand::Weight::kHeavy,
        [this, answer = std::move(answer)]() mutable {
          if (!over_) TakeAnswer(calls_->Check(std::move(answer)));
        },
        [this](absl::Status room) { Fail(std::move(room)); });
  }
  void TakeAnswer(CallTraffic::ClientAnswer answer) {
    refused_ = !calls_->OnAnswer(std::move(answer), Now());
    owes_read_ = true;
  }
  static absl::Status Disconnected() { return absl::CancelledError("the client is gone"); }

  // ---- from `start` to a running program ----

  void Accept(isobridge::v1::Start start);
  void Refuse(absl::Status status);
  void OnPlace(absl::Status status);
  void OnCompiled(absl::StatusOr<CompileResult> result);
  void OnTypesChecked(ProgramVerdict verdict);
  void Acquire();
  void OnWorker(absl::StatusOr<std::unique_ptr<Worker>> worker);
  void RunIn(std::unique_ptr<Worker> worker);
  void SendStarted(absl::Time now);

  // ---- while it runs ----

  void Handle(worker::v1::FromWorker frame);
  absl::Status HandleKind(worker::v1::FromWorker& frame);
  absl::Status OnLookup(worker::v1::Lookup lookup);
  void AnswerLookups();
  void OnLookupAnswer(LookupTraffic::Answer answer);
  absl::Status OnTimerSet(const worker::v1::TimerSet& timer);
  absl::Status OnFinished(worker::v1::Finished finished);
  absl::Status OnStopped(const Finished& place);
  void Wake();
  void CheckDeadlines(absl::Time now);
  void FireTimers(absl::Time now);
  void Drain(absl::Time deadline);
  void AfterTask();
  void ReadOn();
  absl::Time NextWake() const;
  // What the service holds for it, beside `more`, must have room; the record goes first. False: there is no room.
  bool HasRoom(uint64_t more = 0);
  uint64_t HeldBytes() const;
  absl::Duration CpuTime() const {
    return attempt_ == nullptr ? account_.cpu_time() : attempt_->worker().CpuTime() + ServiceTime();
  }
  // Of the service's own threads, for the program.
  absl::Duration ServiceTime() const { return lookups_->cpu_time() + calls_->cpu_time(); }

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

  // Self-synchronised.
  WaitingMessages waiting_messages_;
  Strand strand_{environment_.background, origin_.tenant};
  // Set on the strand, once `calls_` is there.
  std::atomic<bool> accepted_ = false;
  // Set before the strand comes to it.
  std::atomic<bool> disconnected_ = false;

  // On the strand alone.
  StartUp start_up_;
  ExecutionAccount account_;
  // Until the client has taken everything: the execution lives so long.
  const std::unique_ptr<MemoryBudget::Account> memory_;
  ClientStream client_;
  // Records from the moment when its limit is known.
  Journal journal_{0};
  bool journal_made_room_ = false;
  EventStream events_;
  Deadlines deadlines_;
  Alarm alarm_;
  // From Accept on.
  std::optional<CallTraffic> calls_;
  std::optional<LookupTraffic> lookups_;
  std::optional<ConsoleTraffic> console_;
  std::optional<TimerTraffic> timers_;
  // The program's clock at its start.
  absl::Time clock_;
  // The last answer was refused; the client was not yet told to send the next.
  bool refused_ = false;
  bool owes_read_ = false;
  std::unique_ptr<Attempt> attempt_;
  // The worker has done something with the program; a crash can't be hidden any more.
  bool acted_ = false;
  bool retried_ = false;
  // Why the program is being stopped.
  std::optional<Finished> stop_;
  bool over_ = false;
};

// ---- from `start` to a running program ------------------------------------------------------------------------------

void Run::Refuse(absl::Status status) {
  over_ = true;
  client_.Close(std::move(status));
}

void Run::Accept(isobridge::v1::Start start) {
  absl::Status status = disconnected_ ? Disconnected() : start_up_.Check(std::move(start));
  if (status.ok()) status = memory_->Hold(start_up_.request_bytes());
  if (!status.ok()) return Refuse(std::move(status));
  const CheckedStart& request = start_up_.request();
  const Limits& limits = request.limits;
  const LimitPolicy& policy = *environment_.limits;
  calls_.emplace(CallTraffic::Options{.table = {.max_in_flight = limits.calls_in_flight,
                                                .call_time = limits.call_time,
                                                .max_held = policy.held_answers,
                                                .max_held_bytes = policy.held_answer_bytes},
                                      .execution_id = request.execution_id,
                                      .traceparent = origin_.traceparent,
                                      .args_bytes = limits.args_bytes,
                                      .max_calls = limits.calls,
                                      .queued_bytes = policy.queued_call_bytes,
                                      .json_depth = limits.json_depth,
                                      .answers = {.max_bytes = limits.answer_bytes, .max_depth = limits.json_depth},
                                      .validation = request.validation,
                                      .attachments = request.attachments,
                                      .report_settled = request.report_settled_calls,
                                      .allowed_tools = request.allowed_tools},
                 request.catalog.get(), &events_, &journal_, &client_);
  lookups_.emplace(request.catalog.get(), &request.allowed_tools, policy.lookups, &events_, &journal_);
  console_.emplace(limits.console_bytes, limits.console_lines, &events_, &client_);
  timers_.emplace(limits.timers, &events_, &journal_, &client_);
  journal_ = Journal(limits.journal_bytes);
  environment_.observer->ExecutionStarted(request.execution_id);
  accepted_ = true;
  start_up_.Enter(OnStrand(&Run::OnPlace));
}

void Run::OnPlace(absl::Status status) {
  if (over_) return;
  if (!status.ok()) {
    account_.Refused(Now());
    return Fail(std::move(status));
  }
  account_.Admitted(Now());
  start_up_.Compile(OnStrand(&Run::OnCompiled));
}

void Run::OnCompiled(absl::StatusOr<CompileResult> result) {
  start_up_.Answered(result.ok() ? result->cpu_time : absl::ZeroDuration());
  if (over_) return;
  if (!result.ok()) return Fail(result.status());
  account_.Compiled(Now(), result->cached);
  start_up_.SetProgram(std::move(result->program));
  const CompiledProgram& program = *start_up_.program();
  const CheckedStart& request = start_up_.request();
  if (!program.error.empty())
    return End(OutcomeOf(program, request.code, request.catalog->tools().FunctionNames(request.allowed_tools)),
               EndedBy::kProgram);
  if (start_up_.check_mode() == isobridge::v1::CHECK_MODE_OFF) return Acquire();
  // A worker is asked for afterwards: one that waits for a check would be missed by others.
  start_up_.CheckTypes(OnStrand(&Run::OnTypesChecked));
}

void Run::OnTypesChecked(ProgramVerdict verdict) {
  start_up_.Answered(verdict.cpu_time);
  if (over_) return;
  account_.Checked(Now(), verdict.cached);
  start_up_.SetVerdict(std::move(verdict));
  if (start_up_.verdict().Blocks(start_up_.check_mode())) return End(CheckFailed(start_up_.verdict()), EndedBy::kProgram);
  Acquire();
}

// The request is copied for its worker.
void Run::Acquire() { start_up_.Acquire(Now(), OnStrand(&Run::OnWorker, WeightOf(start_up_.request_bytes()))); }

void Run::OnWorker(absl::StatusOr<std::unique_ptr<Worker>> worker) {
  start_up_.Answered();
  if (over_) {
    if (worker.ok()) DestroyLater(*std::move(worker));
    return;
  }
  if (worker.ok()) return RunIn(*std::move(worker));
  // The client was told that the program runs; that its second worker can't be had is no fault of the request.
  if (retried_) return End(Crashed(), EndedBy::kService);
  Fail(start_up_.Refusal(worker.status(), Now()));
}

void Run::RunIn(std::unique_ptr<Worker> worker) {
  const absl::Time now = Now();
  if (!client_.started()) {
    account_.Queued(now);
    SendStarted(now);
    deadlines_.Start(now, start_up_.request().limits, &calls_->tool_clock());
    calls_->Begin(&deadlines_);
  }
  attempt_ = std::make_unique<Attempt>(Self(), std::move(worker));
  events_.Begin(&attempt_->worker(), attempt_->token(), account_.started(), clock_);
  attempt_->worker().Listen(attempt_.get());
  attempt_->worker().Send(start_up_.BeginFrame(attempt_->token(), clock_));
}

void Run::SendStarted(absl::Time now) {
  account_.Started(now);
  clock_ = start_up_.ClockAt(now);
  client_.Start(start_up_.Started(clock_));
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
    case worker::v1::FromWorker::kLookup:
      return stop_.has_value() ? absl::OkStatus() : OnLookup(std::move(*frame.mutable_lookup()));
    case worker::v1::FromWorker::kConsole:
      return console_->OnLine(std::move(*frame.mutable_console()), Now());
    case worker::v1::FromWorker::kTimerSet:
      return OnTimerSet(frame.timer_set());
    case worker::v1::FromWorker::kTimerCleared:
      return timers_->OnCleared(frame.timer_cleared());
    case worker::v1::FromWorker::kFinished:
      return OnFinished(std::move(*frame.mutable_finished()));
    case worker::v1::FromWorker::kCompiled:
    case worker::v1::FromWorker::kReady:
    case worker::v1::FromWorker::FRAME_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(absl::StrCat("sent a frame of kind ", static_cast<int>(frame.frame_case())));
}

absl::Status Run::OnLookup(worker::v1::Lookup lookup) {
  if (absl::Status status = lookups_->OnLookup(std::move(lookup)); !status.ok()) return status;
  AnswerLookups();
  return absl::OkStatus();
}

// One at a time, so that programs take turns and a limit is noticed in between.
void Run::AnswerLookups() {
  std::optional<LookupTraffic::Question> question = lookups_->Next();
  if (!question.has_value()) return;
  environment_.background->Add(origin_.tenant, [self = Self(), question = *std::move(question)] {
    self->Do(
        [run = self.get(), answer = self->lookups_->MakeAnswer(question)]() mutable { run->OnLookupAnswer(std::move(answer)); });
  });
}

void Run::OnLookupAnswer(LookupTraffic::Answer answer) {
  if (over_ || stop_.has_value()) return;
  const absl::Time now = Now();
  lookups_->OnAnswer(std::move(answer), now);
  const absl::Duration limit = start_up_.request().limits.cpu_time;
  if (const absl::Duration used = CpuTime(); used >= limit) return Stop(CpuTimeLimit(limit, used));
  AnswerLookups();
}

absl::Status Run::OnTimerSet(const worker::v1::TimerSet& timer) {
  if (absl::Status status = timers_->OnSet(timer); !status.ok()) return status;
  FireTimers(Now());
  return absl::OkStatus();
}

absl::Status Run::OnFinished(worker::v1::Finished finished) {
  const bool stopped = finished.reason() == worker::v1::Finished::REASON_STOPPED;
  absl::StatusOr<Finished> outcome = OutcomeOf(std::move(finished), {.limits = start_up_.request().limits,
                                                                     .source = start_up_.request().code,
                                                                     .attachments = start_up_.request().attachments,
                                                                     .truncate = start_up_.request().truncate_result});
  if (!outcome.ok()) return outcome.status();
  if (stopped) return OnStopped(*outcome);
  // The first cause counts: what a program returns in the grace period came too late.
  if (stop_.has_value()) {
    End(*std::move(stop_), EndedBy::kService);
  } else {
    End(*std::move(outcome), EndedBy::kProgram);
  }
  return absl::OkStatus();
}

absl::Status Run::OnStopped(const Finished& place) {
  Finished outcome;
  if (stop_.has_value()) {
    outcome = *std::move(stop_);
  } else {
    // Nobody here asked for it: the kernel's backstop did, or it is a lie.
    const absl::Duration used = CpuTime();
    const absl::Duration limit = start_up_.request().limits.cpu_time;
    if (used < limit) return absl::InvalidArgumentError("says that it was stopped, which nobody asked for");
    outcome = CpuTimeLimit(limit, used);
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
  const Limits& limits = start_up_.request().limits;
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
      return Stop(WallTimeLimit("deadline", deadlines_.rpc_time(), now - account_.started(), calls_->DescribeWaiting(now)));
    case Deadlines::Due::kWallTime: {
      const absl::Duration excluded = limits.wall_time_excludes_tools ? calls_->tool_clock().Used(now) : absl::ZeroDuration();
      return Stop(
          WallTimeLimit("wall_time", limits.wall_time, now - account_.started() - excluded, calls_->DescribeWaiting(now)));
    }
    case Deadlines::Due::kToolTime:
      return Stop(ToolTimeLimit(limits.tool_time, calls_->tool_clock().Used(now), calls_->DescribeWaiting(now)));
    case Deadlines::Due::kCpuTime:
      return Stop(CpuTimeLimit(limits.cpu_time, CpuTime()));
  }
}

void Run::FireTimers(absl::Time now) {
  if (over_ || stop_.has_value() || attempt_ == nullptr) return;
  timers_->Fire(now, [this] { return CpuTime(); });
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
  if (!HasRoom()) return End(ServiceMemory(HeldBytes()), EndedBy::kService);
  if (attempt_ != nullptr && !stop_.has_value()) attempt_->SetReading(!client_.Congested());
  ReadOn();
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

// A client may send no faster than the program takes; nor, if all that it gets is refusals, than it reads them.
void Run::ReadOn() {
  if (!owes_read_) return;
  if (attempt_ != nullptr && attempt_->worker().Congested()) return;
  if (refused_ && client_.Congested()) return;
  owes_read_ = false;
  client_.ReadOn();
}

bool Run::HasRoom(uint64_t more) {
  if (memory_->Hold(HeldBytes() + more).ok()) return true;
  if (journal_.held_bytes() == 0) return false;
  journal_.Drop();
  journal_made_room_ = true;
  return memory_->Hold(HeldBytes() + more).ok();
}

uint64_t Run::HeldBytes() const {
  return start_up_.request_bytes() + journal_.held_bytes() + calls_->bytes() + lookups_->waiting_bytes() +
         events_.pending_bytes() + client_.QueuedBytes();
}

absl::Time Run::NextWake() const {
  absl::Time next = deadlines_.Next();
  if (stop_.has_value() || !calls_.has_value()) return next;
  next = std::min(next, calls_->next_deadline());
  return attempt_ == nullptr ? next : std::min(next, timers_->Next());
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
  environment_.observer->WorkerLost(start_up_.request().execution_id, absl::StrCat("broke the protocol: it ", what));
  End(stop_.has_value() ? *std::move(stop_) : Misbehaved(), EndedBy::kService);
}

void Run::WorkerGone(const WorkerExit& exit) {
  account_.WorkerGone(exit);
  account_.SetCpuTime(exit.cpu_time + ServiceTime());
  DestroyLater(std::move(attempt_));
  if (over_) return;
  if (stop_.has_value()) return End(*std::move(stop_), EndedBy::kService);
  if (std::optional<Finished> outcome = OutcomeOf(exit, start_up_.request().limits))
    return End(*std::move(outcome), EndedBy::kService);
  environment_.observer->WorkerLost(
      start_up_.request().execution_id,
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
  const absl::Time now = Now();
  if (!client_.started()) SendStarted(now);
  account_.SetCpuTime(CpuTime());
  // The client takes the result later.
  const uint64_t result_bytes = outcome.value().json().size() + BytesOf(outcome.value().attachments());
  if (result_bytes > 0 && !HasRoom(result_bytes)) outcome = ServiceMemory(HeldBytes() + result_bytes);
  if (by == EndedBy::kService && attempt_) attempt_->Kill();
  const std::vector<uint32_t> unanswered = calls_->VoidAll(now);
  if (by == EndedBy::kProgram && !unanswered.empty()) {
    *outcome.add_warnings() = CallsNotAwaited(calls_->Describe(unanswered));
  }
  Describe(now, &outcome);
  const std::string name = outcome.has_error() ? ExecutionError::Code_Name(outcome.error().code()) : kReturned;
  // What the client starts next may need the place, and what it was told is counted by then.
  start_up_.Leave(account_.cpu_time());
  Observe(name, now);
  ExecuteResponse message;
  *message.mutable_finished() = std::move(outcome);
  client_.Send(std::move(message));
  client_.Close(absl::OkStatus());
  Release();
}

void Run::Fail(absl::Status status) {
  if (over_) return;
  const std::string name = absl::StatusCodeToString(status.code());
  const absl::Time now = Now();
  account_.SetCpuTime(CpuTime());
  start_up_.Leave(account_.cpu_time());
  Observe(name, now);
  client_.Close(std::move(status));
  calls_->VoidAll(now);
  Release();
}

// Nothing is left to say; the worker, if there is one, is on its way out.
void Run::Release() {
  over_ = true;
  alarm_.Stop();
  if (attempt_) attempt_->Kill();
}

void Run::Describe(absl::Time now, Finished* finished) const {
  start_up_.Describe(finished);
  const uint64_t journal_limit = start_up_.request().limits.journal_bytes;
  if (!journal_.complete()) {
    *finished->add_warnings() =
        journal_made_room_ ? JournalDroppedForRoom(journal_.bytes()) : JournalDropped(journal_limit, journal_.bytes());
  }
  calls_->AddWarnings(finished->mutable_warnings());
  isobridge::v1::Usage* usage = finished->mutable_usage();
  account_.AddUsage(now, usage);
  calls_->AddUsage(now, usage);
  console_->AddUsage(usage);
  timers_->AddUsage(usage);
  usage->set_result_bytes(ResultBytes(*finished));
  usage->set_journal_bytes(journal_.bytes());
  usage->set_events(events_.acknowledged());
  calls_->Summarise(finished->mutable_calls());
}

void Run::Observe(std::string_view outcome, absl::Time now) {
  environment_.observer->ExecutionFinished(start_up_.request().execution_id, account_.Summary(outcome, calls_->made(), now));
}

}  // namespace

std::shared_ptr<Execution> Execution::Create(const ExecutionEnvironment& environment, ExecutionOrigin origin,
                                             isobridge::v1::Start start, ExecutionClient* client) {
  auto run = std::make_shared<Run>(environment, std::move(origin), client);
  run->Begin(std::move(start));
  return run;
}

std::vector<std::string> OutcomeNames() {
  std::vector<std::string> names = {kReturned};
  const google::protobuf::EnumDescriptor& codes = *ExecutionError::Code_descriptor();
  for (int i = 0; i < codes.value_count(); ++i) {
    if (codes.value(i)->number() != ExecutionError::CODE_UNSPECIFIED) names.push_back(codes.value(i)->name());
  }
  for (int code = 1; code <= static_cast<int>(absl::StatusCode::kUnauthenticated); ++code) {
    names.push_back(absl::StatusCodeToString(static_cast<absl::StatusCode>(code)));
  }
  return names;
}

}  // namespace isobridge::bridge
