#ifndef ISOBRIDGE_BRIDGE_IDEMPOTENCY_KEY_H_
#define ISOBRIDGE_BRIDGE_IDEMPOTENCY_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/sha256.h"

namespace isobridge::bridge {

// 26 characters of a-z and 2-7, the same for the same call of the same execution id and different for any other: 130 bits of a
// SHA-256. The parts may not contain NUL.
std::string IdempotencyKey(std::string_view execution_id, uint32_t call, std::string_view tool, const Sha256Digest& args);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_IDEMPOTENCY_KEY_H_
