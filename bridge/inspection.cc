#include "bridge/inspection.h"

#include <atomic>
#include <utility>

#include "absl/status/status.h"
#include "bridge/check/tool_effects.h"
#include "bridge/memory_budget.h"
#include "bridge/outcome.h"
#include "bridge/start_up.h"
#include "bridge/strand.h"
#include "bridge/thread_time.h"
#include "bridge/waiting_messages.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::CheckResponse;

// Everything but OnDisconnect runs on the strand.
class Look final : public Inspection {
 public:
  Look(const ExecutionEnvironment& environment, ExecutionOrigin origin, Done done)
      : environment_(environment),
        origin_(std::move(origin)),
        waiting_messages_(environment_.memory->Open(origin_.tenant, /*step=*/1)),
        start_up_(&environment_, &origin_),
        memory_(environment_.memory->Open(origin_.tenant)),
        done_(std::move(done)) {}

  void Begin(isobridge::v1::Start start) {
    start_up_.Measure(start);
    // From Accept on what is made of it is counted.
    waiting_messages_.Wait(
        start_up_.start_bytes(), start_up_.weight(), [this](auto what, Strand::Weight its) { Do(std::move(what), its); },
        [this, start = std::move(start)]() mutable { Accept(std::move(start)); },
        [this](absl::Status room) { Finish(std::move(room)); });
  }
  void OnDisconnect() override {
    disconnected_ = true;
    Do([this] { Finish(Disconnected()); });
  }

 private:
  static absl::Status Disconnected() { return absl::CancelledError("the client is gone"); }

  template <typename Task>
  void Do(Task task, Strand::Weight weight = Strand::Weight::kLight) {
    strand_.Post([self = shared_from_this(), task = std::move(task)]() mutable { task(); }, weight);
  }
  template <typename Result>
  std::function<void(Result)> OnStrand(void (Look::*method)(Result)) {
    return [self = std::static_pointer_cast<Look>(shared_from_this()), method](Result result) {
      self->Do([look = self.get(), method, result = std::move(result)]() mutable { (look->*method)(std::move(result)); });
    };
  }

  void Accept(isobridge::v1::Start start) {
    if (disconnected_) return Finish(Disconnected());
    absl::Status status = start_up_.Check(std::move(start));
    if (status.ok()) status = memory_->Hold(start_up_.request_bytes());
    if (!status.ok()) return Finish(std::move(status));
    start_up_.Enter(OnStrand(&Look::OnPlace));
  }

  void OnPlace(absl::Status status) {
    if (over_) return;
    if (!status.ok()) return Finish(std::move(status));
    start_up_.Compile(OnStrand(&Look::OnCompiled));
  }

  void OnCompiled(absl::StatusOr<CompileResult> result) {
    start_up_.Answered(result.ok() ? result->cpu_time : absl::ZeroDuration());
    if (over_) return;
    if (!result.ok()) return Finish(result.status());
    start_up_.SetProgram(std::move(result->program));
    const CompiledProgram& program = *start_up_.program();
    const CheckedStart& request = start_up_.request();
    response_.set_form(static_cast<isobridge::v1::ProgramForm>(program.form));
    response_.set_fenced(program.fenced);
    response_.set_mode(start_up_.check_mode());
    if (!program.error.empty()) {
      isobridge::v1::Finished outcome =
          OutcomeOf(program, request.code, request.catalog->tools().FunctionNames(request.allowed_tools));
      *response_.mutable_error() = std::move(*outcome.mutable_error());
      response_.set_would_block(true);
      return Finish(std::move(response_));
    }
    const ThreadTime begun;
    *response_.mutable_effects() = EffectsOf(request.code, program, request.catalog->tools(), request.allowed_tools);
    cpu_time_ = begun.Used();
    if (start_up_.check_mode() == isobridge::v1::CHECK_MODE_OFF) return Finish(std::move(response_));
    start_up_.CheckTypes(OnStrand(&Look::OnTypesChecked));
  }

  void OnTypesChecked(ProgramVerdict verdict) {
    start_up_.Answered(verdict.cpu_time);
    if (over_) return;
    response_.mutable_diagnostics()->Add(verdict.diagnostics.begin(), verdict.diagnostics.end());
    response_.mutable_notes()->Add(verdict.notes.begin(), verdict.notes.end());
    response_.set_skipped(verdict.skipped);
    response_.set_would_block(verdict.Blocks(start_up_.check_mode()));
    Finish(std::move(response_));
  }

  void Finish(absl::StatusOr<CheckResponse> response) {
    if (std::exchange(over_, true)) return;
    start_up_.Leave(cpu_time_);
    std::exchange(done_, nullptr)(std::move(response));
  }

  const ExecutionEnvironment environment_;
  const ExecutionOrigin origin_;

  // Self-synchronised.
  WaitingMessages waiting_messages_;
  Strand strand_{environment_.background, origin_.tenant};
  // Before the strand comes to it.
  std::atomic<bool> disconnected_ = false;

  // On the strand alone.
  StartUp start_up_;
  const std::unique_ptr<MemoryBudget::Account> memory_;
  Done done_;
  CheckResponse response_;
  // Of the service itself, beside the check's.
  absl::Duration cpu_time_ = absl::ZeroDuration();
  bool over_ = false;
};

}  // namespace

std::shared_ptr<Inspection> Inspection::Create(const ExecutionEnvironment& environment, ExecutionOrigin origin,
                                               isobridge::v1::Start start, Done done) {
  auto look = std::make_shared<Look>(environment, std::move(origin), std::move(done));
  look->Begin(std::move(start));
  return look;
}

}  // namespace isobridge::bridge
