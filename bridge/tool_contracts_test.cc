#include "bridge/tool_contracts.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

std::shared_ptr<const Catalog> CatalogOf(const std::string& input_schema) {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  isobridge::v1::Tool* tool = tools.Add();
  tool->set_name("weather");
  tool->set_input_schema_json(input_schema);
  return *Catalog::Create(std::move(tools), "digest", 10, "tools");
}

TEST(ToolContractsTest, ARefusedCallIsToldWhatTheParametersAre) {
  const auto catalog = CatalogOf(R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})");
  ToolContracts contracts({}, catalog.get());
  EXPECT_THAT(contracts.RefuseArguments(1, 0, "{}"),
              Optional(AllOf(HasSubstr("weather don't match its schema"), HasSubstr("Its parameters are city*: string"))));
  EXPECT_EQ(contracts.RefuseArguments(2, 0, R"({"city":"Bonn"})"), std::nullopt);
}

// Read again for each call, the schema would take minutes.
TEST(ToolContractsTest, ManyRefusedCallsOfAToolWithALongSchemaAreSoonRefused) {
  std::string schema = R"({"type":"object","required":["p0"],"properties":{"p0":{"type":"string"})";
  for (int i = 1; i < 5'000; ++i) absl::StrAppend(&schema, R"(,"p)", i, R"(":{"type":"string"})");
  const auto catalog = CatalogOf(schema + "}}");
  ToolContracts contracts({}, catalog.get());
  for (uint32_t call = 0; call < 3'000; ++call) EXPECT_NE(contracts.RefuseArguments(call, 0, "{}"), std::nullopt);
}

TEST(ToolContractsTest, WhatACheckTakesIsCounted) {
  const auto catalog = CatalogOf(R"({"type":"array","items":{"type":"integer"}})");
  ToolContracts contracts({}, catalog.get());
  EXPECT_EQ(contracts.cpu_time(), absl::ZeroDuration());
  std::string args = "[1";
  for (int i = 0; i < 10'000; ++i) args += ",1";
  EXPECT_EQ(contracts.RefuseArguments(1, 0, args + "]"), std::nullopt);
  EXPECT_GT(contracts.cpu_time(), absl::Microseconds(50));
}

// 10,000 subschemas take more than a catalog keeps.
TEST(ToolContractsTest, ASchemaThatTheCatalogHasNoRoomForIsItsOwn) {
  std::string schema = R"({"type":"object","properties":{"p0":{})";
  for (int i = 1; i < 10'000; ++i) absl::StrAppend(&schema, R"(,"p)", i, R"(":{})");
  const auto large = CatalogOf(schema + "}}"), small = CatalogOf(R"({"type":"object"})");
  ToolContracts own({}, large.get()), kept({}, small.get());
  EXPECT_EQ(own.RefuseArguments(1, 0, "{}"), std::nullopt);
  EXPECT_EQ(kept.RefuseArguments(1, 0, "{}"), std::nullopt);
  EXPECT_GT(own.bytes(), 8u << 20);
  EXPECT_EQ(kept.bytes(), 0u);
}

}  // namespace
}  // namespace isobridge::bridge
