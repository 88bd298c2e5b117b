#include "bridge/client_stream.h"

#include <utility>

namespace isobridge::bridge {

void ClientStream::Start(isobridge::v1::Started started) {
  if (started_ || closed_) return;
  started_ = true;
  isobridge::v1::ExecuteResponse message;
  *message.mutable_started() = std::move(started);
  client_->Send(std::move(message));
  for (isobridge::v1::ExecuteResponse& waiting : waiting_) client_->Send(std::move(waiting));
  waiting_.clear();
}

void ClientStream::Send(isobridge::v1::ExecuteResponse message) {
  if (closed_) return;
  if (started_) {
    client_->Send(std::move(message));
  } else if (waiting_.size() < kMaxWaiting) {
    waiting_.push_back(std::move(message));
  }
}

void ClientStream::Close(absl::Status status) {
  if (closed_) return;
  closed_ = true;
  waiting_.clear();
  client_->Close(std::move(status));
}

}  // namespace isobridge::bridge
