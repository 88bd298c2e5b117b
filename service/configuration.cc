#include "service/configuration.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bridge/frame.h"
#include "bridge/json_text.h"
#include "bridge/limits.h"
#include "service/listen_address.h"
#include "service/setting.h"
#include "service/setting_text.h"

namespace isobridge::service {
namespace {

// What a message needs beside the text that its limit counts: other fields, tool names, the framing.
constexpr uint64_t kMessageOverhead = 1u << 20;
// gRPC counts in int.
constexpr uint64_t kLargestMessage = std::numeric_limits<int>::max();

absl::Status Refuse(std::string_view setting, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(setting, ": ", what));
}

absl::Status Apply(const GivenSetting& given, Configuration& configuration) {
  const Setting* setting = FindSetting(given.name);
  // A flag is its own place.
  const std::string place =
      given.origin == absl::StrCat("--", given.name) ? given.origin : absl::StrCat(given.origin, ": ", given.name);
  if (setting == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(given.origin, ": there is no setting '", given.name, "'; isobridge serve --help lists them"));
  }
  if (setting->shape != Setting::Shape::kList && given.values.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(place, " takes one value, not a list"));
  }
  if (absl::Status read = setting->read(given.values, configuration); !read.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(place, ": ", read.message()));
  }
  return absl::OkStatus();
}

// ---- what follows from other settings -------------------------------------------------------------------------------

uint64_t LargestRequest(const bridge::LimitPolicy& limits) {
  return std::max(limits.maxima.answer_bytes, limits.maxima.source_bytes + limits.maxima.input_bytes) + kMessageOverhead;
}

void Derive(const std::set<std::string_view>& given, Configuration& configuration) {
  bridge::LimitPolicy& limits = configuration.limits;
  limits.heap_classes = configuration.sandbox.heap_classes;
  if (!limits.heap_classes.empty()) {
    if (!given.contains("max_heap_bytes")) limits.maxima.heap_bytes = limits.heap_classes.back();
    if (!given.contains("default_heap_bytes")) {
      limits.defaults.heap_bytes = std::min(limits.defaults.heap_bytes, limits.maxima.heap_bytes);
    }
  }
  if (configuration.auth == AuthMode::kAutomatic) {
    configuration.auth = configuration.tls.client_authorities.empty() ? AuthMode::kNone : AuthMode::kMutualTls;
  }
  // Where clients are told apart, none may keep all compilers busy.
  if (configuration.auth != AuthMode::kNone) {
    configuration.tenant_quotas.tenants = TenantQuotas::Tenants::kMany;
    configuration.sandbox.compilers_per_tenant = std::max(configuration.sandbox.compilers, 2u) - 1;
  }
  if (configuration.memory.tenant_bytes == 0) {
    configuration.memory.tenant_bytes = configuration.memory.bytes / (configuration.auth == AuthMode::kNone ? 1 : 2);
  }
  if (configuration.server.max_receive_bytes == 0) {
    configuration.server.max_receive_bytes = std::min(LargestRequest(limits), kLargestMessage);
  }
}

// ---- what doesn't go together ---------------------------------------------------------------------------------------

template <typename T>
absl::Status CheckDefault(const Configuration& configuration, std::string_view name, T bridge::Limits::* limit) {
  const bridge::LimitPolicy& policy = configuration.limits;
  if (policy.defaults.*limit <= policy.maxima.*limit) return absl::OkStatus();
  const std::string default_name = absl::StrCat("default_", name), max_name = absl::StrCat("max_", name);
  return Refuse(default_name, absl::StrCat(FindSetting(default_name)->print(configuration), " is over ", max_name, " (",
                                           FindSetting(max_name)->print(configuration), ")"));
}

