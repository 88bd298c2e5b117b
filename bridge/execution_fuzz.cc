// A worker that says anything at all, against one execution with a fake client: frames as the input has them, some of them made
// plausible (token and event count put right), mixed with answers, time, a slow client, cancel, half-close and death. Whatever
// happens, the client's stream is a valid one.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/admission.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/execution.h"
#include "bridge/fake_execution_client.h"
#include "bridge/fake_timers.h"
#include "bridge/fake_worker.h"
#include "bridge/memory_budget.h"

namespace isobridge::bridge {
namespace {

class OneProgram final : public ProgramCompiler {
 public:
  void Compile(const std::string&, const std::string&, int, Callback done) override {
    auto program = std::make_shared<CompiledProgram>();
    program->code = "x";
    done(CompileResult{.program = program, .cached = true});
  }
};

// Takes bytes from the input; zeros when it is used up.
class Script {
 public:
  Script(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}
  bool over() const { return rest_.empty(); }
  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const uint8_t byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::string Text() {
    const size_t announced = Byte();
    const size_t size = std::min(announced, rest_.size());
    const std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }

 private:
  std::string_view rest_;
};

void Require(bool condition) {
  if (!condition) __builtin_trap();
}

class Drama {
 public:
  Drama() : timers_(absl::FromUnixSeconds(1'000)) {
    isobridge::v1::Start start;
    start.set_code("x");
    start.add_tools()->set_name("a");
    start.mutable_limits()->mutable_call_time()->set_seconds(1);
    start.mutable_limits()->set_calls_in_flight(2);
    start.mutable_limits()->set_timers(3);
    const ExecutionEnvironment environment{.admission = admission_.get(),
                                           .memory = memory_.get(),
                                           .catalogs = &catalogs_,
                                           .workers = &pool_,
                                           .compiler = &compiler_,
                                           .timers = &timers_,
                                           .limits = &policy_,
                                           .observer = &observer_,
                                           .engine_id = "e"};
    execution_ = Execution::Create(environment, {.tenant = "", .deadline = absl::InfiniteFuture(), .traceparent = ""},
                                   std::move(start), &client_);
  }

  void Act(Script& script) {
    switch (script.Byte() % 12) {
      case 0:
      case 1:
      case 2:
        return Say(script.Text(), Plausible::kYes);
      case 3:
        return Say(script.Text(), Plausible::kNo);
      case 4:
        return Answer(script);
      case 5:
        return timers_.Advance(absl::Milliseconds(script.Byte() * 10));
      case 6:
        client_.congested = !client_.congested;
        return execution_->OnClientDrained();
      case 7:
        if (script.Byte() == 0) execution_->OnHalfClose();
        return;
      case 8:
        if (script.Byte() == 0) execution_->OnCancel({});
        return;
      case 9:
        if (script.Byte() == 0) Die(script);
        return;
      case 10:
        if (script.Byte() == 0) execution_->OnDrain(timers_.Now() + absl::Seconds(1));
        return;
      default:
        return Call();
    }
  }

  void End() {
    execution_->OnDisconnect();
    for (size_t i = 0; i < pool_.processes.size(); ++i) {
      if (!pool_.processes[i]->exited) pool_.processes[i]->Exit({.signal = 9});
    }
    execution_.reset();
    timers_.Advance(absl::Hours(1));
    Require(timers_.waiting() == 0);
    for (const auto& process : pool_.processes) Require(process->destroyed);
    CheckStream();
  }

 private:
  enum class Plausible { kNo, kYes };

  FakeProcess& process() { return *pool_.processes.back(); }

  void Say(const std::string& bytes, Plausible plausible) {
    worker::v1::FromWorker frame;
    if (process().exited) return;
    if (!frame.ParseFromString(bytes)) return process().listener->OnGarbage(absl::InvalidArgumentError("sent no frame"));
    if (plausible == Plausible::kYes) return process().Say(std::move(frame));
    process().listener->OnFrame(std::move(frame));
  }

  void Call() {
    if (process().exited) return;
    worker::v1::FromWorker frame;
    frame.mutable_call()->set_call(++calls_);
    frame.mutable_call()->set_args_json("{}");
    process().Say(std::move(frame));
  }

  void Answer(Script& script) {
    isobridge::v1::CallResult result;
    result.set_id(script.Byte());
    result.set_result_json(script.Text());
    execution_->OnCallResult(std::move(result));
  }

  void Die(Script& script) {
    if (process().exited) return;
    process().Exit({.signal = script.Byte() % 32, .last_words = script.Text()});
    calls_ = 0;
  }

  void CheckStream() const {
    Require(!client_.closed_twice && !client_.sent_after_the_end && client_.closed.has_value());
    uint32_t last_call = 0;
    for (size_t i = 0; i < client_.messages.size(); ++i) {
      const isobridge::v1::ExecuteResponse& message = client_.messages[i];
      Require(message.has_started() == (i == 0));
      Require(!message.has_finished() || i + 1 == client_.messages.size());
      if (message.has_call()) {
        Require(message.call().id() > last_call);
        last_call = message.call().id();
      }
      // Serialising finds text that is not UTF-8.
      isobridge::v1::ExecuteResponse again;
      Require(again.ParseFromString(message.SerializeAsString()));
    }
  }

  FakeTimers timers_;
  std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::Create({});
  CatalogCache catalogs_{{}};
  std::shared_ptr<Admission> admission_ = Admission::Create({}, &timers_);
  FakeWorkerPool pool_;
  OneProgram compiler_;
  telemetry::Observer observer_;
  LimitPolicy policy_;
  FakeExecutionClient client_;
  std::shared_ptr<Execution> execution_;
  uint32_t calls_ = 0;
};

}  // namespace
}  // namespace isobridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  isobridge::bridge::Script script(data, size);
  isobridge::bridge::Drama drama;
  for (int act = 0; act < 200 && !script.over(); ++act) drama.Act(script);
  drama.End();
  return 0;
}
