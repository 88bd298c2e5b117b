#ifndef ISOBRIDGE_SERVICE_CONFIGURATION_H_
#define ISOBRIDGE_SERVICE_CONFIGURATION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/admission.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/limits.h"
#include "bridge/memory_budget.h"
#include "bridge/request_queue.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isolate/pool/sandbox_host.h"
#include "service/auth_mode.h"
#include "service/credentials.h"
#include "service/server.h"
#include "service/stream_environment.h"
#include "service/tenant_quotas.h"
#include "telemetry/log.h"

namespace isobridge::service {

// A setting as somebody wrote it.
struct GivenSetting {
  std::string name;
  // One, or several where the setting is a list.
  std::vector<std::string> values;
  // For messages: "--name" or "isobridge.yaml:12".
  std::string origin;
};

// Everything that an operator can set. The settings and their names stand in setting.cc.
struct Configuration {
  std::vector<std::string> listen = {"127.0.0.1:50051"};
  // Receives the "listening on" lines once the service is ready, and is closed; -1: none.
  int ready_fd = -1;
  bool allow_plaintext = false;
  TlsFiles tls;
  // Never kAutomatic in what From returns.
  AuthMode auth = AuthMode::kAutomatic;
  // Empty: none.
  std::string tenants_file;
  // How soon a changed file is taken up.
  absl::Duration tenants_reload_interval = absl::Seconds(30);
  // `listen` is filled from the texts above.
  ServerOptions server;
  // A client that leaves a message untaken for so long is cancelled.
  absl::Duration stall_timeout = absl::Seconds(30);
  // How long running executions may go on once the service was told to end.
  absl::Duration drain_grace = absl::Seconds(30);
  StreamLimits streams;
  bridge::LimitPolicy limits;
  // `max_tools` is that of the limits.
  bridge::CatalogCache::Options catalogs;
  // Without what is known only once the sandbox runs: how many places there are, and who has which quota.
  bridge::AdmissionOptions admission;
  bridge::RequestQueueOptions requests;
  TenantQuotas::Options tenant_quotas;
  // `tenant_bytes` is never 0 in what From returns.
  bridge::MemoryBudgetOptions memory = {.tenant_bytes = 0};
  isolate::SandboxHostOptions sandbox;
  // Of TypeScript whose request doesn't say. Never CHECK_MODE_UNSPECIFIED.
  isobridge::v1::CheckMode default_check = isobridge::v1::CHECK_MODE_BLOCK_CERTAIN;
  // "HOST:PORT" for Prometheus; empty: none.
  std::string metrics_listen;
  telemetry::LogFormat log_format = telemetry::LogFormat::kText;
  telemetry::Severity log_level = telemetry::Severity::kInfo;

  // Defaults, then each of `given` in order, then what follows from them. INVALID_ARGUMENT names the origin and the setting, for
  // one that doesn't exist, can't be read or is out of range, and for those that don't go together.
  static absl::StatusOr<Configuration> From(const std::vector<GivenSetting>& given);
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CONFIGURATION_H_
