#ifndef ISOBRIDGE_BRIDGE_FRAME_H_
#define ISOBRIDGE_BRIDGE_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace google::protobuf {
class MessageLite;
}

namespace isobridge::bridge {

// The length prefix of a frame: bytes, little-endian uint32, not counting itself.
inline constexpr size_t kFrameHeaderBytes = 4;
// The largest frame that either side accepts unless told otherwise.
inline constexpr uint32_t kMaxFrameBytes = 160u << 20;

// Appends `message` as a frame. Messages over 4 GiB are the caller's bug.
void AppendFrame(const google::protobuf::MessageLite& message, std::string* out);

// Cuts a stream of bytes into frames.
//
// Thread-compatible. Uses only the standard library: the worker links it too, where each further library costs every fork.
class FrameReader {
 public:
  explicit FrameReader(uint32_t max_frame_bytes = kMaxFrameBytes) : max_frame_bytes_(max_frame_bytes) {}

  // Where to read the next bytes into; at least `kReadBytes`, and the whole rest of a frame whose length is known.
  // Memory grows with the bytes that arrived, not with the length that was announced.
  static constexpr size_t kReadBytes = 64u << 10;
  struct Space {
    char* data;
    size_t size;
  };
  Space Prepare();
  // `size` bytes were put there.
  void Commit(size_t size);

  enum class Result {
    kFrame,     // `frame` is set, valid until the next Prepare.
    kNeedMore,  // No whole frame yet.
    kTooLarge,  // A frame over the limit was announced; the stream can't go on.
  };
  Result Next(std::string_view* frame);

 private:
  const uint32_t max_frame_bytes_;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FRAME_H_
