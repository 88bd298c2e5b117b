#include "bridge/json_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "simdutf.h"

namespace isobridge::bridge {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101u;
constexpr uint64_t kHighBits = 0x8080808080808080u;

uint64_t LoadWord(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof(word));
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// The high bit of each byte that is below `bound`; exact up to and including the lowest bit set.
uint64_t BytesBelow(uint64_t word, uint8_t bound) { return (word - kOnes * bound) & ~word & kHighBits; }

// Likewise for bytes that are `c`.
uint64_t BytesEqual(uint64_t word, char c) { return BytesBelow(word ^ (kOnes * static_cast<uint8_t>(c)), 1); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string Describe(char c) {
  if (c > ' ' && c < 0x7f) return std::string{'\'', c, '\''};
  return absl::StrFormat("byte 0x%02x", static_cast<unsigned char>(c));
}

// One pass over one text. Each method that returns a bool has noted what was wrong when it is false.
class Checker {
 public:
  Checker(std::string_view text, uint32_t max_depth)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()), max_depth_(std::min(max_depth, kMaxJsonDepth)) {}

  absl::StatusOr<uint32_t> Check() {
    if (!Text()) return status_;
    return deepest_;
  }

 private:
  bool Text() {
    if (!Value()) return false;
    while (depth_ > 0) {
      if (!AfterElement()) return false;
    }
    SkipSpace();
    return at_ == end_ || Expected("the end of the text");
  }

  // A scalar, an empty array or object, or the beginning of another one up to and including its first value.
  bool Value() {
    for (;;) {
      SkipSpace();
      if (at_ == end_) return Expected("a value");
      switch (*at_) {
        case '{':
          if (!Open('{')) return false;
          if (Take('}')) return Close();
          if (!Key()) return false;
          continue;
        case '[':
          if (!Open('[')) return false;
          if (Take(']')) return Close();
          continue;
        case '"':
          return String();
        case 't':
          return Literal("true");
        case 'f':
          return Literal("false");
        case 'n':
          return Literal("null");
        default:
          return Number();
      }
    }
  }

  // The comma and the next value, or the closing bracket, behind a value inside an array or object.
  bool AfterElement() {
    const bool object = open_[depth_ - 1] == '{';
    if (Take(',')) return (!object || Key()) && Value();
    if (Take(object ? '}' : ']')) return Close();
    return Expected(object ? "',' or '}'" : "',' or ']'");
  }

  bool Open(char bracket) {
    if (depth_ == max_depth_) {
      status_ = absl::OutOfRangeError(absl::StrCat("at byte ", Offset(), ": nested deeper than ", max_depth_));
      return false;
    }
    open_[depth_++] = bracket;
    deepest_ = std::max(deepest_, depth_);
    ++at_;
    return true;
  }

  bool Close() {
    --depth_;
    return true;
  }

  bool Key() {
    SkipSpace();
    if (at_ == end_ || *at_ != '"') return Expected("a name in double quotes");
    if (!String()) return false;
    return Take(':') || Expected("':'");
  }

  bool String() {
    ++at_;
    for (;;) {
      SkipPlain();
      if (at_ == end_) return Expected("the closing quote of a string");
      const char c = *at_;
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c != '\\') return Expected("an escape for a control character");
      if (!Escape()) return false;
    }
  }

  // Up to a quote, a backslash, a control character or the end.
  void SkipPlain() {
    while (end_ - at_ >= 8) {
      const uint64_t word = LoadWord(at_);
      const uint64_t special = BytesBelow(word, 0x20) | BytesEqual(word, '"') | BytesEqual(word, '\\');
      if (special != 0) {
        at_ += std::countr_zero(special) / 8;
        return;
      }
      at_ += 8;
    }
    while (at_ != end_ && static_cast<unsigned char>(*at_) >= 0x20 && *at_ != '"' && *at_ != '\\') ++at_;
  }

  bool Escape() {
    ++at_;
    if (at_ == end_) return Expected("an escape");
    const char c = *at_++;
    if (c == 'u') {
      for (int i = 0; i < 4; ++i, ++at_) {
        if (at_ == end_ || !IsHexDigit(*at_)) return Expected("four hexadecimal digits after \\u");
      }
      return true;
    }
    if (std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos) return true;
    --at_;
    return Expected("one of \"\\/bfnrtu after a backslash");
  }

