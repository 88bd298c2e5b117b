#ifndef ISOBRIDGE_BRIDGE_CLIENT_STREAM_H_
#define ISOBRIDGE_BRIDGE_CLIENT_STREAM_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "bridge/execution_client.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// What one execution says to its client, in an order that the protocol allows: nothing before `started`, nothing after Close.
//
// Thread-compatible. It does not own the client.
class ClientStream {
 public:
  explicit ClientStream(ExecutionClient* client) : client_(client) {}

  // Sends `started`, then what had to wait for it.
  void Start(isobridge::v1::Started started);
  bool started() const { return started_; }

  // Waits for Start if it must; a client that makes the service say more than kMaxWaiting things before it has started a program
  // loses the rest of them. Nothing happens after Close.
  void Send(isobridge::v1::ExecuteResponse message);

  // The client's queue is full.
  bool Congested() const { return !closed_ && client_->Congested(); }

  // As ExecutionClient::ReadOn; nothing happens after Close.
  void ReadOn() {
    if (!closed_) client_->ReadOn();
  }

  // Bytes of what waits for the client, which is told of until Close.
  uint64_t QueuedBytes() const { return closed_ ? 0 : client_->QueuedBytes(); }

  // Once; the client is not touched again.
  void Close(absl::Status status);
  bool closed() const { return closed_; }

 private:
  static constexpr size_t kMaxWaiting = 1'024;

  ExecutionClient* const client_;
  bool started_ = false;
  bool closed_ = false;
  std::vector<isobridge::v1::ExecuteResponse> waiting_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CLIENT_STREAM_H_
