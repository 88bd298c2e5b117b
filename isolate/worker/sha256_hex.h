#ifndef ISOBRIDGE_ISOLATE_WORKER_SHA256_HEX_H_
#define ISOBRIDGE_ISOLATE_WORKER_SHA256_HEX_H_

#include <string>
#include <string_view>

namespace isobridge::isolate {

// SHA-256 as 64 lower-case hex digits. By libcrypto, which libnode brings along anyway.
std::string Sha256Hex(std::string_view bytes);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_SHA256_HEX_H_
