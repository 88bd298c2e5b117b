#include "isolate/worker/fork_process.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/compilation.h"
#include "isolate/worker/engine.h"
#include "isolate/worker/exit_status.h"
#include "isolate/worker/inbox.h"
#include "isolate/worker/outbox.h"
#include "isolate/worker/program.h"
#include "isolate/worker/start_check.h"

namespace isobridge::isolate {
namespace {

constexpr int kFurtherRounds = 60;

void OnStopSignal(int) { Program::RequestStop(); }

// The handler runs on V8's stack, which has room below JavaScript's limit.
void HandleStopSignals() {
  struct sigaction action = {};
  action.sa_handler = OnStopSignal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR1, &action, nullptr);
  sigaction(SIGXCPU, &action, nullptr);
}

void IgnoreStopSignals() { signal(SIGUSR1, SIG_IGN); }

[[noreturn]] void ExitUnexpected(const worker::v1::ToWorker& frame) {
  fprintf(stderr, "isobridge_worker: the supervisor sent frame %d, which is not for this process\n", frame.frame_case());
  _exit(kExitBadFrame);
}

[[noreturn]] void ServeProgram(Program* program, Inbox* inbox, Outbox* outbox, v8::Isolate* isolate) {
  worker::v1::ToWorker frame;
  bool begun = false;
  while (!program->finished()) {
    const bool received = inbox->Next(&frame);
    v8::HandleScope handles(isolate);
    switch (received ? frame.frame_case() : worker::v1::ToWorker::FRAME_NOT_SET) {
      case worker::v1::ToWorker::kBegin:
        outbox->SetExecution(frame.execution());
        program->Begin(std::move(*frame.mutable_begin()));
        begun = true;
        break;
      case worker::v1::ToWorker::kSettle:
        program->Settle(frame.settle());
        break;
      case worker::v1::ToWorker::kTimerFired:
        program->TimerFired(frame.timer_fired());
        break;
      case worker::v1::ToWorker::kCompile:
      case worker::v1::ToWorker::FRAME_NOT_SET:
        if (received) ExitUnexpected(frame);
    }
    // No JavaScript runs now that would notice.
    if (begun && !program->finished()) program->EndIfStopped();
  }
  outbox->Flush();
  _exit(0);
}

[[noreturn]] void ServeSources(Inbox* inbox, Outbox* outbox, v8::Isolate* isolate, v8::Local<v8::Context> context) {
  worker::v1::ToWorker frame;
  worker::v1::FromWorker answer;
  for (;;) {
    if (!inbox->Next(&frame)) continue;
    if (frame.frame_case() != worker::v1::ToWorker::kCompile) ExitUnexpected(frame);
    outbox->SetExecution(frame.execution());
    v8::HandleScope handles(isolate);
    *answer.mutable_compiled() = Compilation::Compile(isolate, context, frame.compile());
    outbox->Append(answer);
    outbox->Flush();
  }
}

// The snapshot holds bytecode; what a source needs besides is made here, and machine code if there are many rounds.
void WarmCompiler(v8::Isolate* isolate, v8::Local<v8::Context> context, int rounds) {
  v8::HandleScope handles(isolate);
  worker::v1::Compile request;
  request.set_source(
      "interface Row { id: number }\nconst rows: Row[] = await external_rows({});\nreturn rows.map((row) => row.id as number);");
  for (int i = 0; i < rounds; ++i) (void)Compilation::Compile(isolate, context, request);
}

LockdownReport Confine(Lockdown& lockdown) {
  LockdownReport report;
  const std::string failure = lockdown.Apply(&report);
  if (failure.empty()) return report;
  fprintf(stderr, "isobridge_worker: %s\n", failure.c_str());
  _exit(kExitNotConfined);
}

void SendReady(const LockdownReport& report, Outbox* outbox) {
  worker::v1::FromWorker frame;
  frame.mutable_ready()->set_landlock_abi(static_cast<uint32_t>(report.landlock_abi));
  outbox->Append(frame);
  outbox->Flush();
}

[[noreturn]] void Check(Lockdown& lockdown, v8::Isolate* isolate, v8::Local<v8::Context> context) {
  Confine(lockdown);
  const std::string failure = RunStartCheck(isolate, context);
  if (failure.empty()) _exit(0);
  fprintf(stderr, "isobridge_worker: start-up check: %s\n", failure.c_str());
  _exit(kExitUnsound);
}

}  // namespace

void RunForkProcess(const ProcessOptions& options, Lockdown& lockdown, const FirstPages& pages, OwnStack& stack) {
  Outbox outbox(kSocketFd);
  Inbox inbox(kSocketFd, &outbox);
  Engine engine(options, stack.top(), &outbox);
  v8::Isolate* const isolate = engine.isolate();
  const v8::Isolate::Scope isolate_entered(isolate);
  const v8::HandleScope handles(isolate);
  // Returns in a fork.
  const auto pause = [&](auto warm_further) {
    if (!options.warm) return stack.message();
    int message = stack.Pause();
    for (; message == kWarmFurther; message = stack.Pause()) warm_further();
    return message;
  };

  switch (options.role) {
    case Role::kWorker: {
      Program::ConfigureIsolate(isolate);
      const v8::Local<v8::Context> context = engine.NewContext();
      const v8::Context::Scope context_entered(context);
      engine.TouchInternationalization(context);
      Program program(isolate, context, &outbox);
      program.Warm();
      const int purpose = pause([&] { engine.WarmInternationalization(context); });
      if (purpose == kCheck) Check(lockdown, isolate, context);
      if (purpose == kScout || !pages.Fetch()) program.Touch();
      if (purpose == kScout) _exit(pages.Tell(kScoutFd) ? 0 : kExitUnsound);
      HandleStopSignals();
      SendReady(Confine(lockdown), &outbox);
      ServeProgram(&program, &inbox, &outbox, isolate);
    }
    case Role::kCompiler: {
      const v8::Local<v8::Context> context = engine.NewContext();
      const v8::Context::Scope context_entered(context);
      Compilation::Harden(isolate, context);
      WarmCompiler(isolate, context, 1);
      if (pause([&] { WarmCompiler(isolate, context, kFurtherRounds); }) == kCheck) Check(lockdown, isolate, context);
      IgnoreStopSignals();
      SendReady(Confine(lockdown), &outbox);
      ServeSources(&inbox, &outbox, isolate, context);
    }
  }
  _exit(kExitUnsound);
}

}  // namespace isobridge::isolate