absl::Status CheckDefaults(const Configuration& configuration) {
  using bridge::Limits;
  absl::Status status = absl::OkStatus();
  status.Update(CheckDefault(configuration, "wall_time", &Limits::wall_time));
  status.Update(CheckDefault(configuration, "cpu_time", &Limits::cpu_time));
  status.Update(CheckDefault(configuration, "call_time", &Limits::call_time));
  status.Update(CheckDefault(configuration, "tool_time", &Limits::tool_time));
  status.Update(CheckDefault(configuration, "heap_bytes", &Limits::heap_bytes));
  status.Update(CheckDefault(configuration, "args_bytes", &Limits::args_bytes));
  status.Update(CheckDefault(configuration, "answer_bytes", &Limits::answer_bytes));
  status.Update(CheckDefault(configuration, "result_bytes", &Limits::result_bytes));
  status.Update(CheckDefault(configuration, "console_bytes", &Limits::console_bytes));
  status.Update(CheckDefault(configuration, "console_lines", &Limits::console_lines));
  status.Update(CheckDefault(configuration, "calls", &Limits::calls));
  status.Update(CheckDefault(configuration, "calls_in_flight", &Limits::calls_in_flight));
  status.Update(CheckDefault(configuration, "timers", &Limits::timers));
  status.Update(CheckDefault(configuration, "journal_bytes", &Limits::journal_bytes));
  status.Update(CheckDefault(configuration, "json_depth", &Limits::json_depth));
  status.Update(CheckDefault(configuration, "source_bytes", &Limits::source_bytes));
  status.Update(CheckDefault(configuration, "input_bytes", &Limits::input_bytes));
  status.Update(CheckDefault(configuration, "stack_bytes", &Limits::stack_bytes));
  return status;
}

// It alone bounds the waits of a program whose wall time excludes them.
absl::Status CheckToolTime(const Configuration& configuration) {
  if (configuration.limits.maxima.tool_time != absl::InfiniteDuration()) return absl::OkStatus();
  return Refuse("max_tool_time", "it must be finite: a request may exclude tools from wall_time");
}

absl::Status CheckJsonDepth(const Configuration& configuration) {
  const uint32_t depth = configuration.limits.maxima.json_depth;
  if (depth <= bridge::kMaxJsonDepth) return absl::OkStatus();
  return Refuse("max_json_depth", absl::StrCat(depth, " is over ", bridge::kMaxJsonDepth, ", the deepest that can be checked"));
}

// A frame between service and worker carries each of them whole, and a little besides.
absl::Status CheckFrameSizes(const Configuration& configuration) {
  constexpr uint64_t kMost = bridge::kMaxFrameBytes - (1u << 20);
  using bridge::Limits;
  const std::pair<std::string_view, uint64_t Limits::*> sizes[] = {
      {"max_args_bytes", &Limits::args_bytes},     {"max_answer_bytes", &Limits::answer_bytes},
      {"max_result_bytes", &Limits::result_bytes}, {"max_console_bytes", &Limits::console_bytes},
      {"max_source_bytes", &Limits::source_bytes}, {"max_input_bytes", &Limits::input_bytes},
  };
  for (const auto& [name, size] : sizes) {
    const uint64_t bytes = configuration.limits.maxima.*size;
    if (bytes > kMost) return Refuse(name, absl::StrCat(bytes, " is over ", kMost, " bytes, the most that a worker can be sent"));
  }
  return absl::OkStatus();
}

absl::Status CheckStackBytes(const Configuration& configuration) {
  const uint64_t by_default = configuration.limits.defaults.stack_bytes;
  const uint64_t maximum = configuration.limits.maxima.stack_bytes;
  if (by_default < bridge::kMinStackBytes) {
    return Refuse("default_stack_bytes",
                  absl::StrCat(by_default, " is under ", bridge::kMinStackBytes, ", the least that V8 runs with"));
  }
  if (maximum <= bridge::kMaxStackBytes) return absl::OkStatus();
  return Refuse("max_stack_bytes",
                absl::StrCat(maximum, " is over ", bridge::kMaxStackBytes, ", the most that a worker's stack has room for"));
}

