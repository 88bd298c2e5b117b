#include "bridge/start_up.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bridge/process_memory.h"
#include "bridge/proto_time.h"

namespace isobridge::bridge {

namespace {

// Their schemas may take seconds.
constexpr uint64_t kHeavyToolsBytes = 64u << 10;

}  // namespace

void StartUp::Measure(const isobridge::v1::Start& start) {
  start_bytes_ = start.ByteSizeLong();
  for (const isobridge::v1::Tool& tool : start.tools()) tools_bytes_ += tool.ByteSizeLong();
}

Strand::Weight StartUp::weight() const {
  return tools_bytes_ < kHeavyToolsBytes ? Strand::Weight::kLight : Strand::Weight::kHeavy;
}

absl::Status StartUp::Check(isobridge::v1::Start start) {
  if (weight() == Strand::Weight::kHeavy) {
    if (absl::Status status = environment_->admission->CheckCpu(origin_->tenant); !status.ok()) return status;
  }
  absl::StatusOr<CheckedStart> checked =
      CheckStart(std::move(start), *environment_->limits, origin_->tenant, environment_->catalogs);
  if (!checked.ok()) return checked.status();
  request_ = *std::move(checked);
  return absl::OkStatus();
}

void StartUp::Enter(Admission::Done done) {
  place_ = environment_->admission->Enter({.tenant = origin_->tenant, .heap_bytes = request_.limits.heap_bytes}, std::move(done));
}

void StartUp::Leave(absl::Duration cpu_time) {
  if (place_ == nullptr || std::exchange(left_, true)) return;
  place_->ChargeCpu(cpu_time);
  if (!asked_) place_.reset();
}

void StartUp::Answered(absl::Duration cpu_time) {
  asked_ = false;
  place_->ChargeCpu(cpu_time);
  if (left_) place_.reset();
}

void StartUp::Compile(ProgramCompiler::Callback done) {
  asked_ = true;
  environment_->compiler->Compile(origin_->tenant, request_.code, request_.language, std::move(done));
}

void StartUp::CheckTypes(std::function<void(ProgramVerdict)> done) {
  asked_ = true;
  environment_->check->Check({.tenant = origin_->tenant,
                              .source = request_.code,
                              .program = program_,
                              .catalog = request_.catalog,
                              .allowed_tools = request_.allowed_tools,
                              .arguments_enforced = request_.validation.arguments == isobridge::v1::Validation::MODE_ENFORCE},
                             std::move(done));
}

void StartUp::Acquire(absl::Time now, WorkerPool::Callback done) {
  asked_ = true;
  const absl::Time deadline = std::min(origin_->deadline, now + request_.limits.wall_time);
  environment_->workers->Acquire(request_.limits.heap_bytes, deadline, std::move(done));
}

absl::Status StartUp::Refusal(absl::Status status, absl::Time now) const {
  // Who has a place is to have a worker soon: that there is none is the service's fault.
  const bool waited_too_long = absl::IsDeadlineExceeded(status) && now < origin_->deadline;
  if (waited_too_long) return absl::UnavailableError(absl::StrCat("no sandbox came free in time: ", status.message()));
  return status;
}

isobridge::v1::Started StartUp::Started(absl::Time clock) const {
  isobridge::v1::Started started;
  started.set_execution_id(request_.execution_id);
  started.set_engine_id(environment_->engine_id);
  *started.mutable_limits() = ToProto(request_.limits);
  started.set_process_memory_bytes(ProcessMemoryBytes(request_.limits.heap_bytes));
  started.set_seed(request_.seed);
  SetTimestamp(clock, started.mutable_start_time());
  started.set_catalog_digest(request_.catalog->digest());
  return started;
}

worker::v1::ToWorker StartUp::BeginFrame(uint64_t token, absl::Time clock) const {
  worker::v1::ToWorker frame;
  frame.set_execution(token);
  worker::v1::Begin* begin = frame.mutable_begin();
  begin->set_code(program_->code);
  begin->mutable_inserted_breaks()->Add(program_->inserted_breaks.begin(), program_->inserted_breaks.end());
  request_.catalog->tools().AddTo(begin, request_.allowed_tools);
  begin->set_input_json(request_.input_json);
  // A second worker may need them.
  ClientAttachments input = request_.input_attachments;
  MoveAttachments(&input, begin->mutable_input_attachments());
  begin->set_attachments(request_.attachments);
  begin->set_truncate_result(request_.truncate_result);
  begin->set_seed(request_.seed);
  begin->set_now_us(absl::ToUnixMicros(clock));
  const Limits& limits = request_.limits;
  worker::v1::WorkerLimits* out = begin->mutable_limits();
  out->set_args_bytes(limits.args_bytes);
  out->set_result_bytes(limits.result_bytes);
  out->set_console_bytes(limits.console_bytes);
  out->set_console_lines(limits.console_lines);
  out->set_calls(limits.calls);
  out->set_timers(limits.timers);
  out->set_lookups(environment_->limits->lookups);
  out->set_stack_bytes(limits.stack_bytes);
  // A backstop, so never before the exact limit.
  out->set_cpu_seconds(static_cast<uint32_t>(absl::ToInt64Seconds(absl::Ceil(limits.cpu_time, absl::Seconds(1))) + 1));
  return frame;
}

void StartUp::Describe(isobridge::v1::Finished* finished) const {
  for (const std::string& lowered : request_.lowered) {
    isobridge::v1::Warning* warning = finished->add_warnings();
    warning->set_code(isobridge::v1::Warning::CODE_LIMIT_LOWERED);
    warning->set_message(lowered);
  }
  if (!verdict_.skipped.empty()) {
    isobridge::v1::Warning* warning = finished->add_warnings();
    warning->set_code(isobridge::v1::Warning::CODE_CHECK_SKIPPED);
    warning->set_message(absl::StrCat("the program was not checked: ", verdict_.skipped));
  }
  for (const isobridge::v1::ToolNote& note : verdict_.notes) {
    isobridge::v1::Warning* warning = finished->add_warnings();
    warning->set_code(isobridge::v1::Warning::CODE_TOOL_TYPES_NOT_USED);
    warning->set_message(note.tool().empty() ? note.message() : absl::StrCat(note.tool(), ": ", note.message()));
  }
  const bool refused = finished->error().code() == isobridge::v1::ExecutionError::CODE_CHECK_FAILED;
  auto* diagnostics = refused ? finished->mutable_error()->mutable_diagnostics() : finished->mutable_diagnostics();
  diagnostics->Add(verdict_.diagnostics.begin(), verdict_.diagnostics.end());
  finished->mutable_usage()->set_source_bytes(request_.code.size());
  finished->mutable_usage()->set_input_bytes(request_.input_json.size() + BytesOf(request_.input_attachments));
  finished->mutable_usage()->set_json_depth_peak(std::max(finished->usage().json_depth_peak(), request_.input_depth));
  if (program_ == nullptr) return;
  finished->set_form(static_cast<isobridge::v1::ProgramForm>(program_->form));
  finished->set_fenced(program_->fenced);
}

}  // namespace isobridge::bridge
