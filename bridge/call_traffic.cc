#include "bridge/call_traffic.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "bridge/attachments.h"
#include "bridge/byte_text.h"
#include "bridge/idempotency_key.h"
#include "bridge/json_text.h"
#include "bridge/proto_time.h"
#include "bridge/sha256.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::AnswerRefused;
using isobridge::v1::CallCancelled;
using isobridge::v1::CallSummary;
using isobridge::v1::ExecuteResponse;

// Calls that a message names one by one.
constexpr size_t kMostNamed = 5;

}  // namespace

absl::Status CallTraffic::OnCall(worker::v1::Call call, absl::Time now) {
  const uint32_t id = call.call();
  if (id != table_.made() + 1) return absl::InvalidArgumentError(absl::StrCat("made call ", id, " after call ", table_.made()));
  if (id > options_.max_calls) return absl::InvalidArgumentError(absl::StrCat("made more than ", options_.max_calls, " calls"));
  if (call.tool() >= tools_->size())
    return absl::InvalidArgumentError(absl::StrCat("called tool ", call.tool(), " of ", tools_->size()));
  if (!options_.allowed_tools.empty() && !options_.allowed_tools[call.tool()])
    return absl::InvalidArgumentError(absl::StrCat("called tool ", call.tool(), ", of which it was not told"));
  const std::string& args = call.args_json();
  const uint64_t args_bytes = args.size() + BytesOf(call.attachments());
  if (args_bytes > options_.args_bytes)
    return absl::InvalidArgumentError(absl::StrCat("sent arguments of ", args_bytes, " bytes"));
  if (absl::Status status = CheckAttachments(call.attachments()); !status.ok()) return status;
  if (!options_.attachments && !call.attachments().empty()) return absl::InvalidArgumentError("sent attachments unasked");
  const absl::StatusOr<uint32_t> depth = CheckJson(args, options_.json_depth);
  const bool too_deep = absl::IsOutOfRange(depth.status());
  if (!depth.ok() && !too_deep)
    return absl::InvalidArgumentError(absl::StrCat("sent arguments that are not JSON: ", depth.status().message()));

  json_depth_peak_ = std::max(json_depth_peak_, depth.value_or(options_.json_depth + 1));
  args_peak_bytes_ = std::max(args_peak_bytes_, args_bytes);
  const std::string& tool = tools_->name(call.tool());
  Sha256Digest hash = Sha256({args});
  for (const worker::v1::Attachment& attachment : call.attachments()) {
    hash = Sha256({AsText(hash), AsText(Sha256({attachment.path()})), AsText(Sha256({attachment.data()}))});
  }
  if (journal_->complete()) {
    journal_->Append({.kind = JournalEntry::Kind::kCall,
                      .event = events_->acknowledged(),
                      .seq = id,
                      .tool = call.tool(),
                      .args_sha256 = hash});
  }
  const std::optional<std::string> refusal = too_deep ? std::nullopt : contracts_.RefuseArguments(id, call.tool(), args);
  isobridge::v1::Call out;
  out.set_id(id);
  out.set_tool(tool);
  out.set_args_json(std::move(*call.mutable_args_json()));
  MoveAttachments(call.mutable_attachments(), out.mutable_attachments());
  out.set_idempotency_key(IdempotencyKey(options_.execution_id, id, tool, hash));
  if (!options_.traceparent.empty()) out.set_traceparent(options_.traceparent);
  out.set_event(events_->acknowledged());
  const uint64_t queued = table_.queued_bytes();
  table_.Make(std::move(out), call.tool(), now, hash);
  if (too_deep) {
    FailUnsent(
        id, "ARGS_TOO_DEEP",
        absl::StrCat("the arguments nest arrays and objects deeper than ", options_.json_depth, " levels; pass a flatter value"),
        now);
  } else if (refusal.has_value()) {
    FailUnsent(id, "ARGS_INVALID", *refusal, now);
  } else if (queued > options_.queued_bytes) {
    FailUnsent(id, "CALLS_TOO_LARGE",
               absl::StrCat("calls with ", queued, " bytes of arguments wait for their turn already, more than the limit of ",
                            options_.queued_bytes, "; await some of them before making further ones"),
               now);
  }
  TakeTurns(now);
  return absl::OkStatus();
}

