#ifndef ISOBRIDGE_SERVICE_CAPABILITIES_H_
#define ISOBRIDGE_SERVICE_CAPABILITIES_H_

#include "bridge/limits.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isolate/pool/sandbox_host.h"

namespace isobridge::service {

// The answer of GetCapabilities: what was found when the service started, and what its operator allows.
isobridge::v1::GetCapabilitiesResponse CapabilitiesOf(const isolate::SandboxHostInfo& info, isolate::EngineProfile profile,
                                                      const bridge::LimitPolicy& limits);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CAPABILITIES_H_
