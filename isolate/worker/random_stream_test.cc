#include "isolate/worker/random_stream.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

// RFC 8439, appendix A.1, test vectors 1 and 2: key and nonce of zeros, blocks 0 and 1.
TEST(RandomStreamTest, IsTheKeyStreamOfChaCha20) {
  RandomStream stream;
  stream.Reset(std::string(RandomStream::kSeedBytes, '\0'));
  std::array<uint8_t, 68> bytes;
  stream.Fill(bytes.data(), bytes.size());
  EXPECT_THAT(std::vector<uint8_t>(bytes.begin(), bytes.begin() + 8),
              testing::ElementsAre(0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90));
  EXPECT_THAT(std::vector<uint8_t>(bytes.begin() + 64, bytes.end()), testing::ElementsAre(0x9f, 0x07, 0xe7, 0xbe));
}

TEST(RandomStreamTest, PortionsAreOneStream) {
  RandomStream whole;
  RandomStream parts;
  whole.Reset("seed");
  parts.Reset("seed");
  std::array<uint8_t, 200> expected;
  std::array<uint8_t, 200> actual;
  whole.Fill(expected.data(), expected.size());
  for (size_t at = 0, size = 1; at < actual.size(); at += size, ++size) {
    parts.Fill(actual.data() + at, std::min(size, actual.size() - at));
  }
  EXPECT_EQ(actual, expected);
}

TEST(RandomStreamTest, ResetStartsOver) {
  RandomStream stream;
  stream.Reset("seed");
  const double first = stream.NextDouble();
  stream.NextDouble();
  stream.Reset("seed");
  EXPECT_EQ(stream.NextDouble(), first);
}

TEST(RandomStreamTest, DoublesAreBelowOne) {
  RandomStream stream;
  stream.Reset("seed");
  for (int i = 0; i < 10'000; ++i) {
    const double value = stream.NextDouble();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
  }
}

}  // namespace
}  // namespace isobridge::isolate