void CallTraffic::TakeTurns(absl::Time now) {
  while (std::optional<CallTable::Turn> turn = table_.TakeTurn(now)) {
    const uint32_t id = turn->call.id();
    switch (turn->action) {
      case CallTable::Turn::Action::kSend:
        SendCall(std::move(turn->call), now);
        break;
      case CallTable::Turn::Action::kSendAndSettle:
        SendCall(std::move(turn->call), now);
        Settle(*std::move(turn->answer), now);
        break;
      case CallTable::Turn::Action::kFail:
        FailClosed(id, CallSummary::OUTCOME_NOT_SENT, now);
        break;
    }
  }
}

void CallTraffic::SendCall(isobridge::v1::Call call, absl::Time now) {
  SetTimestamp(std::min(deadlines_->CallEnd(now), now + options_.table.call_time), call.mutable_deadline());
  ExecuteResponse message;
  *message.mutable_call() = std::move(call);
  client_->Send(std::move(message));
}

bool CallTraffic::OnAnswer(ClientAnswer from_client, absl::Time now) {
  // After the end nothing is refused: `finished` may already be on its way.
  if (over_) return true;
  Answer& answer = from_client.answer;
  const uint32_t depth = answer.depth;
  const CallTable::Verdict verdict = table_.Offer(answer, now);
  switch (verdict) {
    case CallTable::Verdict::kSettle:
      Settle(std::move(answer), now);
      break;
    case CallTable::Verdict::kHeld:
      answers_came_early_ = true;
      break;
    case CallTable::Verdict::kDuplicate:
    case CallTable::Verdict::kLate:
    case CallTable::Verdict::kUnknown:
      Refuse(answer.call(), verdict);
      return false;
  }
  answer_peak_bytes_ = std::max(answer_peak_bytes_, from_client.bytes);
  json_depth_peak_ = std::max(json_depth_peak_, depth);
  TakeTurns(now);
  return true;
}

void CallTraffic::Settle(Answer answer, absl::Time now) {
  const uint32_t id = answer.call();
  std::optional<std::string> refusal;
  if (answer.outcome == CallSummary::OUTCOME_RESULT)
    refusal = contracts_.RefuseResult(id, table_.tool(id), answer.frame->settle().json());
  if (refusal.has_value()) answer = ServiceFailure(id, CallSummary::OUTCOME_ERROR, "ANSWER_INVALID", *refusal);
  Deliver(std::move(answer), now);
}

void CallTraffic::Deliver(Answer answer, absl::Time now) {
  if (!options_.report_settled) return events_->Settle(std::move(answer), now);
  const uint32_t id = answer.call();
  ExecuteResponse message;
  isobridge::v1::CallSettled* settled = message.mutable_call_settled();
  settled->set_id(id);
  settled->set_tool(tools_->name(table_.tool(id)));
  settled->set_outcome(table_.outcome(id));
  SetDuration(table_.duration(id), settled->mutable_duration());
  settled->set_code(answer.frame->settle().error().code());
  SetTimestamp(now, settled->mutable_time());
  events_->Settle(std::move(answer), now);
  settled->set_event(events_->sent());
  client_->Send(std::move(message));
}

void CallTraffic::FailUnsent(uint32_t id, std::string_view code, std::string_view message, absl::Time now) {
  table_.Withdraw(id);
  Deliver(ServiceFailure(id, CallSummary::OUTCOME_NOT_SENT, code, message), now);
}

void CallTraffic::Refuse(uint32_t id, CallTable::Verdict verdict) {
  ExecuteResponse message;
  AnswerRefused* refused = message.mutable_answer_refused();
  refused->set_id(id);
  if (verdict == CallTable::Verdict::kDuplicate) {
    refused->set_reason(AnswerRefused::REASON_DUPLICATE);
    refused->set_message(absl::StrCat("call ", id, " already has an answer; the first one counts"));
  } else if (verdict == CallTable::Verdict::kLate) {
    refused->set_reason(AnswerRefused::REASON_LATE);
    refused->set_message(absl::StrCat("call ", id, " was given up before this answer came"));
  } else {
    refused->set_reason(AnswerRefused::REASON_UNKNOWN);
    refused->set_message(id == 0 ? "call ids begin at 1"
                                 : absl::StrCat("the program has made ", table_.made(), " calls, and no more than ",
                                                options_.table.max_held, " answers or ", ByteText(options_.table.max_held_bytes),
                                                " can wait for calls to come; call ", id, " was not among them"));
  }
  client_->Send(std::move(message));
}

