#ifndef ISOBRIDGE_BRIDGE_SCHEMA_SCHEMA_LIMITS_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_SCHEMA_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace isobridge::bridge {

// The most that the JSON of a schema may have, as isobridge.v1.Tool says.
inline constexpr size_t kMaxSchemaBytes = 256 * 1024;
inline constexpr uint32_t kMaxSchemaDepth = 128;

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_SCHEMA_LIMITS_H_
