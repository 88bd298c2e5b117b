#ifndef ISOBRIDGE_BRIDGE_EXECUTION_FIXTURE_H_
#define ISOBRIDGE_BRIDGE_EXECUTION_FIXTURE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "bridge/admission.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/check/catalog_types.h"
#include "bridge/check/program_check.h"
#include "bridge/execution.h"
#include "bridge/fake_background.h"
#include "bridge/fake_execution_client.h"
#include "bridge/fake_program_checker.h"
#include "bridge/fake_timers.h"
#include "bridge/fake_worker.h"
#include "bridge/limits.h"
#include "bridge/memory_budget.h"
#include "bridge/program_compiler.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "telemetry/observer.h"

namespace isobridge::bridge {

// Answers every source with one program, at once or when a test says so.
class FakeCompiler final : public ProgramCompiler {
 public:
  FakeCompiler() {
    program.code = "compiled";
    program.form = isobridge::v1::PROGRAM_FORM_STATEMENTS;
  }
  void Compile(const std::string& tenant, const std::string& source, int language, Callback done) override {
    tenants.push_back(tenant);
    languages.push_back(language);
    if (hold) {
      waiting = std::move(done);
    } else {
      Answer(done);
    }
  }
  void Answer(const Callback& done) {
    if (!refusal.ok()) return done(refusal);
    done(CompileResult{.program = std::make_shared<CompiledProgram>(program), .cached = true, .cpu_time = cpu_time});
  }

  CompiledProgram program;
  absl::Duration cpu_time;
  absl::Status refusal;
  bool hold = false;
  Callback waiting;
  std::vector<std::string> tenants;
  std::vector<int> languages;
};

// Remembers what an execution told its observer.
class FakeObserver final : public telemetry::Observer {
 public:
  void ExecutionStarted(std::string_view) override { ++started; }
  void ExecutionFinished(std::string_view, const telemetry::ExecutionSummary& summary) override {
    outcomes.emplace_back(summary.outcome);
  }
  void WorkerLost(std::string_view, std::string_view reason) override { lost.emplace_back(reason); }