  bool Number() {
    const bool negative = *at_ == '-';
    if (negative) ++at_;
    if (at_ == end_ || !IsDigit(*at_)) return Expected(negative ? "a digit" : "a value");
    if (*at_ == '0') {
      ++at_;
    } else {
      SkipDigits();
    }
    if (at_ != end_ && *at_ == '.') {
      ++at_;
      if (!Digits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      if (!Digits()) return false;
    }
    return true;
  }

  bool Digits() {
    if (at_ == end_ || !IsDigit(*at_)) return Expected("a digit");
    SkipDigits();
    return true;
  }

  void SkipDigits() {
    while (at_ != end_ && IsDigit(*at_)) ++at_;
  }

  bool Literal(std::string_view word) {
    for (const char c : word) {
      if (at_ == end_ || *at_ != c) return Expected(word);
      ++at_;
    }
    return true;
  }

  bool Take(char c) {
    SkipSpace();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  void SkipSpace() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  bool Expected(std::string_view what) {
    status_ =
        absl::InvalidArgumentError(absl::StrCat("at byte ", Offset(), ": expected ", what,
                                                at_ == end_ ? ", found the end" : ", found ", at_ == end_ ? "" : Describe(*at_)));
    return false;
  }

  size_t Offset() const { return static_cast<size_t>(at_ - begin_); }

  const char* const begin_;
  const char* at_;
  const char* const end_;
  const uint32_t max_depth_;
  uint32_t depth_ = 0;
  uint32_t deepest_ = 0;
  std::array<char, kMaxJsonDepth> open_;
  absl::Status status_;
};

// ---- depth only: 64 bytes at a time, as bit sets with bit i for byte i ----

// The high bit of each byte that is zero, exactly.
uint64_t ZeroBytes(uint64_t word) { return ~(((word & ~kHighBits) + ~kHighBits) | word | ~kHighBits); }

// Gathers the high bits of the eight bytes into the lowest eight bits.
uint64_t Gather(uint64_t high_bits) { return ((high_bits >> 7) * 0x0102040810204080u) >> 56; }

uint64_t MatchMask(uint64_t word, char c) { return Gather(ZeroBytes(word ^ (kOnes * static_cast<uint8_t>(c)))); }

struct Block {
  uint64_t quotes = 0;
  uint64_t backslashes = 0;
  uint64_t opens = 0;
  uint64_t closes = 0;
};

Block Classify(const char* bytes) {
  Block block;
  for (int i = 0; i < 8; ++i) {
    const uint64_t word = LoadWord(bytes + 8 * i);
    // '[' and '{', ']' and '}' differ in this bit alone.
    const uint64_t folded = word | (kOnes * 0x20);
    block.quotes |= MatchMask(word, '"') << (8 * i);
    block.backslashes |= MatchMask(word, '\\') << (8 * i);
    block.opens |= MatchMask(folded, '{') << (8 * i);
    block.closes |= MatchMask(folded, '}') << (8 * i);
  }
  return block;
}

// Bit i is the parity of the bits 0 to i.
uint64_t PrefixParity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

class DepthScan {
 public:
  explicit DepthScan(uint32_t max_depth) : max_depth_(max_depth) {}

  // False once the text goes deeper than allowed.
  bool Add(const char* bytes) {
    const Block block = Classify(bytes);
    const uint64_t quotes = block.quotes & ~Escaped(block.backslashes);
    const uint64_t in_string = PrefixParity(quotes) ^ in_string_;
    in_string_ = static_cast<uint64_t>(static_cast<int64_t>(in_string) >> 63);
    const uint64_t opens = block.opens & ~in_string;
    const uint64_t closes = block.closes & ~in_string;
    const int64_t opened = std::popcount(opens);
    // The order within the block matters only where it may go deeper than the text did before.
    if (depth_ + opened > deepest_) deepest_ = std::max(deepest_, DeepestIn(opens, closes));
    depth_ = std::max<int64_t>(0, depth_ + opened - std::popcount(closes));
    return deepest_ <= max_depth_;
  }

  uint32_t deepest() const { return static_cast<uint32_t>(std::min(deepest_, max_depth_ + 1)); }

 private:
  // The bytes that a backslash escapes. Backslashes are rare, so one at a time.
  uint64_t Escaped(uint64_t backslashes) {
    uint64_t escaped = escaped_next_;
    escaped_next_ = 0;
    backslashes &= ~escaped;
    while (backslashes != 0) {
      const int at = std::countr_zero(backslashes);
      if (at == 63) {
        escaped_next_ = 1;
        break;
      }
      const uint64_t next = uint64_t{2} << at;
      escaped |= next;
      backslashes &= ~(next | (next >> 1));
    }
    return escaped;
  }

  int64_t DeepestIn(uint64_t opens, uint64_t closes) const {
    int64_t depth = depth_;
    int64_t deepest = depth;
    for (uint64_t rest = opens | closes; rest != 0; rest &= rest - 1) {
      depth += (opens & rest & -rest) != 0 ? 1 : -1;
      deepest = std::max(deepest, depth);
    }
    return deepest;
  }

  const int64_t max_depth_;
  int64_t depth_ = 0;
  int64_t deepest_ = 0;
  // All ones inside a string, carried from block to block.
  uint64_t in_string_ = 0;
  uint64_t escaped_next_ = 0;
};

}  // namespace

absl::StatusOr<uint32_t> CheckJson(std::string_view text, uint32_t max_depth) {
  const simdutf::result utf8 = simdutf::validate_utf8_with_errors(text.data(), text.size());
  if (utf8.error != simdutf::error_code::SUCCESS)
    return absl::InvalidArgumentError(absl::StrCat("at byte ", utf8.count, ": not UTF-8"));
  return Checker(text, max_depth).Check();
}

uint32_t JsonDepth(std::string_view text, uint32_t max_depth) {
  constexpr size_t kBlock = 64;
  DepthScan scan(max_depth);
  while (text.size() >= kBlock) {
    if (!scan.Add(text.data())) return scan.deepest();
    text.remove_prefix(kBlock);
  }
  std::array<char, kBlock> last;
  last.fill(' ');
  std::copy(text.begin(), text.end(), last.begin());
  scan.Add(last.data());
  return scan.deepest();
}

}  // namespace isobridge::bridge
