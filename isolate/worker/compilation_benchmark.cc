// What the compiler role costs without a startup snapshot: loading the bundle, and a warm compilation.
#include <memory>
#include <string>

#include "benchmark/benchmark.h"
#include "isolate/worker/compilation.h"
#include "libplatform/libplatform.h"

namespace isobridge::isolate {
namespace {

constexpr char kProgram[] = R"(interface Product { id: string; name: string; price: number }
type Rating = { score: number; count: number };

const { items } = await external_list_products({ category: "books", limit: 5 });
const products: Product[] = items;

async function ratingOf(product: Product): Promise<number> {
  const rating = (await external_get_rating({ id: product.id })) as Rating;
  return rating.count === 0 ? 0 : rating.score / rating.count;
}

const ratings = await Promise.all(products.map((product) => ratingOf(product)));
const rows = products
  .map((product, i) => ({ ...product, rating: ratings[i]! }))
  .filter((row): row is Product & { rating: number } => row.rating > 3)
  .sort((a, b) => b.rating - a.rating);
for (const row of rows) {
  console.log(`${row.name}: ${row.rating.toFixed(2)}`);
}
return rows.slice(0, 3);
)";

class Isolate {
 public:
  Isolate() {
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator = allocator_.get();
    isolate_ = v8::Isolate::New(params);
  }
  ~Isolate() { isolate_->Dispose(); }
  v8::Isolate* get() const { return isolate_; }

 private:
  std::unique_ptr<v8::ArrayBuffer::Allocator> allocator_{v8::ArrayBuffer::Allocator::NewDefaultAllocator()};
  v8::Isolate* isolate_;
};

void BM_InstallFromSource(benchmark::State& state) {
  for (auto _ : state) {
    Isolate isolate;
    v8::Isolate::Scope entered(isolate.get());
    v8::HandleScope handles(isolate.get());
    v8::Local<v8::Context> context = v8::Context::New(isolate.get());
    v8::Context::Scope inside(context);
    Compilation::InstallCompiler(isolate.get(), context);
  }
}
BENCHMARK(BM_InstallFromSource)->Unit(benchmark::kMillisecond);

// Each source is new, as those of models are.
void BM_Compile(benchmark::State& state) {
  Isolate isolate;
  v8::Isolate::Scope entered(isolate.get());
  v8::HandleScope handles(isolate.get());
  v8::Local<v8::Context> context = v8::Context::New(isolate.get());
  v8::Context::Scope inside(context);
  Compilation::InstallCompiler(isolate.get(), context);
  worker::v1::Compile request;
  request.set_language(1);
  uint64_t count = 0;
  uint64_t heap = 0;
  for (auto _ : state) {
    request.set_source(kProgram + ("// " + std::to_string(++count)));
    heap = Compilation::Compile(isolate.get(), context, request).heap_used_bytes();
  }
  state.counters["heap_bytes"] = static_cast<double>(heap);
}
BENCHMARK(BM_Compile)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace isobridge::isolate

int main(int argc, char** argv) {
  v8::V8::SetFlagsFromString("--single-threaded");
  const std::unique_ptr<v8::Platform> platform = v8::platform::NewSingleThreadedDefaultPlatform();
  v8::V8::InitializePlatform(platform.get());
  v8::V8::Initialize();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
