#include "service/serve.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/admission.h"
#include "bridge/background_threads.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/check/catalog_types.h"
#include "bridge/check/program_check.h"
#include "bridge/execution.h"
#include "bridge/inspection.h"
#include "bridge/memory_budget.h"
#include "bridge/request_queue.h"
#include "isolate/pool/sandbox_host.h"
#include "service/authenticator.h"
#include "service/capabilities.h"
#include "service/command_line.h"
#include "service/companion_binary.h"
#include "service/config_file.h"
#include "service/configuration.h"
#include "service/credentials.h"
#include "service/grpc_log.h"
#include "service/health_watch.h"
#include "service/listen_address.h"
#include "service/live_streams.h"
#include "service/sandbox_service.h"
#include "service/server.h"
#include "service/stream_environment.h"
#include "service/tenant_quotas.h"
#include "service/tenants_file.h"
#include "service/termination.h"
#include "telemetry/absl_log.h"
#include "telemetry/log.h"
#include "telemetry/logging_observer.h"
#include "telemetry/metrics.h"
#include "telemetry/observers.h"

namespace isobridge::service {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
// Executions end by themselves when the grace period is over; this is for their last messages to leave.
constexpr absl::Duration kLastMessages = absl::Seconds(1);
// For clients that are connected without a stream.
constexpr absl::Duration kGoodbye = absl::Milliseconds(100);
// After a second signal, or when everything should have ended: what still works for clients that are gone ends with the process.
constexpr absl::Duration kPatience = absl::Seconds(2);

// What the main thread waits for.
class Progress {
 public:
  void SetReady(absl::Status status) {
    absl::MutexLock lock(mu_);
    ready_ = std::move(status);
  }
  void SetSignals(int count) {
    absl::MutexLock lock(mu_);
    signals_ = count;
  }

  // None: a signal came first.
  std::optional<absl::Status> AwaitReady() {
    absl::MutexLock lock(mu_);
    mu_.Await(absl::Condition(this, &Progress::ReadyOrSignalled));
    return signals_ > 0 ? std::nullopt : ready_;
  }
  void AwaitSignal() {
    absl::MutexLock lock(mu_);
    mu_.Await(absl::Condition(this, &Progress::Signalled));
  }
  void AwaitSecondSignal(absl::Time until) {
    absl::MutexLock lock(mu_);
    mu_.AwaitWithDeadline(absl::Condition(this, &Progress::SignalledTwice), until);
  }

 private:
  bool ReadyOrSignalled() const ABSL_SHARED_LOCKS_REQUIRED(mu_) { return ready_.has_value() || signals_ > 0; }
  bool Signalled() const ABSL_SHARED_LOCKS_REQUIRED(mu_) { return signals_ > 0; }
  bool SignalledTwice() const ABSL_SHARED_LOCKS_REQUIRED(mu_) { return signals_ > 1; }

  // Guarded by mu_.
  absl::Mutex mu_;
  std::optional<absl::Status> ready_ ABSL_GUARDED_BY(mu_);
  int signals_ ABSL_GUARDED_BY(mu_) = 0;
};

// Everything that serves, in the order in which it is made; it goes in the reverse order.
class Service {
 public:
  Service(Configuration configuration, telemetry::Log* log)
      : configuration_(std::move(configuration)),
        log_(log),
        logging_(log),
        metrics_(configuration_.metrics_listen.empty() ? nullptr : telemetry::Metrics::Create(bridge::OutcomeNames())),
        observer_(metrics_ == nullptr ? std::vector<telemetry::Observer*>{&logging_}
                                      : std::vector<telemetry::Observer*>{&logging_, metrics_.get()}) {}
  // Their threads end first, before what they use; what the host still brings is done by its own thread.
  ~Service() {
    if (request_threads_.has_value()) request_threads_->End();
    if (background_.has_value()) background_->End();
  }

  // OK after a signal.
  absl::Status Run() {
    const absl::Time began = absl::Now();
    auto termination = Termination::Create([this](int count) { OnSignal(count); });
    if (!termination.ok()) return termination.status();
    auto credentials = Credentials::Create(configuration_.tls, plaintext(), log_);
    if (!credentials.ok()) return credentials.status();
    if (absl::Status status = OpenTenants(); !status.ok()) return status;
    if (absl::Status status = CheckAddresses(*credentials); !status.ok()) return status;
    if (absl::Status status = StartSandbox(); !status.ok()) return status;
    const std::optional<absl::Status> ready = progress_->AwaitReady();
    if (!ready.has_value()) return absl::OkStatus();
    if (!ready->ok()) return *ready;
    if (absl::Status status = Listen(*credentials); !status.ok()) return status;
    Announce(absl::Now() - began);
    progress_->AwaitSignal();
    Drain();
    return absl::OkStatus();
  }

