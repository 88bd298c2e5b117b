// Runs a fuzz target without libFuzzer: over seeds, and over what a fixed generator makes of them. Finds in every build what
// would otherwise only show when somebody fuzzes.

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

int RunOn(const std::string& input) {
  return LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

std::vector<std::string> Seeds() {
  using std::string_literals::operator""s;
  return {
      ""s,
      "\x00"s,
      "\x03\x02\x00\x00\x00ok\x00\x00\x00\x00"s,
      "\xff\xff\xff\xff\xff"s,
      "a\nb.c\nb.d\nx-y"s,
      "a\na.b"s,
      "_.proto__\n$"s,
      "\x0b\x0b\x04\x01\x01"
      "1\x0b\x05\xff\x09\x00\x0b"s,
      R"({"type":"object","properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"anyOf":[{"enum":[1,"x"]},{"items":{"$ref":"#"}}]}}})"s +
          "\x00"
          R"({"a":[{"a":1}]})"s,
      R"({"allOf":[{"minLength":1},{"pattern":"^a+$"}],"unevaluatedProperties":false,"prefixItems":[true],"not":{"const":0}})"s +
          "\x00"
          R"(["a",{}])"s,
      "Content-Length: 12\r\n\r\n{\"id\":\"a1\"}"
      "Content-Length: 2\r\n\r\n[]"s,
      R"({"id":3,"result":[{"pos":1,"end":4,"code":2345,"text":"'a'","messageChain":[{"code":2741,"text":"b"}],)"s +
          R"("relatedInformation":[{"code":2773}]}]})"s,
      R"({"id":3,"result":{"snapshot":1,"projects":[{"id":"/c"}]},"method":"readFile","params":"/c/a","error":{"message":"x"}})"s,
      "\x00\x06\x3a\x04\x0a\x01"
      "1\x18\x01"s,
      "\x00\x06\x2a\x04\x08\x01\x10\x05\x05\x0a\x00\x04\x32\x02\x08\x01"s,
      "\x02\x00\x01\x02\x01\x01T\x03"
      "abc\x00\x00\x04\x01\x01\x02\x00\x02/b\x00\x01z"s,
      "\x03\x09\x01\x0a\x05\x0a\x01x\x28\x07\x12\x06\x0a\x04\x08\x01\x12\x00"s,
      "\x40\x04\x00\x08\x01\x3a\x0c\x12\x0a\x42\x00\x42\x00\x42\x00\x42\x00\x42\x00"s,
      "\x02\x01\x02\x00\x04\x0d[\"mail\",null]\x01\x01\x06\"mial\"\x03"s};
}

TEST(FuzzCorpusTest, SeedsPass) {
  for (const std::string& seed : Seeds()) EXPECT_EQ(RunOn(seed), 0);
}

TEST(FuzzCorpusTest, ChangedSeedsPass) {
  std::mt19937 random(7);
  const std::vector<std::string> seeds = Seeds();
  for (int round = 0; round < 3'000; ++round) {
    std::string input = seeds[random() % seeds.size()] + seeds[random() % seeds.size()];
    for (uint32_t changes = random() % 8; changes > 0; --changes) {
      const size_t at = input.empty() ? 0 : random() % input.size();
      const char byte = static_cast<char>(random() % 2 == 0 ? random() : random() % 16);
      if (random() % 3 == 0 || input.empty()) {
        input.insert(at, 1, byte);
      } else {
        input[at] = byte;
      }
    }
    EXPECT_EQ(RunOn(input), 0);
  }
}

}  // namespace
