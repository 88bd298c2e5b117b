#ifndef ISOBRIDGE_BRIDGE_SHA256_H_
#define ISOBRIDGE_BRIDGE_SHA256_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace isobridge::bridge {

using Sha256Digest = std::array<uint8_t, 32>;

// SHA-256 of the parts, one after another. Thread-safe; cheap for short texts (nothing is allocated after a thread's first use).
Sha256Digest Sha256(std::initializer_list<std::string_view> parts);

inline std::string_view AsText(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SHA256_H_
