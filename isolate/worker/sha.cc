#include "isolate/worker/sha.h"

#include <stdint.h>

#include <algorithm>
#include <array>
#include <bit>

namespace isobridge::isolate {
namespace {

// The first 64 bits of the fractions of the cube roots of the first 80 primes, and of the square roots of the first 16. SHA-256
// takes the first 32 bits of the same.
constexpr std::array<uint64_t, 80> kCubeRoots = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019,
    0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3,
    0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b, 0xa2bfe8a14cf10364, 0xa81a664bbc423001,
    0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb,
    0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c, 0xd186b8c721c0c207,
    0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a,
    0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};
constexpr std::array<uint64_t, 16> kSquareRoots = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b, 0x5be0cd19137e2179, 0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
};

// What differs between the algorithms: the words, the blocks, and how a block is mixed in.
struct Sha1 {
  using Word = uint32_t;
  using State = std::array<Word, 5>;
  static constexpr size_t kBlockBytes = 64;
  static void Mix(const std::array<Word, 16>& block, State* state);
};

template <typename W>
struct Sha2 {
  using Word = W;
  using State = std::array<Word, 8>;
  static constexpr size_t kBlockBytes = 16 * sizeof(Word);
  static constexpr size_t kRounds = sizeof(Word) == 4 ? 64 : 80;
  static constexpr int kUnused = 64 - 8 * sizeof(Word);
  static void Mix(const std::array<Word, 16>& block, State* state);
  // Of the roots from the `first` on.
  static State Start(size_t first);

  // The functions that FIPS 180-4 calls Sigma and sigma.
  static Word Turned(Word word, int a, int b, int c) { return std::rotr(word, a) ^ std::rotr(word, b) ^ std::rotr(word, c); }
  static Word Shifted(Word word, int a, int b, int c) { return std::rotr(word, a) ^ std::rotr(word, b) ^ (word >> c); }
};

void Sha1::Mix(const std::array<Word, 16>& block, State* state) {
  std::array<Word, 80> words;
  std::copy(block.begin(), block.end(), words.begin());
  for (size_t i = 16; i < 80; ++i) words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  auto [a, b, c, d, e] = *state;
  for (size_t i = 0; i < 80; ++i) {
    Word mixed;
    if (i < 20) {
      mixed = ((b & c) | (~b & d)) + 0x5a827999;
    } else if (i < 40) {
      mixed = (b ^ c ^ d) + 0x6ed9eba1;
    } else if (i < 60) {
      mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    } else {
      mixed = (b ^ c ^ d) + 0xca62c1d6;
    }
    const Word next = std::rotl(a, 5) + mixed + e + words[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  const State added = {a, b, c, d, e};
  for (size_t i = 0; i < added.size(); ++i) (*state)[i] += added[i];
}

template <typename W>
Sha2<W>::State Sha2<W>::Start(size_t first) {
  State state;
  for (size_t i = 0; i < state.size(); ++i) state[i] = static_cast<Word>(kSquareRoots[first + i] >> kUnused);
  return state;
}

template <typename W>
void Sha2<W>::Mix(const std::array<Word, 16>& block, State* state) {
  constexpr bool kShort = sizeof(Word) == 4;
  std::array<Word, kRounds> words;
  std::copy(block.begin(), block.end(), words.begin());
  for (size_t i = 16; i < kRounds; ++i) {
    const Word before = words[i - 15];
    const Word last = words[i - 2];
    words[i] = words[i - 16] + words[i - 7] + (kShort ? Shifted(before, 7, 18, 3) : Shifted(before, 1, 8, 7)) +
               (kShort ? Shifted(last, 17, 19, 10) : Shifted(last, 19, 61, 6));
  }
  auto [a, b, c, d, e, f, g, h] = *state;
  for (size_t i = 0; i < kRounds; ++i) {
    const Word one = h + (kShort ? Turned(e, 6, 11, 25) : Turned(e, 14, 18, 41)) + ((e & f) ^ (~e & g)) +
                     static_cast<Word>(kCubeRoots[i] >> kUnused) + words[i];
    const Word two = (kShort ? Turned(a, 2, 13, 22) : Turned(a, 28, 34, 39)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + one;
    d = c;
    c = b;
    b = a;
    a = one + two;
  }
  const State added = {a, b, c, d, e, f, g, h};
  for (size_t i = 0; i < added.size(); ++i) (*state)[i] += added[i];
}

template <typename Algorithm>
void MixBlock(std::string_view bytes, typename Algorithm::State* state) {
  using Word = Algorithm::Word;
  std::array<Word, 16> block;
  for (size_t i = 0; i < block.size(); ++i) {
    Word word = 0;
    for (const char byte : bytes.substr(i * sizeof(Word), sizeof(Word))) word = (word << 8) | static_cast<uint8_t>(byte);
    block[i] = word;
  }
  Algorithm::Mix(block, state);
}

template <typename Algorithm>
std::string Digest(std::string_view bytes, typename Algorithm::State state, size_t digest_bytes) {
  constexpr size_t kBlockBytes = Algorithm::kBlockBytes;
  std::string_view rest = bytes;
  for (; rest.size() >= kBlockBytes; rest.remove_prefix(kBlockBytes)) MixBlock<Algorithm>(rest.substr(0, kBlockBytes), &state);

  // A one, zeros, and the length in bits in the last two words.
  std::string end(rest);
  end += '\x80';
  const size_t room = end.size() + 2 * sizeof(typename Algorithm::Word) <= kBlockBytes ? kBlockBytes : 2 * kBlockBytes;
  end.resize(room, '\0');
  const uint64_t bits = uint64_t{bytes.size()} * 8;
  for (size_t i = 0; i < 8; ++i) end[room - 1 - i] = static_cast<char>(bits >> (8 * i));
  for (size_t at = 0; at < room; at += kBlockBytes) MixBlock<Algorithm>(std::string_view(end).substr(at, kBlockBytes), &state);

  std::string digest;
  for (const typename Algorithm::Word word : state) {
    for (size_t i = sizeof(word); i > 0; --i) digest += static_cast<char>(word >> (8 * (i - 1)));
  }
  return digest.substr(0, digest_bytes);
}

}  // namespace

std::string Sha(ShaVariant variant, std::string_view bytes) {
  switch (variant) {
    case ShaVariant::kSha1:
      return Digest<Sha1>(bytes, {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, 20);
    case ShaVariant::kSha256:
      return Digest<Sha2<uint32_t>>(bytes, Sha2<uint32_t>::Start(0), 32);
    case ShaVariant::kSha384:
      return Digest<Sha2<uint64_t>>(bytes, Sha2<uint64_t>::Start(8), 48);
    case ShaVariant::kSha512:
      return Digest<Sha2<uint64_t>>(bytes, Sha2<uint64_t>::Start(0), 64);
  }
  return "";
}

}  // namespace isobridge::isolate