 private:
  // On Termination's thread.
  void OnSignal(int count) {
    progress_->SetSignals(count);
    absl::MutexLock lock(mu_);
    if (count > 1 && streams_ != nullptr) streams_->GiveUp();
  }

  Credentials::Plaintext plaintext() const {
    return configuration_.allow_plaintext ? Credentials::Plaintext::kAnywhere : Credentials::Plaintext::kLocalOnly;
  }

  absl::Status OpenTenants() {
    if (!configuration_.tenants_file.empty()) {
      auto file = TenantsFile::Open(configuration_.tenants_file, configuration_.tenants_reload_interval, log_);
      if (!file.ok()) return file.status();
      tenants_ = *std::move(file);
    }
    authenticator_.emplace(configuration_.auth, tenants_.get());
    return absl::OkStatus();
  }

  // Before the sandbox is started, so that a taken port is told at once.
  absl::Status CheckAddresses(const Credentials& credentials) {
    for (const ListenAddress& address : configuration_.server.listen) {
      if (auto own = credentials.For(address); !own.ok()) return own.status();
      if (absl::Status status = authenticator_->CheckAddress(address, plaintext()); !status.ok()) return status;
      if (absl::Status status = address.CheckFree(); !status.ok()) return status;
    }
    return CheckMetricsAddress();
  }

  // Whoever reaches it reads it.
  absl::Status CheckMetricsAddress() const {
    if (metrics_ == nullptr) return absl::OkStatus();
    const auto address = ListenAddress::Parse(configuration_.metrics_listen);
    if (!address.ok()) return absl::InvalidArgumentError(absl::StrCat("metrics_listen: ", address.status().message()));
    if (address->local_socket()) {
      return absl::InvalidArgumentError(
          absl::StrCat("metrics_listen is ", address->ToString(), "; metrics are served on a host:port only"));
    }
    if (!address->loopback && plaintext() != Credentials::Plaintext::kAnywhere) {
      return absl::InvalidArgumentError(
          absl::StrCat("metrics_listen is ", address->ToString(),
                       ", which can be reached from other hosts, and metrics are served to everybody in plain text: set it to a "
                       "loopback address, or accept that with allow_plaintext"));
    }
    return address->CheckFree();
  }

  absl::Status StartSandbox() {
    auto worker = FindCompanionBinary(kWorkerBinary, configuration_.sandbox.worker_executable);
    if (!worker.ok()) return worker.status();
    auto checker = FindCompanionBinary(kCheckerBinary, configuration_.sandbox.checker_executable);
    // Programs run without one, unchecked; but who names one wants it.
    if (absl::IsFailedPrecondition(checker.status())) return checker.status();
    if (!checker.ok()) {
      log_->Write(telemetry::Severity::kWarning, "no_type_checker", {{"reason", checker.status().message()}});
    }
    isolate::SandboxHostOptions options = configuration_.sandbox;
    options.worker_executable = *std::move(worker);
    options.checker_executable = checker.value_or("");
    options.observer = &observer_;
    options.charge = Charge();
    auto host = isolate::SandboxHost::Create(std::move(options));
    if (!host.ok()) return host.status();
    host_ = *std::move(host);
    host_->OnReady([this](absl::Status status) { progress_->SetReady(std::move(status)); });
    return absl::OkStatus();
  }

  void OpenAdmission() {
    const uint32_t places = host_->info().max_workers;
    quotas_.emplace(configuration_.tenant_quotas, places, tenants_.get());
    bridge::AdmissionOptions options = configuration_.admission;
    options.max_running = places;
    options.quota_of = [this](const std::string& tenant) { return quotas_->Of(tenant); };
    admission_ = bridge::Admission::Create(std::move(options), host_->timers());
    bridge::CatalogCache::Options catalogs = configuration_.catalogs;
    catalogs.max_tools = configuration_.limits.tools;
    catalogs.memory = memory_.get();
    catalogs.charge = Charge();
    // So that who runs or describes with it need not wait.
    catalogs.on_kept = [this](const std::string& tenant, const std::shared_ptr<const bridge::Catalog>& catalog) {
      types_->Prove(tenant, *catalog, /*allowed=*/{}, [](const auto& /*types*/) {});
    };
    catalogs_.emplace(std::move(catalogs));
  }

  // Nothing is done for a tenant before there is an admission.
  std::function<void(const std::string& tenant, absl::Duration cpu_time)> Charge() {
    return [this](const std::string& tenant, absl::Duration cpu_time) { admission_->ChargeCpu(tenant, cpu_time); };
  }

