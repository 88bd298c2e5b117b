#ifndef ISOBRIDGE_BRIDGE_BYTE_TEXT_H_
#define ISOBRIDGE_BRIDGE_BYTE_TEXT_H_

#include <cstdint>
#include <string>

namespace isobridge::bridge {

// A number of bytes for people: `2 GiB`, `16 MiB`, `64 KiB`, `1000 bytes`, and `17000000 bytes (16.2 MiB)` for what is large and
// not round.
inline std::string ByteText(uint64_t bytes) {
  constexpr uint64_t kKiB = 1024;
  constexpr uint64_t kMiB = kKiB * kKiB;
  constexpr uint64_t kGiB = kKiB * kMiB;
  if (bytes >= kGiB && bytes % kGiB == 0) return std::to_string(bytes / kGiB) + " GiB";
  if (bytes >= kMiB && bytes % kMiB == 0) return std::to_string(bytes / kMiB) + " MiB";
  if (bytes >= kKiB && bytes < kMiB && bytes % kKiB == 0) return std::to_string(bytes / kKiB) + " KiB";
  std::string text = std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  if (bytes < kMiB) return text;
  const uint64_t tenths = bytes % kMiB * 10 / kMiB;
  return text + " (" + std::to_string(bytes / kMiB) + "." + std::to_string(tenths) + " MiB)";
}

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_BYTE_TEXT_H_
