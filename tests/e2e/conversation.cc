#include "tests/e2e/conversation.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::Call;
using isobridge::v1::ExecuteRequest;
using isobridge::v1::ExecuteResponse;

template <typename Detail>
std::optional<Detail> DetailOf(const grpc::Status& status) {
  google::rpc::Status rich;
  Detail wanted;
  if (!rich.ParseFromString(status.error_details())) return std::nullopt;
  for (const auto& detail : rich.details()) {
    if (detail.UnpackTo(&wanted)) return wanted;
  }
  return std::nullopt;
}

std::string OutlineOf(const ExecuteResponse& message) {
  switch (message.message_case()) {
    case ExecuteResponse::kStarted:
      return "started";
    case ExecuteResponse::kCall:
      return absl::StrCat("call ", message.call().id());
    case ExecuteResponse::kCallCancelled:
      return absl::StrCat("call_cancelled ", message.call_cancelled().id());
    case ExecuteResponse::kConsole:
      return absl::StrCat("console ", message.console().text());
    case ExecuteResponse::kTimerFired:
      return absl::StrCat("timer ", message.timer_fired().timer());
    case ExecuteResponse::kDraining:
      return "draining";
    case ExecuteResponse::kFinished:
      return "finished";
    case ExecuteResponse::kAnswerRefused:
      return absl::StrCat("answer_refused ", message.answer_refused().id());
    case ExecuteResponse::kCallSettled:
      return absl::StrCat("call_settled ", message.call_settled().id());
    case ExecuteResponse::MESSAGE_NOT_SET:
      return "nothing";
  }
  return "unknown";
}

}  // namespace

isobridge::v1::Finished Transcript::finished() const {
  return messages.empty() ? isobridge::v1::Finished() : messages.back().finished();
}

std::vector<Call> Transcript::calls() const {
  std::vector<Call> calls;
  for (const ExecuteResponse& message : messages) {
    if (message.has_call()) calls.push_back(message.call());
  }
  return calls;
}

std::vector<std::string> Transcript::console() const {
  std::vector<std::string> lines;
  for (const ExecuteResponse& message : messages) {
    if (message.has_console()) lines.push_back(message.console().text());
  }
  return lines;
}

std::vector<std::string> Transcript::outline() const {
  std::vector<std::string> outline;
  for (const ExecuteResponse& message : messages) outline.push_back(OutlineOf(message));
  return outline;
}

std::vector<isobridge::v1::Warning::Code> Transcript::warnings() const {
  const isobridge::v1::Finished end = finished();
  std::vector<isobridge::v1::Warning::Code> codes;
  for (const auto& warning : end.warnings()) codes.push_back(warning.code());
  return codes;
}

std::string ViolatedField(const grpc::Status& status) {
  const auto details = DetailOf<google::rpc::BadRequest>(status);
  return details.has_value() && details->field_violations_size() == 1 ? details->field_violations(0).field() : "";
}

std::string ErrorReason(const grpc::Status& status) {
  const auto details = DetailOf<google::rpc::ErrorInfo>(status);
  if (!details.has_value()) return "";
  std::string text = details->reason();
  const std::map<std::string, std::string> metadata(details->metadata().begin(), details->metadata().end());
  for (const auto& [key, value] : metadata) text += " " + key + "=" + value;
  return text;
}

std::string ViolatedQuota(const grpc::Status& status) {
  const auto details = DetailOf<google::rpc::QuotaFailure>(status);
  if (!details.has_value() || details->violations().empty()) return "";
  const auto& violation = details->violations(0);
  return absl::StrCat(violation.description().substr(0, violation.description().find(':')), " of ", violation.subject());
}

std::optional<absl::Duration> RetryDelay(const grpc::Status& status) {
  const auto details = DetailOf<google::rpc::RetryInfo>(status);
  if (!details.has_value()) return std::nullopt;
  return absl::Seconds(details->retry_delay().seconds()) + absl::Nanoseconds(details->retry_delay().nanos());
}

Conversation::Conversation(const std::shared_ptr<grpc::Channel>& channel, absl::Duration deadline)
    : stub_(isobridge::v1::Sandbox::NewStub(channel)) {
  context_.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  context_.set_wait_for_ready(false);
}

Conversation::~Conversation() {
  if (stream_ == nullptr || finished_) return;
  context_.TryCancel();
  Finish();
}

void Conversation::Open() {
  if (stream_ == nullptr) stream_ = stub_->Execute(&context_);
}

bool Conversation::Send(const ExecuteRequest& request) {
  Open();
  return stream_->Write(request);
}

bool Conversation::Start(const isobridge::v1::Start& start) {
  ExecuteRequest request;
  *request.mutable_start() = start;
  return Send(request);
}

bool Conversation::Answer(uint32_t id, const std::string& result_json) {
  ExecuteRequest request;
  request.mutable_call_result()->set_id(id);
  request.mutable_call_result()->set_result_json(result_json);
  return Send(request);
}

bool Conversation::Fail(uint32_t id, const std::string& message, const std::string& code) {
  ExecuteRequest request;
  request.mutable_call_error()->set_id(id);
  request.mutable_call_error()->set_message(message);
  request.mutable_call_error()->set_code(code);
  return Send(request);
}

bool Conversation::CancelProgram(const std::string& reason) {
  ExecuteRequest request;
  request.mutable_cancel()->set_reason(reason);
  return Send(request);
}

void Conversation::HalfClose() {
  Open();
  stream_->WritesDone();
}

std::optional<ExecuteResponse> Conversation::Next() {
  Open();
  ExecuteResponse message;
  if (!stream_->Read(&message)) return std::nullopt;
  transcript_.messages.push_back(message);
  return message;
}

Call Conversation::NextCall() {
  while (auto message = Next()) {
    if (message->has_call()) return message->call();
  }
  ADD_FAILURE() << "the stream ended without a call";
  return {};
}

Transcript Conversation::Finish() {
  while (Next()) {
  }
  if (!finished_) transcript_.status = stream_->Finish();
  finished_ = true;
  return transcript_;
}

isobridge::v1::Start Program(const std::string& code, const std::vector<std::string>& tools) {
  isobridge::v1::Start start;
  start.set_code(code);
  // What becomes of programs when they run is what most tests are about, also of those that a check would not let run.
  start.set_check(isobridge::v1::CHECK_MODE_OFF);
  for (const std::string& tool : tools) start.add_tools()->set_name(tool);
  return start;
}

Transcript Execute(const std::shared_ptr<grpc::Channel>& channel, const isobridge::v1::Start& start, const Tool& tool) {
  Conversation conversation(channel);
  conversation.Start(start);
  while (auto message = conversation.Next()) {
    if (message->has_call() && tool != nullptr) conversation.Answer(message->call().id(), tool(message->call()));
  }
  return conversation.Finish();
}

Transcript Execute(const std::shared_ptr<grpc::Channel>& channel, const std::string& code) {
  return Execute(channel, Program(code));
}

}  // namespace isobridge::e2e
