#ifndef ISOBRIDGE_SERVICE_AUTH_MODE_H_
#define ISOBRIDGE_SERVICE_AUTH_MODE_H_

namespace isobridge::service {

// What a client is known by. kAutomatic, of a configuration alone: kMutualTls where a client authority is set, else kNone.
enum class AuthMode { kAutomatic, kNone, kMutualTls, kToken };

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_AUTH_MODE_H_
