#include "service/capabilities.h"

#include <string>

#include "bridge/limits.h"
#include "bridge/proto_time.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isolate/pool/sandbox_host.h"
#include "service/setting_text.h"
#include "service/version.h"

namespace isobridge::service {
namespace {

void Describe(const isolate::SandboxHostInfo& info, isolate::EngineProfile profile,
              isobridge::v1::GetCapabilitiesResponse::Confinement* confinement) {
  confinement->set_profile(PrintText(profile));
  confinement->set_seccomp(true);  // The host is not ready without it.
  confinement->set_landlock_abi(static_cast<uint32_t>(info.landlock_abi));
  for (const isolate::LockdownAttempt& attempt : info.lockdown_attempts) confinement->add_self_test(attempt.operation);
  confinement->set_fork(info.warm_fork ? "warm" : "cold");
}

}  // namespace

isobridge::v1::GetCapabilitiesResponse CapabilitiesOf(const isolate::SandboxHostInfo& info, const Configuration& configuration) {
  const bridge::LimitPolicy& limits = configuration.limits;
  isobridge::v1::GetCapabilitiesResponse capabilities;
  capabilities.set_version(std::string(kVersion));
  capabilities.set_engine_id(info.engine_id);
  capabilities.set_v8_version(info.v8_version);
  capabilities.add_languages(isobridge::v1::LANGUAGE_TYPESCRIPT);
  capabilities.add_languages(isobridge::v1::LANGUAGE_JAVASCRIPT);
  *capabilities.mutable_default_limits() = bridge::ToProto(limits.defaults);
  *capabilities.mutable_max_limits() = bridge::ToProto(limits.maxima);
  capabilities.set_max_source_bytes(limits.maxima.source_bytes);
  capabilities.set_max_input_bytes(limits.maxima.input_bytes);
  capabilities.set_max_tools(limits.tools);
  Describe(info, configuration.sandbox.profile, capabilities.mutable_confinement());
  auto* check = capabilities.mutable_check();
  check->set_available(!info.checker.empty());
  check->set_default_mode(configuration.default_check);
  check->set_checker(info.checker);
  bridge::SetDuration(configuration.sandbox.check_time, check->mutable_time());
  return capabilities;
}

}  // namespace isobridge::service