  void OpenMemory() {
    bridge::MemoryBudgetOptions options = configuration_.memory;
    options.let_go = [this](const std::string& tenant, bridge::MemoryBudgetOptions::Whose whose) {
      if (catalogs_->LetGo(tenant, whose)) return true;
      return whose == bridge::MemoryBudgetOptions::Whose::kEverybodys && types_->LetGo();
    };
    memory_ = bridge::MemoryBudget::Create(std::move(options));
    types_.emplace(host_->checker(), configuration_.catalogs.max_bytes,
                   bridge::CatalogTypesOptions{.memory = memory_.get(), .charge = Charge()});
  }

  absl::Status Listen(const Credentials& credentials) {
    OpenMemory();
    OpenAdmission();
    check_.emplace(host_->checker(), &*types_, configuration_.default_check);
    background_.emplace(std::max(2u, std::thread::hardware_concurrency()));
    request_threads_.emplace(configuration_.requests.at_once);
    requests_.emplace(configuration_.requests, admission_.get(), &*request_threads_);
    executions_ = {.admission = admission_.get(),
                   .memory = memory_.get(),
                   .catalogs = &*catalogs_,
                   .workers = host_->workers(),
                   .compiler = host_->compiler(),
                   .check = &*check_,
                   .timers = host_->timers(),
                   .background = &*background_,
                   .limits = &configuration_.limits,
                   .observer = &observer_,
                   .engine_id = host_->info().engine_id};
    {
      absl::MutexLock lock(mu_);
      streams_ = LiveStreams::Create(host_->timers(), configuration_.stall_timeout);
      sandbox_ = std::make_unique<SandboxService>(
          StreamEnvironment{
              .begin =
                  [this](bridge::ExecutionOrigin origin, isobridge::v1::Start start, bridge::ExecutionClient* client) {
                    return bridge::Execution::Create(executions_, std::move(origin), std::move(start), client);
                  },
              .inspect =
                  [this](bridge::ExecutionOrigin origin, isobridge::v1::Start start, bridge::Inspection::Done done) {
                    return bridge::Inspection::Create(executions_, std::move(origin), std::move(start), std::move(done));
                  },
              .timers = host_->timers(),
              .streams = streams_.get(),
              .catalogs = &*catalogs_,
              .types = &*types_,
              .memory = memory_.get(),
              .requests = &*requests_,
              .authenticator = &*authenticator_,
              .log = log_,
              .limits = configuration_.streams},
          CapabilitiesOf(host_->info(), configuration_));
    }
    auto server = Server::Create(configuration_.server, credentials, sandbox_.get(),
                                 {.authenticator = &*authenticator_,
                                  .timers = host_->timers(),
                                  .stall_timeout = configuration_.stall_timeout,
                                  .log = log_});
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    health_ = HealthWatch::Create(host_.get(), server_.get(), log_);
    return ServeMetrics();
  }

  absl::Status ServeMetrics() {
    if (metrics_ == nullptr) return absl::OkStatus();
    auto endpoint = metrics_->Serve(configuration_.metrics_listen, [this] { return ReadGauges(); });
    if (!endpoint.ok()) return endpoint.status();
    metrics_endpoint_ = *std::move(endpoint);
    log_->Write(telemetry::Severity::kInfo, "metrics_listening", {{"port", int64_t{metrics_endpoint_->port()}}});
    return absl::OkStatus();
  }

  telemetry::Gauges ReadGauges() const {
    const isolate::WorkerCounts workers = host_->worker_counts();
    const isolate::SandboxHostInfo info = host_->info();
    return {.workers_idle = workers.idle,
            .workers_busy = workers.busy,
            .workers_starting = workers.starting,
            .max_workers = info.max_workers,
            .executions_running = admission_->running(),
            .executions_waiting = admission_->waiting(),
            .memory_held_bytes = memory_->held(),
            .healthy = host_->Health().ok(),
            .landlock_abi = info.landlock_abi};
  }

  void Announce(absl::Duration start_time) {
    const isolate::SandboxHostInfo info = host_->info();
    log_->Write(telemetry::Severity::kInfo, "started",
                {{"start_ms", absl::ToDoubleMilliseconds(start_time)},
                 {"engine_id", std::string_view(info.engine_id)},
                 {"v8", std::string_view(info.v8_version)},
                 {"landlock_abi", int64_t{info.landlock_abi}},
                 {"fork", std::string_view(info.warm_fork ? "warm" : "cold")},
                 {"max_workers", uint64_t{info.max_workers}}});
    std::string lines;
    for (const ListenAddress& listen : server_->addresses()) {
      const std::string address = listen.ToString();
      log_->Write(telemetry::Severity::kInfo, "listening", {{"address", std::string_view(address)}});
      absl::StrAppend(&lines, "listening on ", address, "\n");
    }
    const int fd = configuration_.ready_fd;
    if (fd < 0) return;
    if (write(fd, lines.data(), lines.size()) != static_cast<ssize_t>(lines.size())) {
      log_->Write(telemetry::Severity::kWarning, "ready_fd_unwritable", {{"fd", int64_t{fd}}});
    }
    close(fd);
  }

