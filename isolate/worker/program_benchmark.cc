// What one program costs beside bare V8, in process: the worker's own part of the service's figures.

#include <string>

#include "benchmark/benchmark.h"
#include "isolate/worker/program_harness.h"

namespace isobridge::isolate {
namespace {

constexpr char kRows[] =
    "Array.from({ length: 50000 }, (_, i) => ({ id: i, name: `item ${i}`, price: i * 1.5, ok: i % 2 === 0, tags: ['a', 'b'] }))";

// From Begin to Finished; the context is warm and used again, which the service never does.
void BM_ReturnOnePlusOne(benchmark::State& state) {
  ProgramHarness harness;
  harness.program().Warm();
  for (auto _ : state) harness.Run("return 1 + 1");
}
BENCHMARK(BM_ReturnOnePlusOne)->Unit(benchmark::kMicrosecond);

void BM_ToolCall(benchmark::State& state) {
  ProgramHarness harness;
  harness.Tool("a").begin().mutable_limits()->set_calls(1'000'000'000);
  harness.program().Warm();
  harness.Run("for (;;) await external_a({ id: 1, name: 'x' })");
  for (uint32_t call = 1; auto _ : state) harness.Answer(call++, R"({"ok":true,"rows":[1,2,3]})");
}
BENCHMARK(BM_ToolCall)->Unit(benchmark::kMicrosecond);

void BM_FiveThousandTools(benchmark::State& state) {
  ProgramHarness harness;
  for (int i = 0; i < 5'000; ++i) harness.Tool("namespace" + std::to_string(i % 50) + ".tool" + std::to_string(i));
  harness.program().Warm();
  // Copying the manifest is the harness's doing; it is measured apart.
  for (auto _ : state) {
    harness.Run(state.range(0) == 0 ? "return 1" : "external_namespace7_tool4957; return 1");
  }
}
BENCHMARK(BM_FiveThousandTools)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

void BM_CopyOfFiveThousandTools(benchmark::State& state) {
  ProgramHarness harness;
  for (int i = 0; i < 5'000; ++i) harness.Tool("namespace" + std::to_string(i % 50) + ".tool" + std::to_string(i));
  for (auto _ : state) {
    worker::v1::Begin copy = harness.begin();
    benchmark::DoNotOptimize(copy);
  }
}
BENCHMARK(BM_CopyOfFiveThousandTools)->Unit(benchmark::kMicrosecond);

// 0: only makes the rows; 1: JSON.stringify of them; 2: returns them, in the same context.
void BM_PlainResult(benchmark::State& state) {
  constexpr const char* kForms[] = {"; return 1", "; JSON.stringify(rows); return 1", "; return rows"};
  ProgramHarness harness;
  harness.begin().mutable_limits()->set_result_bytes(64 << 20);
  harness.program().Warm();
  for (auto _ : state) harness.Run(std::string("const rows = ") + kRows + kForms[state.range(0)]);
}
BENCHMARK(BM_PlainResult)->DenseRange(0, 2)->Iterations(20)->Unit(benchmark::kMillisecond);

// 0: a tool answers with 10 MB; 1: the same text from `input`, which is JSON.parse alone.
void BM_LargeAnswer(benchmark::State& state) {
  std::string json = "[";
  while (json.size() < 10'000'000) json += R"({"id":12345,"name":"some item","price":12.5,"ok":true,"tags":["a","b"]},)";
  json += "0]";
  ProgramHarness harness;
  harness.Tool("a");
  if (state.range(0) == 1) harness.begin().set_input_json(json);
  for (auto _ : state) {
    if (state.range(0) == 1) {
      harness.Run("return input.length");
    } else {
      harness.Run("return (await external_a()).length").Answer(1, json);
    }
  }
}
BENCHMARK(BM_LargeAnswer)->DenseRange(0, 1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace isobridge::isolate

BENCHMARK_MAIN();
