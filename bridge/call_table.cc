#include "bridge/call_table.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "bridge/attachments.h"
#include "bridge/proto_time.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::CallSummary;

// What its arguments take.
uint64_t ArgumentBytes(const isobridge::v1::Call& call) { return call.args_json().size() + BytesOf(call.attachments()); }

}  // namespace

bool CallTable::Make(isobridge::v1::Call call, uint32_t tool, absl::Time now, const Sha256Digest& args_sha256) {
  if (call.id() != records_.size() + 1) return false;
  records_.push_back({.tool = tool, .made = now, .args_sha256 = args_sha256});
  queued_bytes_ += ArgumentBytes(call);
  turns_.push_back(std::move(call));
  return true;
}

std::optional<CallTable::Turn> CallTable::TakeTurn(absl::Time now) {
  if (turns_.empty()) return std::nullopt;
  const uint32_t id = turns_.front().id();
  Record& record = records_[id - 1];
  Turn turn{.call = {}, .action = Turn::Action::kSend, .answer = std::nullopt};
  if (const auto held = held_.find(id); held != held_.end()) {
    turn.action = Turn::Action::kSendAndSettle;
    held_bytes_ -= held->second.bytes;
    turn.answer = std::move(held->second);
    held_.erase(held);
    End(record, turn.answer->outcome, now);
  } else if (closed_) {
    turn.action = Turn::Action::kFail;
    End(record, CallSummary::OUTCOME_NOT_SENT, now);
  } else if (in_flight_ < options_.max_in_flight) {
    record.state = Record::State::kSent;
    if (in_flight_ == 0) tool_clock_.Start(now);
    peak_in_flight_ = std::max(peak_in_flight_, ++in_flight_);
    if (options_.call_time != absl::InfiniteDuration()) deadlines_.emplace_back(now + options_.call_time, id);
  } else {
    return std::nullopt;
  }
  turn.call = std::move(turns_.front());
  turns_.pop_front();
  queued_bytes_ -= ArgumentBytes(turn.call);
  return turn;
}

CallTable::Verdict CallTable::Offer(Answer& answer, absl::Time now) {
  const uint32_t id = answer.call();
  if (id == 0) return Verdict::kUnknown;
  if (id > records_.size() || records_[id - 1].state == Record::State::kQueued) return Hold(answer);
  Record& record = records_[id - 1];
  if (record.state == Record::State::kSent) {
    End(record, answer.outcome, now);
    return Verdict::kSettle;
  }
  const bool answered = record.outcome == CallSummary::OUTCOME_RESULT || record.outcome == CallSummary::OUTCOME_ERROR;
  return answered ? Verdict::kDuplicate : Verdict::kLate;
}

CallTable::Verdict CallTable::Hold(Answer& answer) {
  const uint32_t id = answer.call();
  if (held_.contains(id)) return Verdict::kDuplicate;
  if (held_.size() >= options_.max_held || answer.bytes > options_.max_held_bytes - held_bytes_) return Verdict::kUnknown;
  held_bytes_ += answer.bytes;
  held_.emplace(id, std::move(answer));
  return Verdict::kHeld;
}

void CallTable::Withdraw(uint32_t id) {
  if (turns_.empty() || turns_.back().id() != id) return;
  queued_bytes_ -= ArgumentBytes(turns_.back());
  turns_.pop_back();
  End(records_[id - 1], CallSummary::OUTCOME_NOT_SENT, records_[id - 1].made);
  if (const auto held = held_.find(id); held != held_.end()) {
    held_bytes_ -= held->second.bytes;
    held_.erase(held);
  }
}

std::vector<uint32_t> CallTable::Expire(absl::Time now) {
  std::vector<uint32_t> expired;
  while (!deadlines_.empty() && deadlines_.front().first <= now) {
    const uint32_t id = deadlines_.front().second;
    deadlines_.pop_front();
    Record& record = records_[id - 1];
    if (record.state != Record::State::kSent) continue;
    End(record, CallSummary::OUTCOME_TIMEOUT, now);
    expired.push_back(id);
  }
  return expired;
}

std::vector<uint32_t> CallTable::CloseChannel(absl::Time now) {
  closed_ = true;
  return VoidSent(now);
}

std::vector<uint32_t> CallTable::VoidAll(absl::Time now) {
  for (const isobridge::v1::Call& call : turns_) End(records_[call.id() - 1], CallSummary::OUTCOME_NOT_SENT, now);
  turns_.clear();
  queued_bytes_ = 0;
  held_.clear();
  held_bytes_ = 0;
  return VoidSent(now);
}

std::vector<uint32_t> CallTable::VoidSent(absl::Time now) {
  std::vector<uint32_t> ids;
  for (size_t i = 0; i < records_.size() && in_flight_ > 0; ++i) {
    if (records_[i].state != Record::State::kSent) continue;
    End(records_[i], CallSummary::OUTCOME_VOID, now);
    ids.push_back(static_cast<uint32_t>(i + 1));
  }
  deadlines_.clear();
  return ids;
}

void CallTable::End(Record& record, CallSummary::Outcome outcome, absl::Time now) {
  if (record.state == Record::State::kSent && --in_flight_ == 0) tool_clock_.Stop(now);
  record.state = Record::State::kDone;
  record.outcome = outcome;
  record.duration = std::max(absl::ZeroDuration(), now - record.made);
  DropEndedDeadlines();
}

// Keeps the queue as short as the calls in flight are old, rather than as long as all calls made.
void CallTable::DropEndedDeadlines() {
  while (!deadlines_.empty() && records_[deadlines_.front().second - 1].state == Record::State::kDone) deadlines_.pop_front();
}

std::vector<CallTable::Waiting> CallTable::FirstWaiting(size_t most) const {
  std::vector<Waiting> waiting;
  for (size_t i = 0; i < records_.size() && waiting.size() < most; ++i) {
    const Record& record = records_[i];
    if (record.state == Record::State::kDone) continue;
    waiting.push_back({.id = static_cast<uint32_t>(i + 1),
                       .tool = record.tool,
                       .since = record.made,
                       .sent = record.state == Record::State::kSent});
  }
  return waiting;
}

void CallTable::Summarise(const ToolTable& tools, google::protobuf::RepeatedPtrField<CallSummary>* out) const {
  out->Reserve(static_cast<int>(records_.size()));
  for (size_t i = 0; i < records_.size(); ++i) {
    const Record& record = records_[i];
    CallSummary* summary = out->Add();
    summary->set_id(static_cast<uint32_t>(i + 1));
    summary->set_tool(tools.name(record.tool));
    summary->set_outcome(record.outcome);
    SetDuration(record.duration, summary->mutable_duration());
    summary->set_args_sha256(absl::BytesToHexString(AsText(record.args_sha256)));
  }
}

}  // namespace isobridge::bridge
