#include "service/setting.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "bridge/limits.h"
#include "service/configuration.h"
#include "service/setting_text.h"

namespace isobridge::service {
namespace {

// ---- rows of any type -----------------------------------------------------------------------------------------------

template <typename T>
constexpr bool kIsList = false;
template <typename T>
constexpr bool kIsList<std::vector<T>> = true;

template <typename T>
absl::Status ReadValues(const std::vector<std::string>& values, T* target) {
  return ReadText(values.front(), target);
}

template <typename T>
absl::Status ReadValues(const std::vector<std::string>& values, std::vector<T>* target) {
  target->clear();
  for (const std::string& value : values) {
    T element{};
    if (absl::Status status = ReadText(value, &element); !status.ok()) return status;
    target->push_back(std::move(element));
  }
  return absl::OkStatus();
}

template <typename T>
std::string PrintValues(const T& value) {
  return PrintText(value);
}

template <typename T>
std::string PrintValues(const std::vector<T>& values) {
  return absl::StrJoin(values, ",", [](std::string* out, const T& value) { absl::StrAppend(out, PrintText(value)); });
}

// The least value that makes sense; nothing for types without an order.
template <typename T>
absl::Status CheckLeast(const T& value, const T& least) {
  if constexpr (std::is_integral_v<T> || std::is_same_v<T, absl::Duration>) {
    if (value < least)
      return absl::InvalidArgumentError(absl::StrCat("it is ", PrintText(value), "; at least ", PrintText(least)));
  }
  return absl::OkStatus();
}

template <typename T>
constexpr Setting::Shape ShapeOf() {
  if (kIsList<T>) return Setting::Shape::kList;
  return std::is_same_v<T, bool> ? Setting::Shape::kSwitch : Setting::Shape::kScalar;
}

// `field` maps a Configuration& to the value's place in it.
template <typename Field, typename T = std::remove_cvref_t<std::invoke_result_t<Field, Configuration&>>>
Setting Row(std::string name, std::string help, Field field, T least = T{}) {
  return {.name = std::move(name),
          .help = std::move(help),
          .shape = ShapeOf<T>(),
          .read = [field, least](const std::vector<std::string>& values, Configuration& configuration) -> absl::Status {
            T& target = field(configuration);
            if (absl::Status status = ReadValues(values, &target); !status.ok()) return status;
            return CheckLeast(target, least);
          },
          .print =
              [field](const Configuration& configuration) {
                return PrintValues(field(const_cast<Configuration&>(configuration)));  // Only read.
              }};
}

// ---- the rows -------------------------------------------------------------------------------------------------------

#define FIELD(path) [](Configuration& c) -> auto& { return c.path; }

constexpr absl::Duration kTick = absl::Milliseconds(1);
constexpr absl::Duration kSecond = absl::Seconds(1);

// Both `default_NAME` and `max_NAME`.
template <typename T>
void AddLimit(std::string_view name, std::string_view help, T bridge::Limits::* limit, T least, std::vector<Setting>& rows) {
  rows.push_back(Row(
      absl::StrCat("default_", name), absl::StrCat(help, ", unless the request says"),
      [limit](Configuration& c) -> T& { return c.limits.defaults.*limit; }, least));
  rows.push_back(Row(
      absl::StrCat("max_", name), absl::StrCat(help, ", at most"),
      [limit](Configuration& c) -> T& { return c.limits.maxima.*limit; }, least));
}

void AddLimits(std::vector<Setting>& rows) {
  using bridge::Limits;
  AddLimit<absl::Duration>("wall_time", "time of an execution, tool waits included", &Limits::wall_time, kTick, rows);
  AddLimit<absl::Duration>("cpu_time", "processor time of an execution", &Limits::cpu_time, kTick, rows);
  AddLimit<absl::Duration>("call_time", "time from a call to its answer (inf: wall_time and tool_time bound it)",
                           &Limits::call_time, kTick, rows);
  AddLimit<absl::Duration>("tool_time", "time during which calls wait for answers", &Limits::tool_time, kTick, rows);
  rows.push_back(Row("default_wall_time_excludes_tools", "wall_time stands still while calls wait, unless the request says",
                     [](Configuration& c) -> bool& { return c.limits.defaults.wall_time_excludes_tools; }));
  rows.push_back(Row("max_wall_time_excludes_tools", "whether a request may say so",
                     [](Configuration& c) -> bool& { return c.limits.maxima.wall_time_excludes_tools; }));
  AddLimit<uint64_t>("heap_bytes", "V8 heap of an execution", &Limits::heap_bytes, 1, rows);
  AddLimit<uint64_t>("args_bytes", "arguments of one call", &Limits::args_bytes, 1, rows);
  AddLimit<uint64_t>("answer_bytes", "one answer", &Limits::answer_bytes, 1, rows);
  AddLimit<uint64_t>("result_bytes", "the program's result", &Limits::result_bytes, 1, rows);
  AddLimit<uint64_t>("console_bytes", "all console lines together", &Limits::console_bytes, 1, rows);
  AddLimit<uint32_t>("console_lines", "console lines", &Limits::console_lines, 1, rows);
  AddLimit<uint32_t>("calls", "calls of an execution", &Limits::calls, 1, rows);
  AddLimit<uint32_t>("calls_in_flight", "calls that wait for an answer at once", &Limits::calls_in_flight, 1, rows);
  AddLimit<uint32_t>("timers", "timers set at once", &Limits::timers, 1, rows);
  AddLimit<uint64_t>("journal_bytes", "the record of an execution", &Limits::journal_bytes, 1, rows);
  AddLimit<uint32_t>("json_depth", "nesting of every JSON text", &Limits::json_depth, 1, rows);
  AddLimit<uint64_t>("source_bytes", "the source of a program", &Limits::source_bytes, 1, rows);
  AddLimit<uint64_t>("stack_bytes", "stack of a program's JavaScript", &Limits::stack_bytes, 1, rows);
  AddLimit<uint64_t>("input_bytes", "the input of a program", &Limits::input_bytes, 1, rows);
}

std::vector<Setting> MakeSettings() {
  std::vector<Setting> rows = {
      Row("listen", "where to listen: host:port, unix:PATH or fd:N (a connected socket that is inherited); may be repeated",
          FIELD(listen)),
      Row("ready_fd", "file descriptor that gets the 'listening on' lines once ready; -1: none", FIELD(ready_fd), -1),
      Row("allow_plaintext", "accept plaintext, and auth=none, on addresses that other hosts can reach", FIELD(allow_plaintext)),
      Row("tls_cert", "PEM file of the certificate chain; read again when it changes", FIELD(tls.certificate)),
      Row("tls_key", "PEM file of its private key", FIELD(tls.key)),
      Row("tls_client_ca", "PEM file of the authorities that sign clients; set: clients need a certificate",
          FIELD(tls.client_authorities)),
      Row("tls_reload_interval",
          "how often the PEM files are looked at; wrong ones change nothing and are logged, open connections keep what they "
          "began with",
          FIELD(tls.reload_interval), kSecond),
      Row("auth",
          "what a client is known by: token (metadata `authorization: Bearer TOKEN`, see tenants_file), mtls (its certificate: "
          "the tenant is uri: and the first URI of the subject alternative names, else dns: and the first DNS name, or cn: and "
          "the common name if there are no such names at all), none "
          "(nothing: everybody is one tenant; for addresses that only this host reaches, or with allow_plaintext), or auto: mtls "
          "with tls_client_ca, else none",
          FIELD(auth)),
      Row("tenants_file",
          "YAML file of tenants, the SHA-256 of their tokens, and quotas of their own: `tenants: [{name: a, token_sha256: "
          "[9f86d081...], executions: 8, cpu_per_minute: 30s, heap_bytes: 4GiB}]`; read again when it changes (replace it by "
          "renaming); one that is wrong changes nothing and is logged",
          FIELD(tenants_file)),
      Row("tenants_reload_interval", "how often the tenants' file is looked at", FIELD(tenants_reload_interval), kSecond),
      Row("reflection", "serve gRPC reflection", FIELD(server.reflection)),
      Row("max_receive_bytes", "one message from a client; 0: as much as the largest answer or start needs",
          FIELD(server.max_receive_bytes)),
      Row("max_metadata_bytes", "headers of one RPC", FIELD(server.max_metadata_bytes), uint64_t{1024}),
      Row("max_concurrent_streams", "RPCs at once on one connection", FIELD(server.max_concurrent_streams), 1),
      Row("handshake_timeout", "until a connection that does not get as far as HTTP/2's settings is closed",
          FIELD(server.handshake_timeout), kSecond),
      Row("idle_timeout", "until a connection without an RPC is closed; clients connect again by themselves",
          FIELD(server.idle_timeout), kSecond),
      Row("keepalive_time", "between pings on a quiet connection", FIELD(server.keepalive_time), kSecond),
      Row("keepalive_timeout", "until an unanswered ping ends the connection", FIELD(server.keepalive_timeout), kSecond),
      Row("stall_timeout", "a client that takes no message, or sends no start, for so long is cut off", FIELD(stall_timeout),
          kTick),
      Row("queue_bytes", "waiting for one client before its program waits", FIELD(streams.queue_bytes), uint64_t{1}),
      Row("queue_messages", "the same, counted", FIELD(streams.queue_messages), 1u),
      Row("run_response_bytes", "one response of Run", FIELD(streams.run_response_bytes), uint64_t{1}),
      Row("drain_grace", "how long executions may go on after SIGTERM", FIELD(drain_grace)),
      Row("worker_binary", "path of isobridge_worker; empty: beside this program", FIELD(sandbox.worker_executable)),
      Row("profile", "jit, or hardened (V8 without JIT)", FIELD(sandbox.profile)),
      Row("landlock", "require, prefer (use it if the kernel has it) or off", FIELD(sandbox.landlock)),
      Row("huge_text", "V8's code in huge pages: cheaper forks", FIELD(sandbox.huge_text)),
      Row("heap_classes", "V8 heap sizes that workers come in, ascending", FIELD(sandbox.heap_classes)),
      Row("warm_workers", "workers forked ahead, for each heap class", FIELD(sandbox.warm_workers), 1u),
      Row("max_workers", "executions at once; 0: what the cgroup's limits carry", FIELD(sandbox.max_workers)),
      Row("max_waiting", "executions that may wait for a place, of all tenants; beyond it the tenant with the most is refused",
          FIELD(admission.max_waiting)),
      Row("max_waiting_requests", "requests to register, describe or search tools that may wait for their turn, of all tenants",
          FIELD(requests.max_waiting)),
      Row("tenant_waiting_requests", "the same, of one tenant", FIELD(requests.max_waiting_of_tenant)),
      Row("queue_time", "how long an execution may wait for a place", FIELD(admission.queue_time), kTick),
      Row("tenant_executions",
          "executions of one tenant at once; 0: three quarters of max_workers where clients are told apart (auth), else all",
          FIELD(tenant_quotas.executions)),
      Row("tenant_cpu_per_minute",
          "processor time that one tenant's programs, compiling and checking them, and what is made of its tools may use in a "
          "minute",
          FIELD(tenant_quotas.cpu_per_minute), kTick),
      Row("tenant_heap_bytes", "V8 heaps of one tenant's executions at once, added up; 0: no quota",
          FIELD(tenant_quotas.heap_bytes)),
      Row("memory_bytes",
          "what clients may make the service itself hold (requests, records, calls and answers on their way, tools with what is "
          "made "
          "of them), of all tenants; tools that nobody uses make room",
          FIELD(memory.bytes), uint64_t{1} << 20),
      Row("tenant_memory_bytes", "the same, of one tenant; 0: half of memory_bytes where clients are told apart, else all",
          FIELD(memory.tenant_bytes)),
      Row("compilers", "compiler processes", FIELD(sandbox.compilers), 1u),
      Row("compile_time", "a compilation that takes longer is killed", FIELD(sandbox.compile_time), kTick),
      Row("compiler_max_programs", "a compiler is replaced after so many programs", FIELD(sandbox.compiler_max_programs), 1u),
      Row("compiler_heap_bytes", "V8 heap of a compiler", FIELD(sandbox.compiler_heap_bytes), uint64_t{32} << 20),
      Row("compile_cache_bytes", "compiled programs kept, beside memory_bytes; 0: none", FIELD(sandbox.compile_cache_bytes)),
      Row("worker_nice", "nice level, 0 to 19, of workers that have used worker_nice_after; 0: none stands back",
          FIELD(sandbox.worker_nice)),
      Row("worker_nice_after", "processor time of a program until its worker stands back", FIELD(sandbox.worker_nice_after),
          kTick),
      Row("checker_binary", "path of TypeScript's native compiler; empty: isobridge_checker beside this program, if it is there",
          FIELD(sandbox.checker_executable)),
      Row("default_check", "off, advise, block-certain or strict: what is done with TypeScript whose request doesn't say",
          FIELD(default_check)),
      Row("checkers", "programs of one tenant whose types are checked at once; there is one more for the others",
          FIELD(sandbox.checkers), 1u),
      Row("check_time",
          "a check that takes longer is given up; the program then runs unchecked, but does not run if it asked for strict",
          FIELD(sandbox.check_time), kTick),
      Row("checker_max_programs", "a checker is replaced after so many programs", FIELD(sandbox.checker_max_programs), 1u),
      Row("checker_memory_bytes", "memory of a checker", FIELD(sandbox.checker_memory_bytes), uint64_t{256} << 20),
      Row("check_cache_bytes", "findings of checks kept, beside memory_bytes; 0: none", FIELD(sandbox.check_cache_bytes)),
      Row("zygote_max_forks", "a zygote is replaced after so many forks", FIELD(sandbox.zygote_max_forks), uint64_t{1}),
      Row("zygote_max_age", "a zygote is replaced after so long", FIELD(sandbox.zygote_max_age), kSecond),
      Row("zygote_start_time", "how long a zygote may take to start", FIELD(sandbox.zygote_start_time), kTick),
      Row("max_tools", "tools of one execution", FIELD(limits.tools), 1u),
      Row("catalog_cache_bytes",
          "tools, with what is made of them, that clients can name by their digest, and as much of types made of them, both "
          "within "
          "memory_bytes; 0: none",
          FIELD(catalogs.max_bytes)),
      Row("max_catalogs", "the same, counted by digests", FIELD(catalogs.max_catalogs)),
      Row("max_lookups", "codemode.search and codemode.describe of one execution", FIELD(limits.lookups)),
      Row("max_queued_call_bytes", "arguments of one execution's calls that wait for their turn",
          FIELD(limits.queued_call_bytes)),
      Row("max_held_answers", "answers of one execution that came before their calls", FIELD(limits.held_answers)),
      Row("max_held_answer_bytes", "the same, in bytes", FIELD(limits.held_answer_bytes)),
      Row("metrics_listen", "host:port that serves Prometheus metrics, path /metrics, by plain HTTP; empty: none",
          FIELD(metrics_listen)),
      Row("log_format", "text or json", FIELD(log_format)),
      Row("log_level", "debug, info, warning or error", FIELD(log_level)),
  };
  AddLimits(rows);
  return rows;
}

#undef FIELD

}  // namespace

const std::vector<Setting>& Settings() {
  static const auto* const settings = new std::vector<Setting>(MakeSettings());
  return *settings;
}

const Setting* FindSetting(std::string_view name) {
  const auto found = std::ranges::find(Settings(), name, &Setting::name);
  return found == Settings().end() ? nullptr : &*found;
}

}  // namespace isobridge::service
