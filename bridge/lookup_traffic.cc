#include "bridge/lookup_traffic.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bridge/answer.h"
#include "bridge/sha256.h"
#include "bridge/thread_time.h"

namespace isobridge::bridge {
namespace {

using worker::v1::Lookup;

bridge::Answer Settlement(uint32_t number, absl::StatusOr<std::string> json) {
  bridge::Answer answer{.frame = std::make_shared<worker::v1::ToWorker>()};
  worker::v1::Settle* settle = answer.frame->mutable_settle();
  settle->set_lookup(number);
  if (json.ok()) {
    answer.bytes = json->size();
    settle->set_json(*std::move(json));
    return answer;
  }
  const bool unknown = absl::IsNotFound(json.status());
  worker::v1::Error* error = settle->mutable_error();
  error->set_name(unknown ? "Error" : "TypeError");
  error->set_code(unknown ? "NO_SUCH_TOOL" : "LOOKUP_INVALID");
  error->set_message(std::string(json.status().message()));
  answer.bytes = error->message().size();
  return answer;
}

}  // namespace

absl::Status LookupTraffic::OnLookup(Lookup lookup) {
  const uint32_t number = lookup.lookup();
  if (number != made_ + 1) return absl::InvalidArgumentError(absl::StrCat("made lookup ", number, " after lookup ", made_));
  if (number > max_lookups_) return absl::InvalidArgumentError(absl::StrCat("made more than ", max_lookups_, " lookups"));
  if (lookup.kind() != Lookup::KIND_SEARCH && lookup.kind() != Lookup::KIND_DESCRIBE)
    return absl::InvalidArgumentError(absl::StrCat("made a lookup of kind ", static_cast<int>(lookup.kind())));
  if (lookup.args_json().size() > kMaxLookupBytes)
    return absl::InvalidArgumentError(absl::StrCat("made a lookup of ", lookup.args_json().size(), " bytes"));
  made_ = number;
  if (journal_->complete()) {
    journal_->Append({.kind = JournalEntry::Kind::kLookup,
                      .event = events_->acknowledged(),
                      .seq = number,
                      .lookup = static_cast<uint32_t>(lookup.kind()),
                      .args_sha256 = Sha256({lookup.args_json()})});
  }
  waiting_bytes_ += lookup.args_json().size();
  waiting_.push_back({.number = number, .kind = lookup.kind(), .args_json = std::move(*lookup.mutable_args_json())});
  return absl::OkStatus();
}

std::optional<LookupTraffic::Question> LookupTraffic::Next() {
  if (answering_ || waiting_.empty()) return std::nullopt;
  Question question = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= question.args_json.size();
  answering_ = true;
  return question;
}

LookupTraffic::Answer LookupTraffic::MakeAnswer(const Question& question) const {
  const ThreadTime begun;
  absl::StatusOr<std::string> json = question.kind == Lookup::KIND_SEARCH
                                         ? SearchToolsJson(*catalog_, question.args_json, *allowed_)
                                         : DescribeToolJson(*catalog_, question.args_json, *allowed_);
  return {.number = question.number, .json = std::move(json), .cpu_time = begun.Used()};
}

void LookupTraffic::OnAnswer(Answer answer, absl::Time now) {
  answering_ = false;
  cpu_time_ += answer.cpu_time;
  events_->Settle(Settlement(answer.number, std::move(answer.json)), now);
}

}  // namespace isobridge::bridge
