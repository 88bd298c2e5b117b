// SIGUSR1, at any moment, ends a program or does nothing; it never breaks the process.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <string>

#include "gtest/gtest.h"
#include "isolate/worker/test_supervisor.h"

namespace isobridge::isolate {
namespace {

using worker::v1::Finished;

// Each runs for ever, inside another part of V8.
constexpr const char* kEndless[] = {
    "for (;;);",
    "let x; for (;;) x = { a: [1, 2, 3], b: x?.a };",
    "const r = /(a+)+b/; for (;;) r.test('aaaaaaaaaaaaaaaaaaaaaaac');",
    "const m = new Map(); for (let i = 0;; i++) { m.set(i % 5000, 's' + i); }",
    "let n = 1n; for (;;) { n = n * 3n; if (n > 1n << 4000n) n = 1n; }",
    "for (;;) JSON.parse(JSON.stringify({ a: [1, 2, { b: 'c' }] }));",
    "let f; for (let i = 0;; i++) { f = (a, b) => a + b + i; for (let k = 0; k < 100; k++) f(k, i % 2 ? 1 : 'x'); }",
    "for (;;) [5, 3, 1].map((v) => String(v)).sort().join().split(',');",
    "for (;;) await null;",
    "for (;;) { try { null.x; } catch (e) { e.stack; } }",
};

TEST(StopTest, EndsAnEndlessLoopAndSaysSo) {
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer"});
  auto fork = supervisor.Fork();
  ASSERT_TRUE(fork->AwaitReady());
  fork->Begin("for (;;);");
  usleep(20'000);
  kill(fork->pid(), SIGUSR1);
  const auto finished = fork->AwaitFinished();
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->reason(), Finished::REASON_STOPPED);
  EXPECT_EQ(fork->Reap(), 0);
}

TEST(StopTest, BeforeTheProgramBeginsDoesNoHarm) {
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer"});
  auto fork = supervisor.Fork();
  ASSERT_TRUE(fork->AwaitReady());
  kill(fork->pid(), SIGUSR1);
  fork->Begin("return 1;");
  const auto finished = fork->AwaitFinished();
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(fork->Reap(), 0);
}

class StopStressTest : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Profiles, StopStressTest, testing::Values("jit", "hardened"),
                         [](const auto& info) { return std::string(info.param); });

// A burst of signals at random moments, up to and beyond the end. A lost stop is allowed (the supervisor then kills); an end by
// any other signal, or an exit with an error, is not.
TEST_P(StopStressTest, ThousandsOfStopsBreakNothing) {
  constexpr int kRounds = 12;
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer", std::string("--profile=") + GetParam()});
  std::mt19937 random(20261121);
  int sent = 0;
  int lost = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (const char* code : kEndless) {
      SCOPED_TRACE(code);
      auto fork = supervisor.Fork();
      ASSERT_TRUE(fork->AwaitReady()) << fork->Errors();
      fork->Begin(code);
      usleep(random() % 8'000);
      int status = 0;
      // Not AwaitFinished first: the process may be stopped again while it writes its last frame.
      for (int i = 0; i < 4'000 && !fork->Exited(&status); ++i, ++sent) {
        kill(fork->pid(), SIGUSR1);
        usleep(random() % 300);
      }
      // On a busy machine the burst may be over before the process had its turn: what counts is its own time.
      const int64_t late = fork->CpuMillis() + 1'000;
      while (!fork->Exited(&status) && fork->CpuMillis() < late) usleep(1'000);
      if (!fork->Exited(&status)) {
        ++lost;
        continue;
      }
      EXPECT_EQ(status, 0) << fork->Errors();
    }
  }
  RecordProperty("signals", sent);
  EXPECT_GT(sent, kRounds * 10);
  EXPECT_LE(lost, 2);
}

}  // namespace
}  // namespace isobridge::isolate
