#include "bridge/frame.h"

#include <google/protobuf/message_lite.h>

#include <algorithm>
#include <cstring>

namespace isobridge::bridge {
namespace {

void PutLength(uint32_t length, char* out) {
  for (size_t i = 0; i < kFrameHeaderBytes; ++i) out[i] = static_cast<char>(length >> (8 * i));
}

uint32_t GetLength(const char* in) {
  uint32_t length = 0;
  for (size_t i = 0; i < kFrameHeaderBytes; ++i) length |= uint32_t{static_cast<unsigned char>(in[i])} << (8 * i);
  return length;
}

}  // namespace

void AppendFrame(const google::protobuf::MessageLite& message, std::string* out) {
  const size_t length = message.ByteSizeLong();
  const size_t at = out->size();
  out->resize(at + kFrameHeaderBytes + length);
  char* header = out->data() + at;
  PutLength(static_cast<uint32_t>(length), header);
  message.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(header + kFrameHeaderBytes));
}

FrameReader::Space FrameReader::Prepare() {
  const size_t have = end_ - begin_;
  size_t want = kReadBytes;
  if (have >= kFrameHeaderBytes) {
    const uint32_t length = GetLength(buffer_.data() + begin_);
    const size_t whole = kFrameHeaderBytes + size_t{length};
    // The rest of a long frame, but never more at a time than has already come: who announces much must send much.
    if (length <= max_frame_bytes_ && whole > have) want = std::max(want, std::min(whole - have, have));
  }
  if (begin_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, have);
    begin_ = 0;
    end_ = have;
  }
  // Growth is to at most twice what has arrived, so copying stays linear. A buffer that one long frame left behind is given back.
  if (buffer_.size() < end_ + want) {
    buffer_.resize(end_ + want);
  } else if (have == 0 && buffer_.size() > 16 * kReadBytes) {
    std::string(want, '\0').swap(buffer_);
  }
  return {buffer_.data() + end_, buffer_.size() - end_};
}

void FrameReader::Commit(size_t size) { end_ += std::min(size, buffer_.size() - end_); }

FrameReader::Result FrameReader::Next(std::string_view* frame) {
  const size_t have = end_ - begin_;
  if (have < kFrameHeaderBytes) return Result::kNeedMore;
  const uint32_t length = GetLength(buffer_.data() + begin_);
  if (length > max_frame_bytes_) return Result::kTooLarge;
  if (have - kFrameHeaderBytes < length) return Result::kNeedMore;
  *frame = std::string_view(buffer_.data() + begin_ + kFrameHeaderBytes, length);
  begin_ += kFrameHeaderBytes + length;
  return Result::kFrame;
}

}  // namespace isobridge::bridge
