#ifndef ISOBRIDGE_ISOLATE_WORKER_SHA_H_
#define ISOBRIDGE_ISOLATE_WORKER_SHA_H_

#include <string>
#include <string_view>

namespace isobridge::isolate {

// The numbers stand in //isolate/runtime:crypto.js, too.
enum class ShaVariant : int { kSha1 = 0, kSha256 = 1, kSha384 = 2, kSha512 = 3 };

// The digest of FIPS 180-4: 20, 32, 48 or 64 bytes. For programs: libcrypto's code isn't there in a fork (fork_weight.h).
std::string Sha(ShaVariant variant, std::string_view bytes);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_SHA_H_
