#include "bridge/answer.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bridge/attachments.h"
#include "bridge/byte_text.h"
#include "bridge/json_text.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::CallSummary;

// `error.name` of what the service itself reports about a call.
constexpr std::string_view kServiceErrorName = "CallError";

Answer NewAnswer(uint32_t call, CallSummary::Outcome outcome, uint64_t bytes) {
  Answer answer{.frame = std::make_shared<worker::v1::ToWorker>(), .outcome = outcome, .bytes = bytes};
  answer.frame->mutable_settle()->set_call(call);
  return answer;
}

Answer TooLarge(uint32_t call, uint64_t bytes, uint64_t max_bytes) {
  return ServiceFailure(call, CallSummary::OUTCOME_ERROR, "ANSWER_TOO_LARGE",
                        absl::StrCat("the tool's answer has ", ByteText(bytes), "; the limit answer_bytes is ",
                                     ByteText(max_bytes), ". Ask the tool for less: a filter, a page, fewer fields."));
}

Answer TooDeep(uint32_t call, uint32_t max_depth) {
  Answer answer = ServiceFailure(call, CallSummary::OUTCOME_ERROR, "ANSWER_TOO_DEEP",
                                 absl::StrCat("the tool's answer nests arrays and objects deeper than ", max_depth, " levels"));
  answer.depth = max_depth + 1;
  return answer;
}

void MoveOrDefault(std::string* from, std::string_view by_default, std::string* to) {
  if (from->empty()) {
    to->assign(by_default);
  } else {
    *to = std::move(*from);
  }
}

}  // namespace

uint64_t BytesOf(const isobridge::v1::CallResult& result) { return result.result_json().size() + BytesOf(result.attachments()); }

uint64_t BytesOf(const isobridge::v1::CallError& error) {
  return error.name().size() + error.message().size() + error.code().size() + error.data_json().size();
}

Answer AnswerOf(isobridge::v1::CallResult result, const AnswerTerms& terms) {
  const std::string& json = result.result_json();
  const uint64_t bytes = BytesOf(result);
  if (bytes > terms.max_bytes) return TooLarge(result.id(), bytes, terms.max_bytes);
  const uint32_t depth = JsonDepth(json, terms.max_depth);
  if (depth > terms.max_depth) return TooDeep(result.id(), terms.max_depth);
  if (const absl::Status status = CheckAttachments(result.attachments()); !status.ok()) {
    return ServiceFailure(result.id(), CallSummary::OUTCOME_ERROR, "ATTACHMENT_INVALID",
                          absl::StrCat("the tool's answer can't be used: ", status.message()));
  }
  Answer answer = NewAnswer(result.id(), CallSummary::OUTCOME_RESULT, bytes);
  answer.depth = depth;
  answer.frame->mutable_settle()->set_json(std::move(*result.mutable_result_json()));
  MoveAttachments(result.mutable_attachments(), answer.frame->mutable_settle()->mutable_attachments());
  return answer;
}

Answer AnswerOf(isobridge::v1::CallError error, const AnswerTerms& terms) {
  const uint64_t bytes = BytesOf(error);
  if (bytes > terms.max_bytes) return TooLarge(error.id(), bytes, terms.max_bytes);
  uint32_t depth = 0;
  if (!error.data_json().empty()) {
    const absl::StatusOr<uint32_t> data = CheckJson(error.data_json(), terms.max_depth);
    if (absl::IsOutOfRange(data.status())) return TooDeep(error.id(), terms.max_depth);
    if (!data.ok()) {
      return ServiceFailure(error.id(), CallSummary::OUTCOME_ERROR, "ANSWER_NOT_JSON",
                            absl::StrCat("the tool failed (", error.name().empty() ? "ToolError" : error.name(), ": ",
                                         error.message(), ") and its data_json is not JSON: ", data.status().message()));
    }
    depth = *data;
  }
  Answer answer = NewAnswer(error.id(), CallSummary::OUTCOME_ERROR, bytes);
  answer.depth = depth;
  worker::v1::Error* out = answer.frame->mutable_settle()->mutable_error();
  MoveOrDefault(error.mutable_name(), "ToolError", out->mutable_name());
  MoveOrDefault(error.mutable_code(), "TOOL_ERROR", out->mutable_code());
  *out->mutable_message() = std::move(*error.mutable_message());
  *out->mutable_data_json() = std::move(*error.mutable_data_json());
  return answer;
}

Answer ServiceFailure(uint32_t call, CallSummary::Outcome outcome, std::string_view code, std::string_view message) {
  Answer answer = NewAnswer(call, outcome, code.size() + message.size());
  worker::v1::Error* error = answer.frame->mutable_settle()->mutable_error();
  error->mutable_name()->assign(kServiceErrorName);
  error->mutable_code()->assign(code);
  error->mutable_message()->assign(message);
  return answer;
}

}  // namespace isobridge::bridge
