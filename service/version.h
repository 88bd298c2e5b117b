#ifndef ISOBRIDGE_SERVICE_VERSION_H_
#define ISOBRIDGE_SERVICE_VERSION_H_

#include <string_view>

namespace isobridge::service {

// Of the service, as GetCapabilities and `isobridge --version` tell it.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_VERSION_H_
