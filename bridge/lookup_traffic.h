#ifndef ISOBRIDGE_BRIDGE_LOOKUP_TRAFFIC_H_
#define ISOBRIDGE_BRIDGE_LOOKUP_TRAFFIC_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/catalog/catalog.h"
#include "bridge/catalog/discovery.h"
#include "bridge/event_stream.h"
#include "bridge/journal.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// What a program asks of its catalog, `codemode.search` and `codemode.describe`, is answered from the catalog alone: the client
// hears nothing of it. Numbered 1, 2, 3 … apart from calls, and recorded like them. An answer may take a while, so that one is
// made at a time, on a thread of the caller's choice.
//
// Thread-compatible, but for MakeAnswer, which is thread-safe. What it refers to outlives it.
class LookupTraffic {
 public:
  struct Question {
    uint32_t number = 0;
    worker::v1::Lookup::Kind kind = worker::v1::Lookup::KIND_UNSPECIFIED;
    std::string args_json;
  };
  struct Answer {
    uint32_t number = 0;
    absl::StatusOr<std::string> json;
    absl::Duration cpu_time;
  };

  LookupTraffic(const Catalog* catalog, const AllowedTools* allowed, uint32_t max_lookups, EventStream* events, Journal* journal)
      : catalog_(catalog), allowed_(allowed), max_lookups_(max_lookups), events_(events), journal_(journal) {}

  // From the worker; its events were acknowledged. INVALID_ARGUMENT says how it breaks the protocol.
  absl::Status OnLookup(worker::v1::Lookup lookup);

  // The next one to be answered; none while another is. OnAnswer follows.
  std::optional<Question> Next();
  Answer MakeAnswer(const Question& question) const;
  void OnAnswer(Answer answer, absl::Time now);

  // Of questions that wait.
  uint64_t waiting_bytes() const { return waiting_bytes_; }

  // What the answers took of the service's processor time: it counts as the program's own.
  absl::Duration cpu_time() const { return cpu_time_; }

 private:
  const Catalog* const catalog_;
  const AllowedTools* const allowed_;
  const uint32_t max_lookups_;
  EventStream* const events_;
  Journal* const journal_;
  uint32_t made_ = 0;
  std::deque<Question> waiting_;
  uint64_t waiting_bytes_ = 0;
  bool answering_ = false;
  absl::Duration cpu_time_;
};

// The UTF-8 bytes that the arguments of one lookup may have.
inline constexpr uint64_t kMaxLookupBytes = 8u << 10;

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_LOOKUP_TRAFFIC_H_
