#include "bridge/random_bytes.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>

#include "absl/log/check.h"

namespace isobridge::bridge {

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  for (size_t have = 0; have < size;) {
    const ssize_t got = ::getrandom(bytes.data() + have, size - have, 0);
    PCHECK(got > 0 || errno == EINTR) << "getrandom";
    if (got > 0) have += static_cast<size_t>(got);
  }
  return bytes;
}

uint64_t RandomToken() {
  uint64_t token = 0;
  while (token == 0) {
    const std::string bytes = RandomBytes(sizeof(token));
    std::memcpy(&token, bytes.data(), sizeof(token));
  }
  return token;
}

}  // namespace isobridge::bridge
