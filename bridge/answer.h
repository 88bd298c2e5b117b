#ifndef ISOBRIDGE_BRIDGE_ANSWER_H_
#define ISOBRIDGE_BRIDGE_ANSWER_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// What settles one call: a frame for the worker, shared with the journal so that a large result is never copied.
struct Answer {
  // Has `settle`, whose time is set when it is sent.
  std::shared_ptr<worker::v1::ToWorker> frame;
  isobridge::v1::CallSummary::Outcome outcome = isobridge::v1::CallSummary::OUTCOME_UNSPECIFIED;
  // UTF-8 bytes of what the client sent, or of what the service says.
  uint64_t bytes = 0;
  // How deep the JSON that the client sent nests, one more than allowed if it is deeper.
  uint32_t depth = 0;

  uint32_t call() const { return frame->settle().call(); }
};

// What an answer must keep to.
struct AnswerTerms {
  uint64_t max_bytes;
  uint32_t max_depth;
};

// UTF-8 bytes of what the client sent, as `AnswerTerms::max_bytes` counts them.
uint64_t BytesOf(const isobridge::v1::CallResult& result);
uint64_t BytesOf(const isobridge::v1::CallError& error);

// Answers by the client. One that breaks the terms becomes an error that says so to the program: ANSWER_TOO_LARGE,
// ANSWER_TOO_DEEP, or ANSWER_NOT_JSON for an error's data. Whether a result is JSON, the worker finds when it parses it.
Answer AnswerOf(isobridge::v1::CallResult result, const AnswerTerms& terms);
Answer AnswerOf(isobridge::v1::CallError error, const AnswerTerms& terms);

// A failure that the service gives: `code` is what the program finds in `error.code`.
Answer ServiceFailure(uint32_t call, isobridge::v1::CallSummary::Outcome outcome, std::string_view code,
                      std::string_view message);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_ANSWER_H_
