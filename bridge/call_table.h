#ifndef ISOBRIDGE_BRIDGE_CALL_TABLE_H_
#define ISOBRIDGE_BRIDGE_CALL_TABLE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "bridge/answer.h"
#include "bridge/sha256.h"
#include "bridge/tool_clock.h"
#include "bridge/tool_table.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Pairs each call that a running program makes with the answer that settles it: which calls wait for their turn, which wait for
// an answer, which answers wait for their call, and what became of each.
//
// Thread-compatible. It sends nothing itself.
class CallTable {
 public:
  struct Options {
    // Calls that wait for an answer at the same time; further ones wait for their turn, in order.
    uint32_t max_in_flight = 1'000;
    // From sending a call to its answer; a call that waits for its turn costs its tool nothing.
    absl::Duration call_time = absl::InfiniteDuration();
    // Answers that came before their calls.
    uint32_t max_held = 1'024;
    uint64_t max_held_bytes = 64u << 20;
  };

  explicit CallTable(Options options) : options_(options) {}

  // The program made a call to the tool with this index; `args_sha256` is that of its arguments. False, and nothing happens,
  // unless its id is the last one's plus 1.
  bool Make(isobridge::v1::Call call, uint32_t tool, absl::Time now, const Sha256Digest& args_sha256 = {});

  // A call whose turn it is. Take until there is none, after each of the other methods.
  struct Turn {
    isobridge::v1::Call call;
    enum class Action {
      kSend,           // To the client.
      kSendAndSettle,  // To the client; `answer` is already there.
      kFail,           // To nobody: no answer can come any more.
    } action;
    std::optional<Answer> answer;
  };
  std::optional<Turn> TakeTurn(absl::Time now);

  // An answer came.
  enum class Verdict {
    kSettle,     // Give it to the program: `answer` was left alone.
    kHeld,       // Its call was not made or not sent yet; it was taken and waits.
    kDuplicate,  // The rest is refused.
    kLate,
    kUnknown,
  };
  Verdict Offer(Answer& answer, absl::Time now);

  // The call fails without having been sent, whatever came for it. Only directly after Make.
  void Withdraw(uint32_t id);

  // Gives up the calls whose time is over; their ids, in order.
  std::vector<uint32_t> Expire(absl::Time now);
  // When Expire will have something to do, or earlier.
  absl::Time next_deadline() const { return deadlines_.empty() ? absl::InfiniteFuture() : deadlines_.front().first; }

  // No answer will come any more, but those that are held still count. The ids of the calls that waited for one, in order.
  std::vector<uint32_t> CloseChannel(absl::Time now);

  // The program has ended. The ids of the calls that waited for an answer, in order; those that waited for their turn are
  // dropped.
  std::vector<uint32_t> VoidAll(absl::Time now);

  struct Waiting {
    uint32_t id;
    uint32_t tool;
    absl::Time since;
    bool sent;
  };
  // The first `most` calls without an answer.
  std::vector<Waiting> FirstWaiting(size_t most) const;
  // Arguments of the calls that wait for their turn.
  uint64_t queued_bytes() const { return queued_bytes_; }
  // Bytes of all that waits here: those, and answers that came before their calls.
  uint64_t bytes() const { return queued_bytes_ + held_bytes_; }
  size_t waiting() const { return in_flight_ + turns_.size(); }
  // The most calls that waited for an answer at the same time.
  uint32_t peak_in_flight() const { return peak_in_flight_; }
  // Runs while a call waits for an answer.
  const ToolClock& tool_clock() const { return tool_clock_; }
  uint32_t made() const { return static_cast<uint32_t>(records_.size()); }
  // Of a call that was made.
  uint32_t tool(uint32_t id) const { return records_[id - 1].tool; }
  // Of a call that has ended.
  isobridge::v1::CallSummary::Outcome outcome(uint32_t id) const { return records_[id - 1].outcome; }
  absl::Duration duration(uint32_t id) const { return records_[id - 1].duration; }

  void Summarise(const ToolTable& tools, google::protobuf::RepeatedPtrField<isobridge::v1::CallSummary>* out) const;

 private:
  struct Record {
    enum class State : uint8_t { kQueued, kSent, kDone };
    uint32_t tool;
    State state = State::kQueued;
    isobridge::v1::CallSummary::Outcome outcome = isobridge::v1::CallSummary::OUTCOME_UNSPECIFIED;
    absl::Time made = {};
    absl::Duration duration = {};
    Sha256Digest args_sha256 = {};
  };

  Verdict Hold(Answer& answer);
  void End(Record& record, isobridge::v1::CallSummary::Outcome outcome, absl::Time now);
  std::vector<uint32_t> VoidSent(absl::Time now);
  void DropEndedDeadlines();

  const Options options_;
  bool closed_ = false;
  // By id - 1.
  std::vector<Record> records_;
  std::deque<isobridge::v1::Call> turns_;
  uint64_t queued_bytes_ = 0;
  uint32_t in_flight_ = 0;
  uint32_t peak_in_flight_ = 0;
  ToolClock tool_clock_;
  // Not Abseil's: under ASan its headers and Debian's library disagree on the table's layout.
  std::unordered_map<uint32_t, Answer> held_;
  uint64_t held_bytes_ = 0;
  // In the order of sending, which is the order of deadlines; empty if calls have no limit of their own.
  std::deque<std::pair<absl::Time, uint32_t>> deadlines_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CALL_TABLE_H_
