#include "clients/cli/run_session.h"

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/service_error.h"

namespace isobridge::cli {
namespace {

using isobridge::v1::ExecuteRequest;
using isobridge::v1::ExecuteResponse;

ExecuteRequest ToRequest(uint32_t id, ToolAnswer answer) {
  ExecuteRequest request;
  if (!answer.error.has_value()) {
    request.mutable_call_result()->set_id(id);
    request.mutable_call_result()->set_result_json(std::move(answer.result_json));
    return request;
  }
  isobridge::v1::CallError* error = request.mutable_call_error();
  error->set_id(id);
  error->set_name(std::move(answer.error->name));
  error->set_message(std::move(answer.error->message));
  error->set_code(std::move(answer.error->code));
  error->set_data_json(std::move(answer.error->data_json));
  return request;
}

ToolCall ToToolCall(const isobridge::v1::Call& call) {
  return {.id = call.id(), .tool = call.tool(), .args_json = call.args_json(), .idempotency_key = call.idempotency_key()};
}

}  // namespace

RunSession::RunSession(isobridge::v1::Sandbox::StubInterface* stub, const ToolsFile& tools, Options options,
                       RunObserver* observer)
    : stub_(stub), tools_(tools), options_(std::move(options)), observer_(observer) {}

RunOutcome RunSession::Run(isobridge::v1::Start start) {
  if (!start.catalog_digest().empty()) {
    RunOutcome outcome = RunOnce(start);
    if (tools_.tools.empty() || !IsCatalogUnknown(outcome.status)) return outcome;
    observer_->OnCatalogUnknown();
    start.clear_catalog_digest();
  }
  for (const Tool& tool : tools_.tools) {
    isobridge::v1::Tool* sent = start.add_tools();
    sent->set_name(tool.name);
    sent->set_description(tool.description);
    sent->set_input_schema_json(tool.input_schema);
    sent->set_output_schema_json(tool.output_schema);
  }
  return RunOnce(std::move(start));
}

RunOutcome RunSession::RunOnce(isobridge::v1::Start start) {
  grpc::ClientContext* context = nullptr;
  {
    absl::MutexLock lock(mu_);
    context_ = std::make_unique<grpc::ClientContext>();
    context = context_.get();
    if (!options_.token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", options_.token));
    if (abandoned_) context->TryCancel();
    ended_ = false;
    // Before whatever Cancel may have queued already.
    *outgoing_.emplace_front().mutable_start() = std::move(start);
  }
  const std::unique_ptr<Stream> stream = stub_->Execute(context);
  std::thread writer([this, &stream] { WriteLoop(stream.get()); });
  RunOutcome outcome{.status = {}, .finished = ReadLoop(stream.get())};
  {
    absl::MutexLock lock(mu_);
    ended_ = true;
  }
  // Once nothing can be read any more the RPC has ended, and a write that still waits fails.
  writer.join();
  outcome.status = stream->Finish();
  return outcome;
}

std::optional<isobridge::v1::Finished> RunSession::ReadLoop(Stream* stream) {
  ToolCalls calls(tools_, options_.tool_processes, this);
  std::optional<isobridge::v1::Finished> finished;
  ExecuteResponse message;
  while (stream->Read(&message)) {
    observer_->OnMessage(message);
    if (message.has_call()) calls.Begin(ToToolCall(message.call()));
    if (message.has_call_cancelled()) calls.Cancel(message.call_cancelled().id());
    if (message.has_finished()) finished = std::move(*message.mutable_finished());
  }
  return finished;
}

void RunSession::WriteLoop(Stream* stream) {
  for (;;) {
    ExecuteRequest request;
    {
      absl::MutexLock lock(mu_);
      mu_.Await(absl::Condition(
          +[](RunSession* self) ABSL_EXCLUSIVE_LOCKS_REQUIRED(self->mu_) { return self->ended_ || !self->outgoing_.empty(); },
          this));
      if (ended_) return;
      request = std::move(outgoing_.front());
      outgoing_.pop_front();
    }
    // A failure shows where the stream is read.
    if (!stream->Write(request)) return;
  }
}

void RunSession::Cancel(std::string_view reason) {
  ExecuteRequest request;
  request.mutable_cancel()->set_reason(std::string(reason));
  Send(std::move(request));
}

void RunSession::Abandon() {
  absl::MutexLock lock(mu_);
  abandoned_ = true;
  if (context_ != nullptr) context_->TryCancel();
}

void RunSession::OnAnswer(uint32_t id, ToolAnswer answer) {
  observer_->OnAnswer(id, answer);
  Send(ToRequest(id, std::move(answer)));
}

void RunSession::OnToolLog(std::string_view tool, std::string_view text) { observer_->OnToolLog(tool, text); }

void RunSession::Send(ExecuteRequest request) {
  absl::MutexLock lock(mu_);
  outgoing_.push_back(std::move(request));
}

}  // namespace isobridge::cli
