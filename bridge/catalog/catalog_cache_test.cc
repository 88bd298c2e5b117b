#include "bridge/catalog/catalog_cache.h"

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/catalog/catalog_digest.h"
#include "bridge/error_reason.h"
#include "bridge/field_error.h"
#include "bridge/memory_budget.h"
#include "bridge/quota_error.h"
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

// A cache whose memory is bounded. A catalog of one tool takes about 5 KB.
struct BoundedCache {
  explicit BoundedCache(MemoryBudgetOptions options) {
    options.let_go = [this](const std::string& tenant, MemoryBudgetOptions::Whose whose) { return cache->LetGo(tenant, whose); };
    memory = MemoryBudget::Create(std::move(options));
    cache.emplace(CatalogCache::Options{.memory = memory.get()});
  }

  std::shared_ptr<MemoryBudget> memory;
  std::optional<CatalogCache> cache;
};

TEST(CatalogCacheTest, CatalogsAreChargedToTheirTenantAsLongAsTheyLive) {
  BoundedCache bounded({.bytes = 100'000, .tenant_bytes = 60'000});
  std::vector<std::shared_ptr<const Catalog>> used;
  absl::Status status;
  while (status.ok()) {
    const auto made = bounded.cache->Register("t", Tools({absl::StrCat("tool_", used.size())}));
    if (made.ok()) used.push_back(*made);
    status = made.status();
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(QuotaViolationOf(status)->quota, "tenant_memory_bytes");
  EXPECT_GT(used.size(), 5u);
  EXPECT_GT(bounded.memory->held(), 50'000u);
  EXPECT_TRUE(bounded.cache->Register("other", Tools({"a"})).ok());
  used.clear();
  EXPECT_TRUE(bounded.cache->Register("t", Tools({"one_more"})).ok());
}

TEST(CatalogCacheTest, WhatNobodyUsesMakesRoomItsOwnTenantsFirst) {
  BoundedCache bounded({.bytes = 100'000, .tenant_bytes = 80'000});
  const std::string modest = (*bounded.cache->Register("modest", Tools({"a"})))->digest();
  const auto used = *bounded.cache->Register("greedy", Tools({"used"}));
  const std::string unused = (*bounded.cache->Register("greedy", Tools({"unused"})))->digest();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(bounded.cache->Register("greedy", Tools({absl::StrCat("tool_", i)})).ok());
  EXPECT_LE(bounded.memory->held(), 100'000u);
  EXPECT_TRUE(Named(*bounded.cache, "modest", modest).ok());
  EXPECT_EQ(*Named(*bounded.cache, "greedy", used->digest()), used);
  EXPECT_EQ(ReasonOf(Named(*bounded.cache, "greedy", unused).status()), "CATALOG_UNKNOWN");
}

TEST(CatalogCacheTest, UnusedCatalogsOfAllMakeRoomForWhatIsUsed) {
  BoundedCache bounded({.bytes = 100'000, .tenant_bytes = 100'000});
  for (const char* tenant : {"a", "b"}) {
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(bounded.cache->Register(tenant, Tools({absl::StrCat("tool_", i)})).ok());
  }
  const auto used = *bounded.cache->Register("a", Tools({"used"}));
  const auto execution = bounded.memory->Open("c", 1);
  EXPECT_TRUE(execution->Hold(90'000).ok());
  EXPECT_EQ(bounded.cache->size(), 1u);
  const absl::Status status = execution->Hold(99'000);
  EXPECT_EQ(QuotaViolationOf(status)->quota, "memory_bytes");
}

TEST(CatalogCacheTest, WhatACatalogMakesIsChargedAndNotKeptWithoutRoom) {
  const auto memory = MemoryBudget::Create({.bytes = 20'000, .tenant_bytes = 20'000});
  CatalogCache cache({.memory = memory.get()});
  const auto catalog = *cache.Register("t", Tools({"a", "b"}));
  const uint64_t before = catalog->bytes();
  EXPECT_EQ(catalog->Signature(0), "external_a(input?: unknown): Promise<unknown>");
  EXPECT_GT(catalog->bytes(), before);
  const auto execution = memory->Open("t", 1);
  ASSERT_TRUE(execution->Hold(20'000 - memory->held()).ok());
  const uint64_t full = catalog->bytes();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(catalog->Signature(1), "external_b(input?: unknown): Promise<unknown>");
  EXPECT_LE(catalog->bytes() - full, 1'024u);
  EXPECT_LE(memory->held(), 20'000u);
}

TEST(CatalogCacheTest, MakingACatalogIsChargedToItsTenantOnce) {
  std::vector<std::string> charged;
  CatalogCache cache({.charge = [&](const std::string& tenant, absl::Duration cpu_time) {
    EXPECT_GT(cpu_time, absl::ZeroDuration());
    charged.push_back(tenant);
  }});
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(cache.Register("t", Tools({"a"})).ok());
  EXPECT_THAT(charged, ElementsAre("t"));
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
