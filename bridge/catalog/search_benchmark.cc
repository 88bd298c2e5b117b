// What a catalog of 5,000 tools costs: to make, to find again, and to search.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/catalog/discovery.h"

namespace isobridge::bridge {
namespace {

constexpr const char* kVerbs[] = {"get", "list", "create", "update", "delete", "search", "send", "close", "assign", "export"};
constexpr const char* kNouns[] = {"issue",    "pull_request", "customer", "invoice", "payment", "ticket", "message", "channel",
                                  "document", "calendar",     "event",    "report",  "product", "order",  "user",    "team"};

google::protobuf::RepeatedPtrField<isobridge::v1::Tool> Company(int64_t count) {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  for (int64_t i = 0; i < count; ++i) {
    const std::string noun = kNouns[i / 10 % 16];
    isobridge::v1::Tool* tool = tools.Add();
    tool->set_name(absl::StrCat("team", i / 160, ".", kVerbs[i % 10], "_", noun));
    tool->set_description(absl::StrCat("Can ", kVerbs[i % 10], " a ", noun, " of the team number ", i / 160,
                                       ". Needs its id, and tells what became of it."));
    tool->set_input_schema_json(absl::StrCat(
        R"({"type":"object","properties":{"id":{"type":"integer","description":"Number of the )", noun,
        R"("},"fields":{"type":"array","items":{"type":"string"},"description":"What to return."},"mode":{"enum":["fast","exact"]}},"required":["id"]})"));
  }
  return tools;
}

void BM_RegisterCatalog(benchmark::State& state) {
  const auto tools = Company(state.range(0));
  for (auto _ : state) {
    CatalogCache cache({});
    benchmark::DoNotOptimize(cache.Register("t", tools));
  }
}
BENCHMARK(BM_RegisterCatalog)->Arg(2)->Arg(5'000)->Unit(benchmark::kMillisecond);

void BM_FindCatalogByDigest(benchmark::State& state) {
  CatalogCache cache({});
  const std::string digest = (*cache.Register("t", Company(5'000)))->digest();
  for (auto _ : state) benchmark::DoNotOptimize(cache.Resolve("t", {.tools = {}, .digest = digest, .prefix = ""}));
}
BENCHMARK(BM_FindCatalogByDigest);

void BM_SearchTools(benchmark::State& state) {
  constexpr const char* kQueries[] = {"create issue", "list of invoices for a customer", "t", "team31.get_user",
                                      "send the message to the channel of the team"};
  CatalogCache cache({});
  const auto catalog = *cache.Register("t", Company(5'000));
  std::vector<absl::Duration> times;
  for (auto _ : state) {
    const absl::Time began = absl::Now();
    benchmark::DoNotOptimize(SearchTools(*catalog, {.text = kQueries[state.range(0)]}));
    times.push_back(absl::Now() - began);
  }
  const auto p99 = times.begin() + static_cast<ptrdiff_t>(times.size() * 99 / 100);
  std::nth_element(times.begin(), p99, times.end());
  state.counters["p99_us"] = absl::ToDoubleMicroseconds(*p99);
}
BENCHMARK(BM_SearchTools)->DenseRange(0, 4)->Unit(benchmark::kMicrosecond);

void BM_DescribeUnknownTool(benchmark::State& state) {
  CatalogCache cache({});
  const auto catalog = *cache.Register("t", Company(5'000));
  for (auto _ : state) benchmark::DoNotOptimize(DescribeToolJson(*catalog, R"(["taem3_gte_isue_xx",null])"));
}
BENCHMARK(BM_DescribeUnknownTool)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace isobridge::bridge

BENCHMARK_MAIN();
