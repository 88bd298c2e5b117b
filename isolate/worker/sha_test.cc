#include "isolate/worker/sha.h"

#include <array>
#include <iterator>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

struct Example {
  ShaVariant variant;
  // Of nothing, of "abc", of kTwoBlocks and of a million times 'a'.
  std::array<std::string_view, 4> digests;
};

constexpr std::string_view kTwoBlocks =
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
    "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

// The examples of FIPS 180.
constexpr Example kExamples[] = {
    {ShaVariant::kSha1,
     {"da39a3ee5e6b4b0d3255bfef95601890afd80709", "a9993e364706816aba3e25717850c26c9cd0d89d",
      "a49b2446a02c645bf419f995b67091253a04a259", "34aa973cd4c4daa4f61eeb2bdbad27316534016f"}},
    {ShaVariant::kSha256,
     {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}},
    {ShaVariant::kSha384,
     {"38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
      "274edebfe76f65fbd51ad2f14898b95b",
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
      "8086072ba1e7cc2358baeca134c825a7",
      "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712"
      "fcc7c71a557e2db966c3e9fa91746039",
      "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b"
      "07b8b3dc38ecc4ebae97ddd87f3d8985"}},
    {ShaVariant::kSha512,
     {"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
      "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
      "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
      "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
      "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"}},
};

TEST(ShaTest, Examples) {
  const std::string texts[] = {"", "abc", std::string(kTwoBlocks), std::string(1'000'000, 'a')};
  for (const Example& example : kExamples) {
    for (size_t i = 0; i < std::size(texts); ++i) EXPECT_EQ(Hex(Sha(example.variant, texts[i])), example.digests[i]);
  }
}

TEST(ShaTest, EveryLengthIsPadded) {
  // The digest of the digests of 0 to 299 times 'x'.
  const auto all = [](ShaVariant variant) {
    std::string digests;
    for (size_t length = 0; length < 300; ++length) digests += Sha(variant, std::string(length, 'x'));
    return Hex(Sha(variant, digests));
  };
  EXPECT_EQ(all(ShaVariant::kSha1), "4ee55c5e082bdd64918ce81e1c13898cfa230941");
  EXPECT_EQ(all(ShaVariant::kSha256), "3068c8c08e804c2be19cb16d8f13fb8cbdff841c789d00ce28ded624674b6d55");
  EXPECT_EQ(all(ShaVariant::kSha384),
            "13134c5e36a5f5854dbca3cf03ca05b3c099471e68e35537f8e6f002c6857230"
            "7d0ed634ed467d87c9b99bc39fdf2f34");
  EXPECT_EQ(all(ShaVariant::kSha512),
            "0a6a4d91c9c127e3ffd49e748cac6b599e1ce1039f1d92bdcdce57e91acc2b7d"
            "13aa0183989b5e7fdc7a2b84a968d350d022db27b68c0b4fa2d71fdb45537c00");
}

}  // namespace
}  // namespace isobridge::isolate
