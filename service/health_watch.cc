#include "service/health_watch.h"

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace isobridge::service {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);

}  // namespace

std::shared_ptr<HealthWatch> HealthWatch::Create(isolate::SandboxHost* host, Server* server, telemetry::Log* log) {
  std::shared_ptr<HealthWatch> watch(new HealthWatch(host, server, log));
  watch->Look();
  return watch;
}

void HealthWatch::Stop() {
  absl::MutexLock lock(mu_);
  stopped_ = true;
  server_->SetHealth(Server::Health::kNotServing);
}

void HealthWatch::Look() {
  absl::MutexLock lock(mu_);
  if (stopped_) return;
  const absl::Status health = host_->Health();
  if (health.ok() != serving_) {
    serving_ = health.ok();
    server_->SetHealth(serving_ ? Server::Health::kServing : Server::Health::kNotServing);
    log_->Write(serving_ ? telemetry::Severity::kInfo : telemetry::Severity::kError, "health",
                {{"serving", serving_}, {"reason", std::string_view(health.message())}});
  }
  bridge::Timers* timers = host_->timers();
  timers->At(timers->Now() + kInterval, [weak = weak_from_this()] {
    if (auto watch = weak.lock()) watch->Look();
  });
}

}  // namespace isobridge::service
