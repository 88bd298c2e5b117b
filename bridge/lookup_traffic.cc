#include "bridge/lookup_traffic.h"

#include <ctime>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bridge/answer.h"
#include "bridge/sha256.h"

namespace isobridge::bridge {
namespace {

using worker::v1::Lookup;

absl::Duration ThreadCpuTime() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

absl::StatusOr<std::string> AnswerTo(const Catalog& catalog, const AllowedTools& allowed, const Lookup& lookup) {
  if (lookup.kind() == Lookup::KIND_SEARCH) return SearchToolsJson(catalog, lookup.args_json(), allowed);
  return DescribeToolJson(catalog, lookup.args_json(), allowed);
}

Answer ToAnswer(uint32_t number, absl::StatusOr<std::string> json) {
  Answer answer{.frame = std::make_shared<worker::v1::ToWorker>()};
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

absl::Status LookupTraffic::OnLookup(const Lookup& lookup, absl::Time now) {
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
  const absl::Duration before = ThreadCpuTime();
  absl::StatusOr<std::string> answer = AnswerTo(*catalog_, *allowed_, lookup);
  cpu_time_ += ThreadCpuTime() - before;
  events_->Settle(ToAnswer(number, std::move(answer)), now);
  return absl::OkStatus();
}

}  // namespace isobridge::bridge
