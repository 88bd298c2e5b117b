#ifndef ISOBRIDGE_SERVICE_FAKE_EXECUTION_H_
#define ISOBRIDGE_SERVICE_FAKE_EXECUTION_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/execution.h"
#include "bridge/execution_client.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::service {

// An execution that runs nothing: it notes what comes in, and says to its client what the test tells it to. On a disconnect it
// closes with CANCELLED, as a real one does.
//
// Thread-safe.
class FakeExecution final : public bridge::Execution {
 public:
  FakeExecution(bridge::ExecutionOrigin origin, isobridge::v1::Start start, bridge::ExecutionClient* client)
      : origin(std::move(origin)), start(std::move(start)), client(client) {}

  void OnCallResult(isobridge::v1::CallResult result) override { Take("result " + std::to_string(result.id())); }
  void OnCallError(isobridge::v1::CallError error) override { Take("error " + std::to_string(error.id())); }
  void OnCancel(isobridge::v1::Cancel cancel) override { Note("cancel " + cancel.reason()); }
  void OnHalfClose() override { Note("half_close"); }
  void OnClientDrained() override { Note("drained"); }
  void OnDrain(absl::Time /*deadline*/) override { Note("drain"); }
  void OnDisconnect() override {
    Note("disconnect");
    {
      absl::MutexLock lock(mu_);
      if (std::exchange(closed_, true)) return;
    }
    client->Close(absl::CancelledError("disconnected"));
  }

  void Say(const std::string& text) {
    isobridge::v1::ExecuteResponse message;
    message.mutable_console()->set_text(text);
    client->Send(std::move(message));
  }

  // Sends `finished` with `json` and closes.
  void End(const std::string& json) {
    isobridge::v1::ExecuteResponse message;
    message.mutable_finished()->mutable_value()->set_json(json);
    client->Send(std::move(message));
    Close(absl::OkStatus());
  }
  void Close(absl::Status status) {
    {
      absl::MutexLock lock(mu_);
      if (std::exchange(closed_, true)) return;
    }
    client->Close(std::move(status));
  }

  // Waits until `what` has come in; the test times out if it doesn't.
  void Await(const std::string& what) {
    absl::MutexLock lock(mu_);
    const auto came = [&]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return std::ranges::find(notes_, what) != notes_.end(); };
    mu_.Await(absl::Condition(&came));
  }
  std::vector<std::string> notes() {
    absl::MutexLock lock(mu_);
    return notes_;
  }

  // The client may send no answer after the next one until ReadOn.
  void HoldBack() {
    absl::MutexLock lock(mu_);
    held_back_ = true;
  }
  void ReadOn() { client->ReadOn(); }

  const bridge::ExecutionOrigin origin;
  const isobridge::v1::Start start;
  bridge::ExecutionClient* const client;

 private:
  void Take(std::string what) {
    Note(std::move(what));
    {
      absl::MutexLock lock(mu_);
      if (closed_ || held_back_) return;
    }
    ReadOn();
  }
  void Note(std::string what) {
    absl::MutexLock lock(mu_);
    notes_.push_back(std::move(what));
  }

  absl::Mutex mu_;
  std::vector<std::string> notes_ ABSL_GUARDED_BY(mu_);
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  bool held_back_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_FAKE_EXECUTION_H_
