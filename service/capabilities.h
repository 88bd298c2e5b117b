#ifndef ISOBRIDGE_SERVICE_CAPABILITIES_H_
#define ISOBRIDGE_SERVICE_CAPABILITIES_H_

#include "isobridge/v1/sandbox.pb.h"
#include "isolate/pool/sandbox_host.h"
#include "service/configuration.h"

namespace isobridge::service {

// The answer of GetCapabilities: what was found when the service started, and what its operator allows.
isobridge::v1::GetCapabilitiesResponse CapabilitiesOf(const isolate::SandboxHostInfo& info, const Configuration& configuration);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_CAPABILITIES_H_
