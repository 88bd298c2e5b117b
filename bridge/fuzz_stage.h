#ifndef ISOBRIDGE_BRIDGE_FUZZ_STAGE_H_
#define ISOBRIDGE_BRIDGE_FUZZ_STAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

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
#include "bridge/fuzz_script.h"
#include "bridge/memory_budget.h"

namespace isobridge::bridge {

// Compiles everything to the same program.
class OneProgram final : public ProgramCompiler {
 public:
  void Compile(const std::string&, const std::string&, int, Callback done) override {
    auto program = std::make_shared<CompiledProgram>();
    program->code = "x";
    done(CompileResult{.program = program, .cached = true});
  }
};

// One execution among fakes, for fuzz targets: whatever happened to it, at its end it must have told its client a valid stream
// and let go of everything.
//
// Thread-compatible.
class FuzzStage {
 public:
  explicit FuzzStage(isobridge::v1::Start start) : timers_(absl::FromUnixSeconds(1'000)) {
    const ExecutionEnvironment environment{.admission = admission_.get(),
                                           .memory = memory_.get(),
                                           .catalogs = &catalogs_,
                                           .workers = &pool_,
                                           .compiler = &compiler_,
                                           .check = &check_,
                                           .timers = &timers_,
                                           .background = &background_,
                                           .limits = &policy_,
                                           .observer = &observer_,
                                           .engine_id = "e"};
    execution_ = Execution::Create(environment, {.tenant = "", .deadline = absl::InfiniteFuture(), .traceparent = ""},
                                   std::move(start), &client_);
  }

  Execution& execution() { return *execution_; }
  FakeTimers& timers() { return timers_; }
  FakeExecutionClient& client() { return client_; }
  const LimitPolicy& policy() const { return policy_; }
  // The process that runs the program; null if there is none, or it is gone.
  FakeProcess* process() {
    return pool_.processes.empty() || pool_.processes.back()->exited ? nullptr : pool_.processes.back().get();
  }

  // The program calls its tool of this index with `args_json`, as an honest worker tells it.
  void Call(uint32_t tool, std::string args_json) {
    if (process() == nullptr) return;
    worker::v1::FromWorker frame;
    frame.mutable_call()->set_call(++calls_);
    frame.mutable_call()->set_tool(tool);
    frame.mutable_call()->set_args_json(std::move(args_json));
    process()->Say(std::move(frame));
  }
  void Exit(WorkerExit exit) {
    if (process() == nullptr) return;
    process()->Exit(std::move(exit));
    calls_ = 0;
  }

  // Last.
  void End() {
    execution_->OnDisconnect();
    // A worker that dies early is replaced once.
    for (size_t i = 0; i < pool_.processes.size(); ++i) {
      if (!pool_.processes[i]->exited) pool_.processes[i]->Exit({.signal = 9});
    }
    execution_.reset();
    timers_.Advance(absl::Hours(1));
    Require(timers_.waiting() == 0 && memory_->held() == 0 && admission_->running() == 0);
    for (const auto& process : pool_.processes) Require(process->destroyed);
    CheckStream();
  }

 private:
  void CheckStream() const {
    Require(!client_.closed_twice && !client_.sent_after_the_end && !client_.read_on_after_the_end && client_.closed.has_value());
    uint32_t last_call = 0;
    for (size_t i = 0; i < client_.messages.size(); ++i) {
      const isobridge::v1::ExecuteResponse& message = client_.messages[i];
      Require(message.has_started() == (i == 0));
      Require(!message.has_finished() || i + 1 == client_.messages.size());
      if (message.has_call()) {
        Require(message.call().id() > last_call);
        last_call = message.call().id();
      }
      // Parsing finds text that is not UTF-8.
      isobridge::v1::ExecuteResponse again;
      Require(again.ParseFromString(message.SerializeAsString()));
    }
  }

  FakeTimers timers_;
  FakeBackground background_;
  std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::Create({});
  CatalogCache catalogs_{{}};
  std::shared_ptr<Admission> admission_ = Admission::Create({}, &timers_);
  FakeWorkerPool pool_;
  OneProgram compiler_;
  FakeProgramChecker checker_;
  CatalogTypes types_{&checker_, 1u << 20};
  ProgramCheck check_{&checker_, &types_, isobridge::v1::CHECK_MODE_BLOCK_CERTAIN};
  telemetry::Observer observer_;
  LimitPolicy policy_;
  FakeExecutionClient client_;
  std::shared_ptr<Execution> execution_;
  uint32_t calls_ = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FUZZ_STAGE_H_