  int started = 0;
  std::vector<std::string> outcomes;
  std::vector<std::string> lost;
};

// ---- what a worker says ----

inline worker::v1::FromWorker CallFrame(uint32_t id, uint32_t tool = 0, std::string args = "{}") {
  worker::v1::FromWorker frame;
  frame.mutable_call()->set_call(id);
  frame.mutable_call()->set_tool(tool);
  frame.mutable_call()->set_args_json(std::move(args));
  return frame;
}
inline worker::v1::FromWorker ConsoleFrame(std::string text, uint32_t level = isobridge::v1::Console::LEVEL_LOG) {
  worker::v1::FromWorker frame;
  frame.mutable_console()->set_level(level);
  frame.mutable_console()->set_text(std::move(text));
  return frame;
}
enum class Repeat { kNo, kYes };
inline worker::v1::FromWorker TimerFrame(uint32_t timer, uint32_t delay_ms, Repeat repeat = Repeat::kNo) {
  worker::v1::FromWorker frame;
  frame.mutable_timer_set()->set_timer(timer);
  frame.mutable_timer_set()->set_delay_ms(delay_ms);
  frame.mutable_timer_set()->set_repeat(repeat == Repeat::kYes);
  return frame;
}
inline worker::v1::FromWorker ClearFrame(uint32_t timer) {
  worker::v1::FromWorker frame;
  frame.mutable_timer_cleared()->set_timer(timer);
  return frame;
}
inline worker::v1::FromWorker ReturnFrame(std::string json) {
  worker::v1::FromWorker frame;
  frame.mutable_finished()->set_value_json(std::move(json));
  frame.mutable_finished()->set_reason(worker::v1::Finished::REASON_RETURNED);
  return frame;
}
inline worker::v1::FromWorker FailFrame(worker::v1::Finished::Reason reason, std::string name = "", std::string message = "",
                                        uint32_t line = 0) {
  worker::v1::FromWorker frame;
  frame.mutable_finished()->set_reason(reason);
  worker::v1::Error* error = frame.mutable_finished()->mutable_error();
  error->set_name(std::move(name));
  error->set_message(std::move(message));
  error->set_line(line);
  error->set_column(line == 0 ? 0 : 8);
  return frame;
}

// ---- what a client says ----

inline isobridge::v1::CallResult Result(uint32_t id, std::string json) {
  isobridge::v1::CallResult result;
  result.set_id(id);
  result.set_result_json(std::move(json));
  return result;
}
inline isobridge::v1::CallError Error(uint32_t id, std::string message) {
  isobridge::v1::CallError error;
  error.set_id(id);
  error.set_message(std::move(message));
  return error;
}

// An execution between a fake client and fake workers, on a clock that a test moves.
class ExecutionFixture : public ::testing::Test {
 protected:
  ExecutionFixture() : timers_(absl::FromUnixSeconds(1'700'000'000)) {
    start_.set_code("const a = 1;\nreturn a.b.c;\n");
    start_.add_tools()->set_name("weather");
    start_.add_tools()->set_name("mail.send");
    start_.set_execution_id("e1");
    start_.set_seed(std::string(32, 's'));
  }
  ~ExecutionFixture() override {
    EXPECT_FALSE(client_.closed_twice);
    EXPECT_FALSE(client_.sent_after_the_end);
    EXPECT_FALSE(client_.read_on_after_the_end);
    if (!client_.messages.empty()) {
      EXPECT_TRUE(client_.messages.front().has_started());
    }
    // Whatever was on its way is let go before the fakes are; a worker that dies early is replaced once.
    for (size_t i = 0; i < pool_.processes.size(); ++i) {
      FakeProcess& process = *pool_.processes[i];
      if (process.listener != nullptr && !process.exited) process.Exit({.signal = 9});
    }
    execution_.reset();
    timers_.Advance(absl::Hours(1));
    for (const std::shared_ptr<FakeProcess>& process : pool_.processes) EXPECT_TRUE(process->destroyed);
  }

  ExecutionEnvironment Environment() {
    return {.admission = admission_.get(),
            .memory = memory_.get(),
            .catalogs = &catalogs_,
            .workers = &pool_,
            .compiler = &compiler_,
            .check = &check_,
            .timers = &timers_,
            .background = &background_,
            .limits = &policy_,
            .observer = &observer_,
            .engine_id = "engine"};
  }
  void Create() { execution_ = Execution::Create(Environment(), origin_, start_, &client_); }

  // Takes the one place that the tenant then has.
  Admission::PlacePointer Occupy() {
    quota_.executions = 1;
    return admission_->Enter({.tenant = origin_.tenant, .heap_bytes = 1}, [](absl::Status status) { EXPECT_TRUE(status.ok()); });
  }

  FakeProcess& process() { return *pool_.processes.back(); }
  // The n-th event, from 1, that the worker was sent.
  const worker::v1::ToWorker& event(size_t n) { return process().received.at(n); }

  std::vector<uint32_t> CallsSent() const {
    std::vector<uint32_t> ids;
    for (const auto& message : client_.Of(&isobridge::v1::ExecuteResponse::has_call)) ids.push_back(message.call().id());
    return ids;
  }
  std::vector<std::pair<uint32_t, isobridge::v1::CallCancelled::Reason>> CallsCancelled() const {
    std::vector<std::pair<uint32_t, isobridge::v1::CallCancelled::Reason>> calls;
    for (const auto& message : client_.Of(&isobridge::v1::ExecuteResponse::has_call_cancelled)) {
      calls.emplace_back(message.call_cancelled().id(), message.call_cancelled().reason());
    }
    return calls;
  }
  std::vector<isobridge::v1::AnswerRefused::Reason> Refusals() const {
    std::vector<isobridge::v1::AnswerRefused::Reason> reasons;
    for (const auto& message : client_.Of(&isobridge::v1::ExecuteResponse::has_answer_refused))
      reasons.push_back(message.answer_refused().reason());
    return reasons;
  }
  isobridge::v1::ExecutionError::Code FinishedCode() const {
    return client_.Finished() == nullptr ? isobridge::v1::ExecutionError::CODE_UNSPECIFIED : client_.Finished()->error().code();
  }

  FakeTimers timers_;
  FakeBackground background_;
  Quota quota_;
  const std::shared_ptr<Admission> admission_ =
      Admission::Create({.quota_of = [this](const std::string&) { return quota_; }}, &timers_);
  std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::Create({});
  CatalogCache catalogs_{{}};
  FakeWorkerPool pool_;
  FakeCompiler compiler_;
  FakeProgramChecker checker_;
  CatalogTypes types_{&checker_, 1u << 20};
  ProgramCheck check_{&checker_, &types_, isobridge::v1::CHECK_MODE_BLOCK_CERTAIN};
  FakeObserver observer_;
  FakeExecutionClient client_;
  LimitPolicy policy_;
  ExecutionOrigin origin_{.tenant = "tenant", .deadline = absl::InfiniteFuture(), .traceparent = "00-trace"};
  isobridge::v1::Start start_;
  std::shared_ptr<Execution> execution_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_EXECUTION_FIXTURE_H_
