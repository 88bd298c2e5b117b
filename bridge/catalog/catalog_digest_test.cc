#include "bridge/catalog/catalog_digest.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "bridge/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using google::protobuf::RepeatedPtrField;
using isobridge::v1::Tool;

RepeatedPtrField<Tool> Named(const std::vector<std::string>& names) {
  RepeatedPtrField<Tool> tools;
  for (const std::string& name : names) tools.Add()->set_name(name);
  return tools;
}

TEST(CatalogDigestTest, IsTheHashOfTheDocumentedForm) {
  RepeatedPtrField<Tool> tools = Named({"weather", "mail.send"});
  tools[0].set_description("Tells.");
  tools[0].set_input_schema_json("{}");
  tools[1].set_output_schema_json("true");
  EXPECT_EQ(CatalogDigest(tools),
            absl::BytesToHexString(AsText(Sha256({"1=7:weather,2=6:Tells.,3=2:{},;1=9:mail.send,4=4:true,;"}))));
}

TEST(CatalogDigestTest, FieldsCantRunIntoEachOther) {
  RepeatedPtrField<Tool> two = Named({"a", "b"});
  EXPECT_NE(CatalogDigest(two), CatalogDigest(Named({"a,;1=1:b"})));
  EXPECT_NE(CatalogDigest(two), CatalogDigest(Named({"b", "a"})));
  RepeatedPtrField<Tool> described = Named({"a"});
  described[0].set_description("x");
  RepeatedPtrField<Tool> with_schema = Named({"a"});
  with_schema[0].set_input_schema_json("x");
  EXPECT_NE(CatalogDigest(described), CatalogDigest(with_schema));
}

// Tools that differ must never share what is kept under their digest.
TEST(CatalogDigestTest, CoversEveryFieldOfATool) { EXPECT_EQ(Tool::descriptor()->field_count(), 4); }

TEST(CatalogDigestTest, KnowsItsOwnForm) {
  EXPECT_TRUE(IsCatalogDigest(CatalogDigest(Named({"a"}))));
  EXPECT_FALSE(IsCatalogDigest(""));
  EXPECT_FALSE(IsCatalogDigest(std::string(64, 'A')));
  EXPECT_FALSE(IsCatalogDigest(std::string(65, 'a')));
}

}  // namespace
}  // namespace isobridge::bridge
