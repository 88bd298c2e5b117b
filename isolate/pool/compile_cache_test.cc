#include "isolate/pool/compile_cache.h"

#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

std::shared_ptr<const bridge::CompiledProgram> Program(size_t bytes) {
  auto program = std::make_shared<bridge::CompiledProgram>();
  program->code = std::string(bytes, 'x');
  return program;
}

TEST(CompileCacheTest, KeysDifferByTenantLanguageAndSource) {
  const CompileKey key = MakeCompileKey("tenant", "source", 1);

  EXPECT_EQ(key, MakeCompileKey("tenant", "source", 1));
  EXPECT_NE(key, MakeCompileKey("tenan", "tsource", 1));
  EXPECT_NE(key, MakeCompileKey("other", "source", 1));
  EXPECT_NE(key, MakeCompileKey("tenant", "source", 2));
  EXPECT_NE(key, MakeCompileKey("tenant", "sourcf", 1));
}

TEST(CompileCacheTest, FindsWhatWasPut) {
  CompileCache cache(10'000);
  const auto program = Program(10);
  cache.Put(MakeCompileKey("t", "a", 0), program);

  EXPECT_EQ(cache.Find(MakeCompileKey("t", "a", 0)), program);
  EXPECT_EQ(cache.Find(MakeCompileKey("t", "b", 0)), nullptr);
}

TEST(CompileCacheTest, DropsTheLeastRecentlyUsed) {
  CompileCache cache(3'000);
  const CompileKey a = MakeCompileKey("t", "a", 0);
  const CompileKey b = MakeCompileKey("t", "b", 0);
  const CompileKey c = MakeCompileKey("t", "c", 0);
  cache.Put(a, Program(1'000));
  cache.Put(b, Program(1'000));
  ASSERT_NE(cache.Find(a), nullptr);
  cache.Put(c, Program(1'000));

  EXPECT_NE(cache.Find(a), nullptr);
  EXPECT_EQ(cache.Find(b), nullptr);
  EXPECT_NE(cache.Find(c), nullptr);
  EXPECT_LE(cache.bytes(), 3'000u);
}

TEST(CompileCacheTest, KeepsNothingThatIsLargerThanItself) {
  CompileCache cache(1'000);
  cache.Put(MakeCompileKey("t", "a", 0), Program(2'000));

  EXPECT_EQ(cache.bytes(), 0u);
}

}  // namespace
}  // namespace isobridge::isolate
