#ifndef ISOBRIDGE_BRIDGE_START_UP_H_
#define ISOBRIDGE_BRIDGE_START_UP_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/admission.h"
#include "bridge/check/program_check.h"
#include "bridge/checked_start.h"
#include "bridge/execution_environment.h"
#include "bridge/program_compiler.h"
#include "bridge/strand.h"
#include "bridge/worker.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// What comes before a program runs: its request is checked, a place waited for, its source compiled, a worker asked for. Keeps
// the request, the place and the program, and makes of them what the client and the worker are told at the start.
//
// Thread-compatible. The callbacks that it passes on come on any thread.
class StartUp {
 public:
  // Both outlive it.
  StartUp(const ExecutionEnvironment* environment, const ExecutionOrigin* origin) : environment_(environment), origin_(origin) {}

  // Before Check, with the same request.
  void Measure(const isobridge::v1::Start& start);
  // INVALID_ARGUMENT, a FieldError, for what isobridge.v1.Start does not allow; otherwise as CheckStart. First, and nothing else
  // unless it is OK. Takes as long as weight() says.
  absl::Status Check(isobridge::v1::Start start);
  Strand::Weight weight() const;
  // Of the whole request.
  uint64_t start_bytes() const { return start_bytes_; }
  const CheckedStart& request() const { return request_; }
  // What it takes to keep the request, without its tools: they come to be the catalog's, which is charged by itself.
  uint64_t request_bytes() const { return start_bytes_ - tools_bytes_; }

  // Waits for a place. After Leave nothing is told.
  void Enter(Admission::Done done);
  // Gives the place back, once; `cpu_time` is what the program used. If the compiler or the pool still works for the execution,
  // it goes when they have answered: the places bound how much is asked of them.
  void Leave(absl::Duration cpu_time);
  // Compile, CheckTypes or Acquire called back; `cpu_time` is what that used.
  void Answered(absl::Duration cpu_time = absl::ZeroDuration());

  void Compile(ProgramCompiler::Callback done);
  void SetProgram(std::shared_ptr<const CompiledProgram> program) { program_ = std::move(program); }
  // Null before SetProgram.
  const CompiledProgram* program() const { return program_.get(); }

  // After SetProgram.
  isobridge::v1::CheckMode check_mode() const { return environment_->check->ModeFor(request_.check, request_.language); }
  void CheckTypes(std::function<void(ProgramVerdict)> done);
  void SetVerdict(ProgramVerdict verdict) { verdict_ = std::move(verdict); }
  const ProgramVerdict& verdict() const { return verdict_; }

  // Waits for a worker from `now` on, at most as long as the program may run. A second time after a first worker has died.
  void Acquire(absl::Time now, WorkerPool::Callback done);
  // What the client is told when Acquire failed so.
  absl::Status Refusal(absl::Status status, absl::Time now) const;

  // The program's clock at its start, if the execution starts `now`.
  absl::Time ClockAt(absl::Time now) const { return request_.start_time.value_or(now); }
  isobridge::v1::Started Started(absl::Time clock) const;
  // After SetProgram. `token` names the execution in the worker's frames.
  worker::v1::ToWorker BeginFrame(uint64_t token, absl::Time clock) const;

  // The request's part of `finished`: limits that were lowered, the form of the program, sizes.
  void Describe(isobridge::v1::Finished* finished) const;

 private:
  const ExecutionEnvironment* const environment_;
  const ExecutionOrigin* const origin_;
  CheckedStart request_;
  uint64_t start_bytes_ = 0;
  uint64_t tools_bytes_ = 0;
  Admission::PlacePointer place_;
  // Compile, CheckTypes or Acquire is under way.
  bool asked_ = false;
  bool left_ = false;
  std::shared_ptr<const CompiledProgram> program_;
  // Nothing was found as long as nobody looked.
  ProgramVerdict verdict_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_START_UP_H_
