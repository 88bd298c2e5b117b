#ifndef ISOBRIDGE_ISOLATE_CHECKER_CHECKER_MESSAGES_H_
#define ISOBRIDGE_ISOLATE_CHECKER_CHECKER_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/program_checker.h"
#include "bridge/schema/json.h"

namespace isobridge::isolate {

// What a checker and the supervisor say to each other: JSON-RPC 2.0, each message behind a header `Content-Length: N` and an
// empty line. The checker has read hostile text, so nothing that it says is believed.

// The largest message that is taken from a checker.
inline constexpr size_t kMaxCheckerMessageBytes = 4u << 20;

// Cuts what a checker writes into messages.
//
// Thread-compatible.
class CheckerMessageReader {
 public:
  void Append(std::string_view bytes) { buffer_.append(bytes); }

  enum class Result { kMessage, kNeedMore, kBroken };
  // kMessage: `message` is set, valid until the next call of either method. kBroken: no such header, or one that announces more
  // than kMaxCheckerMessageBytes; the stream can't go on.
  Result Next(std::string_view* message);

 private:
  std::string buffer_;
  // What of the buffer was handed out.
  size_t taken_ = 0;
};

// One message of a checker.
struct CheckerMessage {
  enum class Kind {
    // It asks for a file: `method`, `argument`, `id`.
    kRequest,
    // It answers request `number` with `result`, or refused it for `failure`.
    kAnswer,
    kFailure,
  };
  Kind kind = Kind::kRequest;
  // As JSON.
  std::string id;
  std::string method;
  std::string argument;
  uint64_t number = 0;
  bridge::SortedJson result;
  std::string failure;
};

// INVALID_ARGUMENT says what is wrong with it.
absl::StatusOr<CheckerMessage> ReadCheckerMessage(std::string_view json);

// With their headers. `params` and `result` are JSON.
std::string CheckerRequest(uint64_t number, std::string_view method, std::string_view params);
std::string CheckerReply(std::string_view id, std::string_view result);

// The answer to `updateSnapshot`.
struct CheckerSnapshot {
  uint64_t number = 0;
  std::string project;
};
absl::StatusOr<CheckerSnapshot> ReadSnapshot(const bridge::SortedJson& result);

// The answer to a request for diagnostics of a text of `length` UTF-16 code units. Those behind kMaxFindings, and all but the
// first messages of each, are left out; long texts are cut.
absl::StatusOr<bridge::TypeReport> ReadFindings(const bridge::SortedJson& result, uint32_t length);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_CHECKER_CHECKER_MESSAGES_H_
