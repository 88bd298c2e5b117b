// How fast JSON text is checked: a list of rows, as tools return them.

#include <benchmark/benchmark.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "bridge/json_text.h"

namespace isobridge::bridge {
namespace {

std::string Rows() {
  std::string text = "[";
  while (text.size() < (10u << 20)) {
    absl::StrAppend(&text, text.size() > 1 ? "," : "", R"({"id":)", text.size(), R"(,"name":"product )", text.size() % 977,
                    R"(","price":12.5,"tags":["a","b"],"active":true})");
  }
  return text += "]";
}

void BM_CheckJson(benchmark::State& state) {
  const std::string text = Rows();
  for (auto _ : state) benchmark::DoNotOptimize(CheckJson(text, 64).ok());
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_CheckJson);

void BM_JsonDepth(benchmark::State& state) {
  const std::string text = Rows();
  for (auto _ : state) benchmark::DoNotOptimize(JsonDepth(text, 64));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_JsonDepth);

}  // namespace
}  // namespace isobridge::bridge

BENCHMARK_MAIN();
