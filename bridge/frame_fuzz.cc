// Bytes from a worker, cut as the first byte says, against the frame reader.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "bridge/frame.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using isobridge::bridge::FrameReader;
  if (size == 0) return 0;
  const size_t piece = data[0] + size_t{1};
  constexpr uint32_t kLimit = 1u << 16;
  FrameReader reader(kLimit);
  for (size_t at = 1; at < size;) {
    const FrameReader::Space space = reader.Prepare();
    if (space.size < FrameReader::kReadBytes) __builtin_trap();
    const size_t count = std::min({piece, space.size, size - at});
    std::memcpy(space.data, data + at, count);
    reader.Commit(count);
    at += count;
    std::string_view frame;
    FrameReader::Result result;
    while ((result = reader.Next(&frame)) == FrameReader::Result::kFrame) {
      if (frame.size() > kLimit) __builtin_trap();
      volatile char sink = 0;
      for (const char c : frame) sink = c;
      (void)sink;
    }
    if (result == FrameReader::Result::kTooLarge) return 0;
  }
  return 0;
}