  void Drain() {
    health_->Stop();
    const absl::Time deadline = absl::Now() + configuration_.drain_grace;
    log_->Write(telemetry::Severity::kInfo, "draining",
                {{"streams", uint64_t{streams_->size()}}, {"grace_s", absl::ToDoubleSeconds(configuration_.drain_grace)}});
    EndBy(deadline + kLastMessages);
    streams_->Drain(deadline);
    const bool empty = streams_->AwaitEmpty(deadline + kLastMessages);
    // An idle client may never read what tells it to go.
    server_->Shutdown(empty ? absl::Now() + kGoodbye : absl::Now());
    log_->Write(telemetry::Severity::kInfo, "ended", {{"cut_short", !empty}});
  }

  // Its thread outlives everything here, if it has to act.
  void EndBy(absl::Time latest) {
    std::thread([progress = progress_, log = log_, latest] {
      progress->AwaitSecondSignal(latest);
      absl::SleepFor(kPatience);
      log->Write(telemetry::Severity::kWarning, "ended_by_force", {{"reason", "it still worked for clients that are gone"}});
      _exit(0);
    }).detach();
  }

  const Configuration configuration_;
  telemetry::Log* const log_;
  const std::shared_ptr<Progress> progress_ = std::make_shared<Progress>();
  telemetry::LoggingObserver logging_;
  // Null: none are served.
  const std::unique_ptr<telemetry::Metrics> metrics_;
  telemetry::Observers observer_;
  std::unique_ptr<TenantsFile> tenants_;
  std::optional<Authenticator> authenticator_;
  // These outlive the host's thread, which calls them back.
  std::optional<bridge::CatalogTypes> types_;
  std::optional<bridge::ProgramCheck> check_;
  std::optional<TenantQuotas> quotas_;
  std::shared_ptr<bridge::Admission> admission_;
  std::shared_ptr<bridge::MemoryBudget> memory_;
  std::optional<bridge::CatalogCache> catalogs_;
  std::optional<bridge::RequestQueue> requests_;
  // Requests have their own, lest executions wait for them.
  std::optional<bridge::BackgroundThreads> request_threads_;
  std::optional<bridge::BackgroundThreads> background_;
  std::unique_ptr<isolate::SandboxHost> host_;
  bridge::ExecutionEnvironment executions_;
  absl::Mutex mu_;
  // Set once; read by OnSignal under mu_.
  std::shared_ptr<LiveStreams> streams_;
  std::unique_ptr<SandboxService> sandbox_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<HealthWatch> health_;
  std::unique_ptr<telemetry::MetricsEndpoint> metrics_endpoint_;
};

// The file first, so that the command line wins over it.
absl::StatusOr<Configuration> Configure(const CommandLine& line) {
  std::vector<GivenSetting> given;
  if (!line.config_file.empty()) {
    auto from_file = ReadConfigFile(line.config_file);
    if (!from_file.ok()) return from_file.status();
    given = *std::move(from_file);
  }
  given.insert(given.end(), line.settings.begin(), line.settings.end());
  return Configuration::From(given);
}

int RefuseUsage(const absl::Status& status) {
  std::fprintf(stderr, "isobridge serve: %s\n", std::string(status.message()).c_str());
  return kExitUsage;
}

}  // namespace

int Serve(std::span<const char* const> arguments) {
  const absl::StatusOr<CommandLine> line = ParseCommandLine(arguments);
  if (!line.ok()) return RefuseUsage(line.status());
  if (line->help) {
    std::fputs(ServeUsage().c_str(), stdout);
    return 0;
  }
  absl::StatusOr<Configuration> configuration = Configure(*line);
  if (!configuration.ok()) return RefuseUsage(configuration.status());

  telemetry::StructuredLog log({.format = configuration->log_format, .least = configuration->log_level});
  // Standard error carries the log's lines and no others.
  const telemetry::AbslLog absl_log(&log);
  const GrpcLog grpc_log(&log);
  Service service(*std::move(configuration), &log);
  const absl::Status status = service.Run();
  if (status.ok()) return 0;
  log.Write(telemetry::Severity::kError, "failed", {{"reason", status.message()}});
  return kExitFailed;
}

}  // namespace isobridge::service
