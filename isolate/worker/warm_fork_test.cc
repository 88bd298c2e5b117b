// Forks of a warm zygote, under the real lockdown: the executable as the supervisor starts it.
#include <signal.h>
#include <sys/wait.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/check_programs.h"
#include "isolate/worker/test_supervisor.h"

namespace isobridge::isolate {
namespace {

using worker::v1::Finished;

constexpr int kForksEach = 6;

std::string Unquoted(std::string json) {
  if (json.size() >= 2 && json.front() == '"') return json.substr(1, json.size() - 2);
  return json;
}

class WarmForkTest : public testing::TestWithParam<const char*> {
 protected:
  TestSupervisor supervisor_{{"--role=worker", std::string("--profile=") + GetParam(), "--landlock=prefer"}};
};

INSTANTIATE_TEST_SUITE_P(Profiles, WarmForkTest, testing::Values("jit", "hardened"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(WarmForkTest, RunsProgramsThatLeanOnEachPartOfV8) {
  ASSERT_TRUE(supervisor_.info().warm());
  for (const CheckProgram& program : CheckPrograms()) {
    for (int i = 0; i < kForksEach; ++i) {
      SCOPED_TRACE(std::string(program.name) + ", fork " + std::to_string(i));
      auto fork = supervisor_.Fork();
      ASSERT_NE(fork, nullptr);
      const auto finished = fork->Run(std::string(program.code));
      const int status = fork->Reap();
      ASSERT_TRUE(finished.has_value()) << "wait status " << status << ": " << fork->Errors();
      EXPECT_EQ(Unquoted(finished->value_json()), program.expected) << finished->error().message();
      EXPECT_EQ(status, 0) << fork->Errors();
    }
  }
}

TEST_P(WarmForkTest, EndlessRecursionIsARangeErrorThatCanBeCaught) {
  auto fork = supervisor_.Fork();
  const auto finished = fork->Run("const f = () => f() + 1; try { f(); } catch (e) { return e instanceof RangeError; }");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->value_json(), "true");
}

TEST_P(WarmForkTest, RecursionThroughBuiltinsStaysOnTheStack) {
  auto fork = supervisor_.Fork();
  const auto finished = fork->Run(
      "const deep = () => JSON.stringify({ toJSON() { return [1].map(() => 'a'.replace(/a/, deep)); } });"
      "try { deep(); } catch (e) { return e instanceof RangeError; }");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->value_json(), "true");
}

TEST_P(WarmForkTest, MemoryThatRunsOutIsReported) {
  auto fork = supervisor_.Fork();
  const auto finished = fork->Run("const all = []; for (;;) all.push(new Array(1000).fill(all.length));");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->reason(), Finished::REASON_HEAP_LIMIT);
}

TEST_P(WarmForkTest, ArrayBuffersBeyondTheLimitAreRefused) {
  auto fork = supervisor_.Fork();
  const auto finished = fork->Run(
      "const all = []; try { for (;;) all.push(new ArrayBuffer(1 << 20)); } catch (e) { return [e.name, all.length <= 128]; }");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->value_json(), R"(["RangeError",true])");
}

TEST_P(WarmForkTest, TheClockIsTheSupervisors) {
  auto fork = supervisor_.Fork();
  const auto finished =
      fork->Run("const t = Date.now(); for (let i = 0; i < 1e6; i++); return [t, Date.now() - t, String(new Date(0))];");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_THAT(finished->value_json(), testing::HasSubstr("[1700000000000,0,\"Thu Jan 01 1970 00:00:00 GMT+0000"));
}

TEST_P(WarmForkTest, ForksShareNothingThatAProgramCanChange) {
  for (int i = 0; i < 3; ++i) {
    auto fork = supervisor_.Fork();
    const auto finished =
        fork->Run("globalThis.n = (globalThis.n ?? 0) + 1; Array.prototype.m = (Array.prototype.m ?? 0) + 1; return [n, [].m];");
    ASSERT_TRUE(finished.has_value()) << fork->Errors();
    EXPECT_EQ(finished->value_json(), "[1,1]");
  }
}

}  // namespace
}  // namespace isobridge::isolate
