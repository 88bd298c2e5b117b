#ifndef ISOBRIDGE_BRIDGE_FAKE_EXECUTION_CLIENT_H_
#define ISOBRIDGE_BRIDGE_FAKE_EXECUTION_CLIENT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "bridge/execution_client.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// A client that keeps all it is told, and notices what it must never be told.
//
// Thread-compatible.
class FakeExecutionClient final : public ExecutionClient {
 public:
  void Send(isobridge::v1::ExecuteResponse message) override {
    if (closed.has_value() || Finished() != nullptr) sent_after_the_end = true;
    if (on_send != nullptr) on_send(message);
    messages.push_back(std::move(message));
  }
  bool Congested() const override { return congested; }
  void ReadOn() override {
    if (closed.has_value()) read_on_after_the_end = true;
    ++read_ons;
  }
  uint64_t QueuedBytes() const override { return queued_bytes; }
  void Close(absl::Status status) override {
    if (closed.has_value()) closed_twice = true;
    closed = std::move(status);
  }

  // The last message, if it is `finished`.
  const isobridge::v1::Finished* Finished() const {
    return messages.empty() || !messages.back().has_finished() ? nullptr : &messages.back().finished();
  }
  // All messages of one kind: `Of(&ExecuteResponse::has_call)`.
  std::vector<isobridge::v1::ExecuteResponse> Of(bool (isobridge::v1::ExecuteResponse::*kind)() const) const {
    std::vector<isobridge::v1::ExecuteResponse> found;
    for (const isobridge::v1::ExecuteResponse& message : messages) {
      if ((message.*kind)()) found.push_back(message);
    }
    return found;
  }

  // Looks at each message as it comes.
  std::function<void(const isobridge::v1::ExecuteResponse&)> on_send;
  std::vector<isobridge::v1::ExecuteResponse> messages;
  std::optional<absl::Status> closed;
  int read_ons = 0;
  bool congested = false;
  uint64_t queued_bytes = 0;
  bool closed_twice = false;
  bool sent_after_the_end = false;
  bool read_on_after_the_end = false;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FAKE_EXECUTION_CLIENT_H_