absl::Status CheckHeapClasses(const Configuration& configuration) {
  const std::vector<uint64_t>& classes = configuration.sandbox.heap_classes;
  if (classes.empty()) return Refuse("heap_classes", "it is empty; name at least one size, such as 128MiB");
  if (std::ranges::adjacent_find(classes, std::greater_equal<>()) != classes.end()) {
    return Refuse("heap_classes", "its sizes must ascend");
  }
  if (classes.front() < isolate::kMinHeapBytes || classes.back() > isolate::kMaxHeapBytes) {
    return Refuse("heap_classes", "its sizes must be from 16MiB, which holds the runtime, to 4GiB");
  }
  if (configuration.limits.maxima.heap_bytes > classes.back()) {
    return Refuse("max_heap_bytes",
                  absl::StrCat(PrintText(configuration.limits.maxima.heap_bytes), " is over the largest of heap_classes (",
                               PrintText(classes.back()), "); add a larger class, or lower it"));
  }
  return absl::OkStatus();
}

absl::Status CheckMessageSizes(const Configuration& configuration) {
  const uint64_t needed = LargestRequest(configuration.limits);
  const uint64_t receive = configuration.server.max_receive_bytes;
  if (receive > kLargestMessage || needed > kLargestMessage) {
    return Refuse("max_receive_bytes", absl::StrCat(std::max(receive, needed), " bytes are needed or set; gRPC takes at most ",
                                                    kLargestMessage, ": lower max_answer_bytes or max_input_bytes"));
  }
  if (receive < needed) {
    return Refuse("max_receive_bytes", absl::StrCat(receive, " bytes don't carry the largest answer or start (", needed,
                                                    " bytes by max_answer_bytes, max_source_bytes and max_input_bytes)"));
  }
  return absl::OkStatus();
}

absl::Status CheckWorkers(const Configuration& configuration) {
  const isolate::SandboxHostOptions& sandbox = configuration.sandbox;
  if (sandbox.max_workers != 0 && sandbox.warm_workers > sandbox.max_workers) {
    return Refuse("warm_workers", absl::StrCat(sandbox.warm_workers, " is over max_workers (", sandbox.max_workers, ")"));
  }
  return absl::OkStatus();
}

absl::Status CheckAuth(const Configuration& configuration) {
  const bool token = configuration.auth == AuthMode::kToken;
  if (token && configuration.tenants_file.empty())
    return Refuse("auth", "token needs tenants_file, which says whose token it is");
  if (configuration.auth == AuthMode::kNone && !configuration.tenants_file.empty()) {
    return Refuse("tenants_file", "it has no effect with auth=none; set auth=token, or auth=mtls, or leave the file out");
  }
  if (configuration.auth == AuthMode::kMutualTls && configuration.tls.client_authorities.empty()) {
    return Refuse("auth", "mtls needs tls_client_ca, the authorities that sign clients");
  }
  return absl::OkStatus();
}

absl::Status ReadListen(Configuration& configuration) {
  if (configuration.listen.empty()) return Refuse("listen", "it is empty; for example 127.0.0.1:50051");
  for (const std::string& text : configuration.listen) {
    absl::StatusOr<ListenAddress> address = ListenAddress::Parse(text);
    if (!address.ok()) return Refuse("listen", address.status().message());
    configuration.server.listen.push_back(*std::move(address));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Configuration> Configuration::From(const std::vector<GivenSetting>& given) {
  Configuration configuration;
  std::set<std::string_view> names;
  for (const GivenSetting& setting : given) {
    if (absl::Status status = Apply(setting, configuration); !status.ok()) return status;
    names.insert(setting.name);
  }
  Derive(names, configuration);
  absl::Status status = ReadListen(configuration);
  status.Update(CheckHeapClasses(configuration));
  status.Update(CheckJsonDepth(configuration));
  status.Update(CheckStackBytes(configuration));
  status.Update(CheckToolTime(configuration));
  status.Update(CheckDefaults(configuration));
  status.Update(CheckMessageSizes(configuration));
  status.Update(CheckFrameSizes(configuration));
  status.Update(CheckWorkers(configuration));
  status.Update(CheckAuth(configuration));
  if (!status.ok()) return status;
  return configuration;
}

}  // namespace isobridge::service
