#ifndef ISOBRIDGE_BRIDGE_RANDOM_BYTES_H_
#define ISOBRIDGE_BRIDGE_RANDOM_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace isobridge::bridge {

// Unpredictable bytes from the kernel. Thread-safe.
std::string RandomBytes(size_t size);

// An unpredictable number that is not 0.
uint64_t RandomToken();

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_RANDOM_BYTES_H_
