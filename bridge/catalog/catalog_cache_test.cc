#include "bridge/catalog/catalog_cache.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/catalog/catalog_digest.h"
#include "bridge/error_reason.h"
#include "bridge/field_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using google::protobuf::RepeatedPtrField;
using isobridge::v1::Tool;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

RepeatedPtrField<Tool> Tools(const std::vector<std::string>& names) {
  RepeatedPtrField<Tool> tools;
  for (const std::string& name : names) tools.Add()->set_name(name);
  return tools;
}

absl::StatusOr<std::shared_ptr<const Catalog>> Named(CatalogCache& cache, const std::string& tenant, const std::string& digest) {
  return cache.Resolve(tenant, {.tools = {}, .digest = digest, .prefix = "start."});
}

TEST(CatalogCacheTest, WhatWasSentOnceIsNamedFromThenOn) {
  CatalogCache cache({});
  const auto sent = cache.Resolve("t", {.tools = Tools({"a", "b"}), .digest = "", .prefix = "start."});
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ((*sent)->digest(), CatalogDigest(Tools({"a", "b"})));
  const auto named = Named(cache, "t", (*sent)->digest());
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(*named, *sent);
  EXPECT_EQ(*cache.Register("t", Tools({"a", "b"})), *sent);
  EXPECT_EQ(cache.size(), 1u);
}

TEST(CatalogCacheTest, NoToolsAreNoCatalog) {
  CatalogCache cache({});
  const auto none = Named(cache, "t", "");
  ASSERT_TRUE(none.ok());
  EXPECT_EQ((*none)->tools().size(), 0u);
  EXPECT_EQ((*none)->digest(), "");
  EXPECT_EQ(ViolationOf(cache.Register("t", {}).status())->field, "tools");
}

TEST(CatalogCacheTest, AnotherTenantCantNameIt) {
  CatalogCache cache({});
  const std::string digest = (*cache.Register("one", Tools({"a"})))->digest();
  const absl::Status status = Named(cache, "two", digest).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "CATALOG_UNKNOWN");
  EXPECT_THAT(status.message(), HasSubstr(digest));
}

TEST(CatalogCacheTest, RefusesADigestThatIsNone) {
  CatalogCache cache({});
  EXPECT_EQ(ViolationOf(Named(cache, "t", "abc").status())->field, "start.catalog_digest");
}

TEST(CatalogCacheTest, RefusesTheDigestOfOtherTools) {
  CatalogCache cache({});
  const absl::Status status =
      cache.Resolve("t", {.tools = Tools({"a"}), .digest = CatalogDigest(Tools({"b"})), .prefix = "start."}).status();
  EXPECT_EQ(ViolationOf(status)->field, "start.catalog_digest");
  EXPECT_TRUE(cache.Resolve("t", {.tools = Tools({"a"}), .digest = CatalogDigest(Tools({"a"})), .prefix = ""}).ok());
}

TEST(CatalogCacheTest, BadToolsAreNamedAndNotKept) {
  CatalogCache cache({});
  EXPECT_EQ(ViolationOf(cache.Register("t", Tools({"a", "1"})).status())->field, "tools[1].name");
  EXPECT_EQ(cache.size(), 0u);
}

TEST(CatalogCacheTest, DropsWhatWasNotUsedForTheLongest) {
  CatalogCache cache({.max_catalogs = 2});
  const std::string a = (*cache.Register("t", Tools({"a"})))->digest();
  const std::string b = (*cache.Register("t", Tools({"b"})))->digest();
  ASSERT_TRUE(Named(cache, "t", a).ok());
  const std::string c = (*cache.Register("t", Tools({"c"})))->digest();
  EXPECT_TRUE(Named(cache, "t", a).ok());
  EXPECT_FALSE(Named(cache, "t", b).ok());
  EXPECT_TRUE(Named(cache, "t", c).ok());
}

TEST(CatalogCacheTest, WhoRegistersALotPushesOutItself) {
  CatalogCache cache({.max_catalogs = 10});
  const std::string modest = (*cache.Register("modest", Tools({"a"})))->digest();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache.Register("greedy", Tools({absl::StrCat("tool_", i)})).ok());
  EXPECT_TRUE(Named(cache, "modest", modest).ok());
  EXPECT_EQ(cache.size(), 10u);
}

TEST(CatalogCacheTest, BytesAreBounded) {
  CatalogCache cache({.max_bytes = 100'000});
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache.Register("t", Tools({absl::StrCat("tool_", i)})).ok());
  EXPECT_LE(cache.bytes(), 100'000u);
  EXPECT_GT(cache.size(), 0u);
}

TEST(CatalogCacheTest, WhatCantBeKeptRunsButCantBeRegistered) {
  CatalogCache cache({.max_bytes = 1'000});
  EXPECT_TRUE(cache.Resolve("t", {.tools = Tools({"a"}), .digest = "", .prefix = "start."}).ok());
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(ViolationOf(cache.Register("t", Tools({"a"})).status())->passed->reason, "CATALOG_TOO_LARGE");
}

TEST(CatalogCacheTest, ACatalogIsHeardOfOnceWhenItIsKept) {
  std::vector<std::string> heard;
  CatalogCache cache({.max_bytes = 100'000, .on_kept = [&](const std::string& tenant, const auto& catalog) {
                        heard.push_back(absl::StrCat(tenant, " ", catalog->tools().name(0)));
                      }});
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(cache.Register("t", Tools({"a"})).ok());
  EXPECT_TRUE(cache.Resolve("u", {.tools = Tools({"a"}), .digest = "", .prefix = ""}).ok());
  EXPECT_FALSE(cache.Register("t", Tools({"not ok"})).ok());
  EXPECT_THAT(heard, ElementsAre("t a", "u a"));
}

TEST(CatalogCacheTest, ManyThreadsShareOneCatalog) {
  CatalogCache cache({.max_catalogs = 3});
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&cache, t] {
      for (int i = 0; i < 200; ++i) {
        const auto catalog =
            cache.Resolve(absl::StrCat(t % 2), {.tools = Tools({absl::StrCat("a", i % 5)}), .digest = "", .prefix = ""});
        EXPECT_TRUE(catalog.ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(cache.size(), 3u);
}

TEST(CatalogTest, ASchemaIsMadeReadyOnce) {
  RepeatedPtrField<Tool> tools = Tools({"a"});
  tools[0].set_input_schema_json(R"({"type":"object"})");
  tools[0].set_output_schema_json(R"({"$ref":"#/nowhere"})");
  CatalogCache cache({});
  const auto catalog = cache.Register("t", tools);
  ASSERT_TRUE(catalog.ok());
  const auto arguments = (*catalog)->Schema(0, Catalog::Side::kArguments);
  EXPECT_NE(arguments->schema, nullptr);
  EXPECT_EQ((*catalog)->Schema(0, Catalog::Side::kArguments), arguments);
  EXPECT_THAT((*catalog)->Schema(0, Catalog::Side::kResult)->problem, HasSubstr("nowhere"));
}

}  // namespace
}  // namespace isobridge::bridge
