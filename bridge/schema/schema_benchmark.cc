// What one call's check and one tool's description cost.

#include <cstdint>
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

// 1 MiB that is given up after as much work as is allowed.
void Exhaust(benchmark::State& state, std::string_view schema_text, std::string_view item) {
  const auto schema = CompiledSchema::Create(schema_text);
  std::string value = absl::StrCat("[", item);
  while (value.size() < 1u << 20) absl::StrAppend(&value, ",", item);
  value += ']';
  SchemaResult result;
  for (auto _ : state) benchmark::DoNotOptimize(result = Validate(**schema, value));
  if (result.verdict != SchemaResult::Verdict::kGaveUp) state.SkipWithError("it wasn't too much work");
  state.SetItemsProcessed(state.iterations() * result.steps);
}

void BM_ExhaustByAlternatives(benchmark::State& state) {
  Exhaust(
      state,
      R"({"$defs":{"a":{"anyOf":[{"type":"string"},{"type":"object","required":["x"]},{"minimum":2},{"enum":[2,3]}]},)"
      R"("b":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}},"items":{"not":{"$ref":"#/$defs/b"}}})",
      "1");
}
BENCHMARK(BM_ExhaustByAlternatives);

void BM_ExhaustByMembers(benchmark::State& state) {
  Exhaust(
      state,
      R"({"unevaluatedItems":false,"items":{"allOf":[{"properties":{"abcd":{"type":"number"}}},{"additionalProperties":{"maximum":3}},)"
      R"({"patternProperties":{"a":{"minimum":1}}},{"propertyNames":{"minLength":1}}],"unevaluatedProperties":false}})",
      R"({"abcd":1,"b":2})");
}
BENCHMARK(BM_ExhaustByMembers);

void BM_ExhaustByPattern(benchmark::State& state) {
  std::string text = "\"";
  uint32_t random = 1;
  for (int i = 0; i < state.range(1); ++i) text.push_back("ab"[(random = random * 1103515245 + 12345) >> 16 & 1]);
  Exhaust(state, absl::StrCat(R"({"items":{"not":{"pattern":"[ab]*a[ab]{)", state.range(0), "}c\"}}}"), text + "\"");
}
BENCHMARK(BM_ExhaustByPattern)->Args({300, 1'000})->Args({900, 5'000});

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
