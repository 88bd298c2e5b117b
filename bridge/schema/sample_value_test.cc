#include "bridge/schema/sample_value.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

std::string Sample(std::string_view schema) {
  const std::optional<OrderedJson> value = SampleValue(schema);
  return value.has_value() ? ProgramText(*value) : "none";
}

// `{"type":"array","prefixItems":[…]}` of so many.
std::string Tuple(std::string_view item, int items) {
  std::string list(item);
  for (int i = 1; i < items; ++i) absl::StrAppend(&list, ",", item);
  return absl::StrCat(R"({"type":"array","prefixItems":[)", list, "]}");
}

TEST(SampleValueTest, HoldsWhatIsRequired) {
  EXPECT_EQ(Sample(R"({"type":"object","properties":{"city":{"type":"string"},"days":{"minimum":2,"type":"integer"}},)"
                   R"("required":["city","days"]})"),
            R"({ city: "<city>", days: 2 })");
  EXPECT_EQ(Sample(Tuple(R"({"type":"boolean"})", 3)), "[true, true, true]");
}

// 60 items, each of which has 60 items, and so on: 10 million at the fourth level.
TEST(SampleValueTest, AnExampleWithTooManyValuesIsNoExample) {
  EXPECT_EQ(Sample(Tuple(R"({"$ref":"#"})", 60)), "none");
  EXPECT_EQ(Sample(Tuple(R"({"type":"boolean"})", 101)), "none");
}

TEST(SampleValueTest, AnExampleOfTooManyBytesIsNoExample) {
  EXPECT_EQ(Sample(Tuple(absl::StrCat(R"({"const":")", std::string(1'000, 'x'), "\"}"), 5)), "none");
  EXPECT_EQ(Sample(absl::StrCat(R"({"type":"object","required":[")", std::string(5'000, 'x'), "\"]}")), "none");
}

}  // namespace
}  // namespace isobridge::bridge
