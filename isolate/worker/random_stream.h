#ifndef ISOBRIDGE_ISOLATE_WORKER_RANDOM_STREAM_H_
#define ISOBRIDGE_ISOLATE_WORKER_RANDOM_STREAM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace isobridge::isolate {

// The randomness of one program: the ChaCha20 key stream (RFC 8439, nonce 0, counter from 0) of its seed, which `Math.random` and
// `crypto` take bytes from in the order of their calls. Whoever knows the seed knows every byte: it is no secret from the client.
//
// Isolate thread only.
class RandomStream {
 public:
  static constexpr size_t kSeedBytes = 32;

  // Starts over with `seed`; a shorter one is filled up with zeros, a longer one cut.
  void Reset(std::string_view seed);

  void Fill(uint8_t* data, size_t size);
  // Uniform in [0, 1), a multiple of 2^-53. Takes 8 bytes.
  double NextDouble();

 private:
  void NextBlock();

  std::array<uint32_t, 8> key_ = {};
  uint64_t counter_ = 0;
  std::array<uint8_t, 64> block_ = {};
  // How much of `block_` was handed out.
  size_t used_ = 64;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_RANDOM_STREAM_H_