void CallTraffic::OnHalfClose(absl::Time now) {
  if (over_) return;
  for (const uint32_t id : table_.CloseChannel(now)) {
    SendCancelled(id, CallCancelled::REASON_CHANNEL_CLOSED);
    FailClosed(id, CallSummary::OUTCOME_VOID, now);
  }
  TakeTurns(now);
}

void CallTraffic::FailClosed(uint32_t id, CallSummary::Outcome outcome, absl::Time now) {
  Deliver(ServiceFailure(id, outcome, "CHANNEL_CLOSED",
                         absl::StrCat("call ", id, " (", tools_->name(table_.tool(id)),
                                      ") gets no answer: the client has closed its side of the stream")),
          now);
}

void CallTraffic::Expire(absl::Time now) {
  if (next_deadline() > now) return;
  for (const uint32_t id : table_.Expire(now)) {
    SendCancelled(id, CallCancelled::REASON_TIMEOUT);
    Deliver(ServiceFailure(id, CallSummary::OUTCOME_TIMEOUT, "CALL_TIMEOUT",
                           absl::StrCat("call ", id, " (", tools_->name(table_.tool(id)), ") was not answered within ",
                                        absl::ToInt64Milliseconds(options_.table.call_time), " ms (the limit call_time)")),
            now);
  }
  TakeTurns(now);
}

std::vector<uint32_t> CallTraffic::VoidAll(absl::Time now) {
  if (over_) return {};
  over_ = true;
  std::vector<uint32_t> ids = table_.VoidAll(now);
  for (const uint32_t id : ids) SendCancelled(id, CallCancelled::REASON_PROGRAM_ENDED);
  return ids;
}

void CallTraffic::SendCancelled(uint32_t id, CallCancelled::Reason reason) {
  ExecuteResponse message;
  message.mutable_call_cancelled()->set_id(id);
  message.mutable_call_cancelled()->set_reason(reason);
  client_->Send(std::move(message));
}

std::string CallTraffic::DescribeWaiting(absl::Time now) const {
  const size_t waiting = table_.waiting();
  if (waiting == 0) return "";
  std::string text = "It waited for ";
  std::string_view separator;
  for (const CallTable::Waiting& call : table_.FirstWaiting(kMostNamed)) {
    absl::StrAppend(&text, separator, "call ", call.id, " (", tools_->name(call.tool),
                    call.sent ? ", unanswered for " : ", not sent for ", absl::ToInt64Milliseconds(now - call.since), " ms)");
    separator = ", ";
  }
  if (waiting > kMostNamed) absl::StrAppend(&text, " and ", waiting - kMostNamed, " more");
  return absl::StrCat(
      text, ". The tools were too slow, or were called one after another: make independent calls in parallel, or fewer of them.");
}

void CallTraffic::AddUsage(absl::Time now, isobridge::v1::Usage* usage) const {
  usage->set_calls(table_.made());
  usage->set_args_peak_bytes(args_peak_bytes_);
  usage->set_answer_peak_bytes(answer_peak_bytes_);
  usage->set_json_depth_peak(std::max(usage->json_depth_peak(), json_depth_peak_));
  usage->set_calls_in_flight_peak(table_.peak_in_flight());
  SetDuration(table_.tool_clock().Used(now), usage->mutable_tool_time());
}

std::string CallTraffic::Describe(const std::vector<uint32_t>& ids) const {
  std::string text = ids.size() == 1 ? "call " : "calls ";
  std::string_view separator;
  for (size_t i = 0; i < std::min(ids.size(), kMostNamed); ++i) {
    absl::StrAppend(&text, separator, ids[i], " (", tools_->name(table_.tool(ids[i])), ")");
    separator = ", ";
  }
  if (ids.size() > kMostNamed) absl::StrAppend(&text, " and ", ids.size() - kMostNamed, " more");
  return text;
}

}  // namespace isobridge::bridge
