#include "isolate/worker/random_stream.h"

#include <string.h>

#include <algorithm>
#include <bit>

namespace isobridge::isolate {
namespace {

void QuarterRound(uint32_t& a, uint32_t& b, uint32_t& c, uint32_t& d) {
  a += b;
  d = std::rotl(d ^ a, 16);
  c += d;
  b = std::rotl(b ^ c, 12);
  a += b;
  d = std::rotl(d ^ a, 8);
  c += d;
  b = std::rotl(b ^ c, 7);
}

uint32_t LoadLittleEndian(const uint8_t* bytes) {
  return bytes[0] | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
}

}  // namespace

void RandomStream::Reset(std::string_view seed) {
  uint8_t padded[kSeedBytes] = {};
  memcpy(padded, seed.data(), std::min(seed.size(), kSeedBytes));
  for (size_t i = 0; i < key_.size(); ++i) key_[i] = LoadLittleEndian(padded + 4 * i);
  counter_ = 0;
  used_ = block_.size();
}

void RandomStream::Fill(uint8_t* data, size_t size) {
  while (size > 0) {
    if (used_ == block_.size()) NextBlock();
    const size_t taken = std::min(size, block_.size() - used_);
    memcpy(data, block_.data() + used_, taken);
    used_ += taken;
    data += taken;
    size -= taken;
  }
}

double RandomStream::NextDouble() {
  uint8_t bytes[8];
  Fill(bytes, sizeof(bytes));
  const uint64_t bits = LoadLittleEndian(bytes) | uint64_t{LoadLittleEndian(bytes + 4)} << 32;
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

void RandomStream::NextBlock() {
  const std::array<uint32_t, 16> input = {0x61707865,
                                          0x3320646e,
                                          0x79622d32,
                                          0x6b206574,
                                          key_[0],
                                          key_[1],
                                          key_[2],
                                          key_[3],
                                          key_[4],
                                          key_[5],
                                          key_[6],
                                          key_[7],
                                          static_cast<uint32_t>(counter_),
                                          static_cast<uint32_t>(counter_ >> 32),
                                          0,
                                          0};
  std::array<uint32_t, 16> x = input;
  for (int round = 0; round < 10; ++round) {
    QuarterRound(x[0], x[4], x[8], x[12]);
    QuarterRound(x[1], x[5], x[9], x[13]);
    QuarterRound(x[2], x[6], x[10], x[14]);
    QuarterRound(x[3], x[7], x[11], x[15]);
    QuarterRound(x[0], x[5], x[10], x[15]);
    QuarterRound(x[1], x[6], x[11], x[12]);
    QuarterRound(x[2], x[7], x[8], x[13]);
    QuarterRound(x[3], x[4], x[9], x[14]);
  }
  for (size_t i = 0; i < x.size(); ++i) {
    const uint32_t word = x[i] + input[i];
    for (size_t b = 0; b < 4; ++b) block_[4 * i + b] = static_cast<uint8_t>(word >> (8 * b));
  }
  ++counter_;
  used_ = 0;
}

}  // namespace isobridge::isolate
