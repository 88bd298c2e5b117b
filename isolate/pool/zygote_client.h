#ifndef ISOBRIDGE_ISOLATE_POOL_ZYGOTE_CLIENT_H_
#define ISOBRIDGE_ISOLATE_POOL_ZYGOTE_CLIENT_H_

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/pool/back_off.h"
#include "isolate/pool/zygote_process.h"
#include "telemetry/observer.h"

namespace isobridge::isolate {

// Keeps one zygote of a kind running: starts it again when it dies, at growing intervals when it keeps dying, and replaces it by
// a fresh one after a number of forks or a time; the old one goes when the new one can fork.
//
// Loop thread only; constructed elsewhere, and destroyed when the loop has ended.
class ZygoteClient {
 public:
  using Forked = ZygoteProcess::Forked;

  // `observer` may be null.
  ZygoteClient(EventLoop* loop, ChildProcesses* children, ZygoteOptions options, telemetry::Observer* observer);
  ~ZygoteClient();
  ZygoteClient(const ZygoteClient&) = delete;
  ZygoteClient& operator=(const ZygoteClient&) = delete;

  // Starts the first zygote.
  void Start();

  // Waits while a zygote starts; UNAVAILABLE when one didn't, or when it died before it answered. `forked` is not called inside
  // this.
  void Fork(Forked forked);

  // No more zygotes, and no more forks.
  void Stop();

  // Set once a zygote was ready.
  const std::optional<worker::v1::ZygoteInfo>& info() const { return info_; }
  // A zygote is ready to fork.
  bool ready() const { return current_ != nullptr && current_->ready(); }
  // 0 while there is none.
  pid_t pid() const { return current_ != nullptr ? current_->pid() : 0; }

 private:
  enum class Place { kCurrent, kNext };

  void StartOne(Place place);
  void OnReady(ZygoteProcess* zygote, const worker::v1::ZygoteInfo& info);
  void OnGone(ZygoteProcess* zygote, const std::string& reason);
  void Failed(const std::string& reason);
  void FailWaiting();
  void PromoteNext();
  void ReplaceLater();
  void Replace();

  EventLoop* const loop_;
  ChildProcesses* const children_;
  const ZygoteOptions options_;
  telemetry::Observer* const observer_;

  bool stopped_ = false;
  std::shared_ptr<ZygoteProcess> current_;
  // Starts while `current_` still forks.
  std::shared_ptr<ZygoteProcess> next_;
  // Retired, until they are gone.
  std::vector<std::shared_ptr<ZygoteProcess>> retired_;
  std::deque<Forked> waiting_;
  std::optional<worker::v1::ZygoteInfo> info_;
  // Why the last zygote ended or didn't start; empty if none did.
  std::string last_failure_;
  BackOff back_off_;
  absl::Time started_;
  bridge::Timers::Id restart_ = 0;
  bridge::Timers::Id age_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_ZYGOTE_CLIENT_H_
