// What one call's check and one tool's description cost.

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "bridge/schema/catalog_description.h"
#include "bridge/schema/compiled_schema.h"
#include "bridge/schema/validator.h"

namespace isobridge::bridge {
namespace {

// Six properties with descriptions, of which two are required.
constexpr std::string_view kSchema =
    R"({"type":"object","properties":{"city":{"type":"string","description":"Name of the city, as people write it."},)"
    R"("days":{"type":"integer","minimum":1,"maximum":14,"default":3},"unit":{"enum":["C","F"]},)"
    R"("tags":{"type":"array","items":{"type":"string","pattern":"^[a-z]+$"}},"near":{"$ref":"#/$defs/point"},"exact":{"type":"boolean"}},)"
    R"("required":["city","days"],"additionalProperties":false,"$defs":{"point":{"type":"object","properties":{"lat":{"type":"number"},)"
    R"("lon":{"type":"number"}},"required":["lat","lon"]}}})";
constexpr std::string_view kValue = R"({"city":"Bonn","days":2,"unit":"C","tags":["a","b"],"near":{"lat":50.7,"lon":7.1}})";

void BM_CompileSchema(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(CompiledSchema::Create(kSchema));
}
BENCHMARK(BM_CompileSchema);

void BM_Validate(benchmark::State& state) {
  const auto schema = CompiledSchema::Create(kSchema);
  for (auto _ : state) benchmark::DoNotOptimize(Validate(**schema, kValue));
}
BENCHMARK(BM_Validate);

void BM_DescribeTools(benchmark::State& state) {
  std::vector<std::string> names;
  for (int i = 0; i < state.range(0); ++i) names.push_back(absl::StrCat("tool_", i));
  std::vector<ToolText> tools;
  for (const std::string& name : names) {
    tools.push_back(
        {.flat = name, .dotted = name, .description = "Tells. And more.", .input_schema = kSchema, .output_schema = kSchema});
  }
  for (auto _ : state) benchmark::DoNotOptimize(CatalogDescription::Create(tools, {}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_DescribeTools)->Arg(1)->Arg(100)->Arg(1000);

}  // namespace
}  // namespace isobridge::bridge

BENCHMARK_MAIN();
