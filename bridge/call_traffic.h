#ifndef ISOBRIDGE_BRIDGE_CALL_TRAFFIC_H_
#define ISOBRIDGE_BRIDGE_CALL_TRAFFIC_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/answer.h"
#include "bridge/call_table.h"
#include "bridge/catalog/catalog.h"
#include "bridge/client_stream.h"
#include "bridge/deadlines.h"
#include "bridge/event_stream.h"
#include "bridge/journal.h"
#include "bridge/tool_clock.h"
#include "bridge/tool_contracts.h"
#include "bridge/tool_table.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// Carries calls from the program to the client and answers back, by what the call table says.
//
// Thread-compatible, but for Check. What it refers to outlives it.
class CallTraffic {
 public:
  struct Options {
    CallTable::Options table;
    std::string execution_id;
    std::string traceparent;
    uint64_t args_bytes;
    uint32_t max_calls;
    // Of calls that wait for their turn; one call more may.
    uint64_t queued_bytes;
    uint32_t json_depth;
    AnswerTerms answers;
    ToolContracts::Modes validation;
    // Start.attachments.
    bool attachments = false;
    // Start.report_settled_calls.
    bool report_settled = false;
    // Whether each tool may be called; empty: all. The worker is told of no other.
    std::vector<bool> allowed_tools;
  };

  CallTraffic(Options options, const Catalog* catalog, EventStream* events, Journal* journal, ClientStream* client)
      : options_(std::move(options)),
        tools_(&catalog->tools()),
        events_(events),
        journal_(journal),
        client_(client),
        contracts_(options_.validation, catalog),
        table_(options_.table) {}

  // The program is about to run; `deadlines` has started.
  void Begin(const Deadlines* deadlines) { deadlines_ = deadlines; }

  // Whether OnCall may take long: it holds arguments against a schema, or meets an answer that was sent before the call. On any
  // thread.
  bool TakesLong(const worker::v1::Call& call) const {
    return answers_came_early_ || contracts_.TakesLong(call.tool(), call.args_json());
  }
  // From the worker; its events were acknowledged. INVALID_ARGUMENT says how it breaks the protocol.
  absl::Status OnCall(worker::v1::Call call, absl::Time now);

  // An answer of the client's, held against the terms.
  struct ClientAnswer {
    Answer answer;
    // As the client sent it, also if that was too much.
    uint64_t bytes;
  };
  // Whether OnAnswer may take long, so far as schemas are concerned. On any thread.
  bool AnswersTakeLong() const { return contracts_.took_long(); }
  // On any thread: it may take long.
  template <typename Message>
  ClientAnswer Check(Message message) const {
    const uint64_t bytes = BytesOf(message);
    return {.answer = AnswerOf(std::move(message), options_.answers), .bytes = bytes};
  }
  // False: the answer was refused, and the client told.
  bool OnAnswer(ClientAnswer answer, absl::Time now);
  void OnHalfClose(absl::Time now);

  // Fails the calls whose time is over.
  void Expire(absl::Time now);
  absl::Time next_deadline() const { return table_.next_deadline(); }

  // The program ends: tells the client which calls are void. The ids of those that were sent and got no answer.
  std::vector<uint32_t> VoidAll(absl::Time now);

  // For people: the calls that wait, with their tools and since when; empty if none.
  std::string DescribeWaiting(absl::Time now) const;
  // `calls 3 (weather), 4 (mail)`.
  std::string Describe(const std::vector<uint32_t>& ids) const;

  uint32_t made() const { return table_.made(); }
  // See CallTable.
  uint64_t bytes() const { return table_.bytes() + contracts_.bytes(); }
  // What holding calls against schemas took of the service's processor time: it counts as the program's own.
  absl::Duration cpu_time() const { return contracts_.cpu_time(); }
  // Runs while a call waits for its answer.
  const ToolClock& tool_clock() const { return table_.tool_clock(); }
  // What broke the schemas of its tool and was let pass.
  void AddWarnings(google::protobuf::RepeatedPtrField<isobridge::v1::Warning>* warnings) const {
    contracts_.AddWarnings(warnings);
  }
  // What the calls used, until `now`.
  void AddUsage(absl::Time now, isobridge::v1::Usage* usage) const;
  void Summarise(google::protobuf::RepeatedPtrField<isobridge::v1::CallSummary>* out) const { table_.Summarise(*tools_, out); }

 private:
  // Gives the program an answer of the client, or an error instead where the result breaks its tool's schema.
  void Settle(Answer answer, absl::Time now);
  // Brings the program what a call came to, and tells the client if it wants to know.
  void Deliver(Answer answer, absl::Time now);
  // The call is made, but not sent.
  void FailUnsent(uint32_t id, std::string_view code, std::string_view message, absl::Time now);
  void Refuse(uint32_t id, CallTable::Verdict verdict);
  void TakeTurns(absl::Time now);
  void SendCall(isobridge::v1::Call call, absl::Time now);
  void SendCancelled(uint32_t id, isobridge::v1::CallCancelled::Reason reason);
  void FailClosed(uint32_t id, isobridge::v1::CallSummary::Outcome outcome, absl::Time now);

  const Options options_;
  const ToolTable* const tools_;
  EventStream* const events_;
  Journal* const journal_;
  ClientStream* const client_;
  ToolContracts contracts_;
  CallTable table_;
  // Null before Begin; then no call has been made.
  const Deadlines* deadlines_ = nullptr;
  uint64_t args_peak_bytes_ = 0;
  uint64_t answer_peak_bytes_ = 0;
  // Of arguments and answers.
  uint32_t json_depth_peak_ = 0;
  std::atomic<bool> answers_came_early_ = false;
  bool over_ = false;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CALL_TRAFFIC_H_
