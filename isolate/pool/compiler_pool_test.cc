#include "isolate/pool/compiler_pool.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/fake_worker_source.h"
#include "isolate/pool/loop_fixture.h"

namespace isobridge::isolate {
namespace {

constexpr int kLanguage = 1;

// A Compile and its answer.
class Compilation {
 public:
  Compilation(CompilerPool* pool, const std::string& tenant, const std::string& source) {
    pool->Compile(tenant, source, kLanguage, [this](absl::StatusOr<bridge::CompileResult> result) {
      result_ = std::move(result);
      done_.Notify();
    });
  }
  bool done() const { return done_.HasBeenNotified(); }
  const absl::StatusOr<bridge::CompileResult>& Await() {
    EXPECT_TRUE(done_.WaitForNotificationWithTimeout(absl::Seconds(30)));
    return result_;
  }
  const bridge::CompiledProgram& program() { return *Await()->program; }

 private:
  absl::StatusOr<bridge::CompileResult> result_;
  absl::Notification done_;
};

class CompilerPoolTest : public LoopFixture {
 protected:
  CompilerPoolTest() {
    // Sources say what becomes of them: "bad", "die", "hang", "hold", "garbage", "grow", anything else compiles to itself in
    // brackets.
    source_.SetBehaviour(
        [this](const worker::v1::ToWorker& frame, bridge::WorkerListener* listener) { Behave(frame, listener); });
  }
  ~CompilerPoolTest() override {
    if (pool_ != nullptr) pool_->Stop();
    for (int i = 0; i < 3; ++i) OnLoop([] {});
    loop_->End();
  }

  void StartPool(CompilerPoolOptions options = {}) {
    pool_ = std::make_unique<CompilerPool>(loop_.get(), &source_, options);
    pool_->Start(nullptr);
    ASSERT_TRUE(source_.AwaitMade(static_cast<int>(options.compilers)));
    OnLoop([] {});
  }
  void Behave(const worker::v1::ToWorker& frame, bridge::WorkerListener* listener) {
    const std::string& source = frame.compile().source();
    ++compiled_;
    {
      absl::MutexLock lock(mu_);
      sources_.push_back(source);
      if (source == "hold") held_ = [this, frame, listener] { Answer(frame, listener); };
    }
    if (source == "hang" || source == "hold") return;
    if (source == "die" || (source == "die once" && deaths_ == 0)) {
      ++deaths_;
      return listener->OnExit({.signal = 6, .last_words = ""});
    }
    if (source == "garbage") return listener->OnGarbage(absl::InvalidArgumentError("no frame"));
    Answer(frame, listener);
  }
  static void Answer(const worker::v1::ToWorker& frame, bridge::WorkerListener* listener) {
    const std::string& source = frame.compile().source();
    worker::v1::FromWorker answer;
    answer.set_execution(source == "liar" ? 999 : frame.execution());
    if (source == "deep") {
      answer.mutable_compiled()->mutable_error()->set_message("nested too deeply");
      answer.mutable_compiled()->mutable_error()->set_over_limit(true);
    } else if (source == "bad") {
      answer.mutable_compiled()->mutable_error()->set_message("';' expected");
      answer.mutable_compiled()->mutable_error()->set_line(3);
    } else {
      answer.mutable_compiled()->set_code(absl::StrCat("[", source, "]"));
    }
    answer.mutable_compiled()->set_heap_used_bytes(source == "grow" ? 1ull << 40 : 1);
    listener->OnFrame(std::move(answer));
  }
  // The source "hold" is answered.
  void Release() {
    OnLoop([this] {
      absl::ReleasableMutexLock lock(&mu_);
      const auto held = std::exchange(held_, nullptr);
      lock.Release();
      held();
    });
  }
  // The first that compilers were given, in order.
  std::vector<std::string> Sources(size_t count) {
    absl::MutexLock lock(mu_);
    return {sources_.begin(), sources_.begin() + static_cast<ptrdiff_t>(std::min(count, sources_.size()))};
  }

  FakeWorkerSource source_{loop_.get()};
  std::atomic<int> compiled_ = 0;
  std::atomic<int> deaths_ = 0;
  std::unique_ptr<CompilerPool> pool_;
  absl::Mutex mu_;
  std::vector<std::string> sources_ ABSL_GUARDED_BY(mu_);
  std::function<void()> held_ ABSL_GUARDED_BY(mu_);
};

TEST_F(CompilerPoolTest, CompilesAndReusesTheProcess) {
  StartPool();
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(Compilation(pool_.get(), "t", absl::StrCat(i)).program().code, absl::StrCat("[", i, "]"));

  EXPECT_EQ(source_.made(), 2);
}

TEST_F(CompilerPoolTest, RemembersResultsAndErrors) {
  StartPool();
  Compilation(pool_.get(), "t", "a").Await();
  Compilation(pool_.get(), "t", "bad").Await();
  Compilation a(pool_.get(), "t", "a");
  Compilation bad(pool_.get(), "t", "bad");

  EXPECT_TRUE(a.Await()->cached);
  EXPECT_TRUE(bad.Await()->cached);
  EXPECT_EQ(bad.program().error, "';' expected");
  EXPECT_EQ(bad.program().line, 3u);
  EXPECT_EQ(compiled_, 2);
}

TEST_F(CompilerPoolTest, SameSourceInFlightIsCompiledOnce) {
  StartPool({.compilers = 1});
  std::atomic<int> asked = 0;
  source_.SetBehaviour([&](const worker::v1::ToWorker&, bridge::WorkerListener*) { ++asked; });
  Compilation first(pool_.get(), "t", "a");
  Compilation second(pool_.get(), "t", "a");
  EXPECT_FALSE(second.done());
  OnLoop([] {});
  pool_->Stop();

  EXPECT_EQ(asked, 1);

  EXPECT_EQ(first.Await().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(second.Await().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(CompilerPoolTest, TenantsNeverShareAProcess) {
  StartPool({.compilers = 1});
  Compilation(pool_.get(), "a", "x").Await();
  const int before = source_.made();
  Compilation other(pool_.get(), "b", "x");

  EXPECT_FALSE(other.Await()->cached);
  EXPECT_EQ(source_.made(), before + 1);
}

TEST_F(CompilerPoolTest, TwoTenantsKeepTheirProcesses) {
  StartPool({.compilers = 2});
  for (int i = 0; i < 5; ++i) {
    Compilation(pool_.get(), "a", absl::StrCat(i)).Await();
    Compilation(pool_.get(), "b", absl::StrCat(i)).Await();
  }
  EXPECT_EQ(source_.made(), 2);
}

TEST_F(CompilerPoolTest, CompilerIsReplacedAfterItsPrograms) {
  StartPool({.compilers = 1, .max_programs = 3});
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(Compilation(pool_.get(), "t", absl::StrCat(i)).Await().ok());

  EXPECT_EQ(source_.made(), 3);
}

TEST_F(CompilerPoolTest, CompilerIsReplacedWhenItsHeapHasGrown) {
  StartPool({.compilers = 1});
  EXPECT_EQ(Compilation(pool_.get(), "t", "grow").program().code, "[grow]");

  EXPECT_TRUE(source_.AwaitMade(2));
}

TEST_F(CompilerPoolTest, SourceWhoseCompilerDiedIsTriedAgain) {
  StartPool();
  Compilation retried(pool_.get(), "t", "die once");

  EXPECT_EQ(retried.program().code, "[die once]");
  EXPECT_EQ(deaths_, 1);
}

TEST_F(CompilerPoolTest, SourceThatKillsCompilersIsOverLimitAndNotRemembered) {
  StartPool();
  Compilation deadly(pool_.get(), "t", "die");
  EXPECT_TRUE(deadly.program().over_limit);
  EXPECT_THAT(deadly.program().error, testing::HasSubstr("signal 6"));
  Compilation again(pool_.get(), "t", "die");
  again.Await();

  EXPECT_EQ(deaths_, 4);
  EXPECT_EQ(Compilation(pool_.get(), "t", "fine").program().code, "[fine]");
}

TEST_F(CompilerPoolTest, GarbageAndLiesCostTheCompilerItsLife) {
  StartPool();
  EXPECT_TRUE(Compilation(pool_.get(), "t", "garbage").program().over_limit);
  EXPECT_TRUE(Compilation(pool_.get(), "t", "liar").program().over_limit);

  EXPECT_EQ(Compilation(pool_.get(), "t", "fine").program().code, "[fine]");
}

TEST_F(CompilerPoolTest, OverrunningCompilationIsKilled) {
  StartPool({.compilers = 1, .compile_time = absl::Milliseconds(2)});
  Compilation hangs(pool_.get(), "t", "hang");

  EXPECT_TRUE(hangs.program().over_limit);
  ASSERT_TRUE(hangs.program().time_limit.has_value());
  EXPECT_EQ(hangs.program().time_limit->name, "compile_wall_time");
  EXPECT_EQ(hangs.program().time_limit->limit, absl::Milliseconds(10));
  EXPECT_GE(hangs.program().time_limit->used, absl::Milliseconds(10));
  EXPECT_THAT(hangs.program().error, testing::HasSubstr("compile_wall_time is 10ms"));
  EXPECT_EQ(Compilation(pool_.get(), "t", "fine").program().code, "[fine]");
}

TEST_F(CompilerPoolTest, SourceThatTheCompilerFindsTooDeepIsOverLimit) {
  StartPool();
  Compilation deep(pool_.get(), "t", "deep");

  EXPECT_TRUE(deep.program().over_limit);
  EXPECT_FALSE(deep.program().unsupported);
  EXPECT_FALSE(deep.program().time_limit.has_value());
}

TEST_F(CompilerPoolTest, FloodDelaysAnotherTenantByOneTurn) {
  StartPool({.compilers = 1, .turn = absl::ZeroDuration()});
  Compilation first(pool_.get(), "flood", "hold");
  std::vector<std::unique_ptr<Compilation>> flood;
  for (int i = 0; i < 50; ++i) flood.push_back(std::make_unique<Compilation>(pool_.get(), "flood", absl::StrCat("f", i)));
  Compilation quiet(pool_.get(), "quiet", "q");
  Release();
  quiet.Await();
  for (auto& one : flood) one->Await();

  EXPECT_THAT(Sources(3), testing::ElementsAre("hold", "f0", "q"));
}

TEST_F(CompilerPoolTest, CompilerStaysWithItsTenantForItsTurn) {
  StartPool({.compilers = 1, .turn = absl::Hours(1)});
  Compilation first(pool_.get(), "a", "hold");
  Compilation b(pool_.get(), "b", "b"), second(pool_.get(), "a", "2"), third(pool_.get(), "a", "3");
  Release();
  b.Await();

  EXPECT_THAT(Sources(4), testing::ElementsAre("hold", "2", "3", "b"));
  EXPECT_EQ(source_.made(), 2);
}

TEST_F(CompilerPoolTest, OneCompilerIsKeptForTheOthers) {
  StartPool({.compilers = 2, .compilers_per_tenant = 1});
  Compilation endless(pool_.get(), "flood", "hang");
  Compilation waits(pool_.get(), "flood", "f");

  EXPECT_EQ(Compilation(pool_.get(), "quiet", "q").program().code, "[q]");
  EXPECT_FALSE(waits.done());
  pool_->Stop();
  endless.Await();
  waits.Await();
}

TEST_F(CompilerPoolTest, WhoseSourcesKillCompilersWaitsLongerAndOthersDoNot) {
  StartPool();
  for (int i = 0; i < 4; ++i) Compilation(pool_.get(), "killer", "die").Await();
  const absl::Time began = absl::Now();
  Compilation next(pool_.get(), "killer", "fine");
  EXPECT_EQ(Compilation(pool_.get(), "other", "fine").program().code, "[fine]");
  EXPECT_FALSE(next.done());

  EXPECT_EQ(next.program().code, "[fine]");
  // Eight deaths in a row: 50 ms after the third, doubled five times.
  EXPECT_GT(absl::Now() - began, absl::Milliseconds(1'000));
}

TEST_F(CompilerPoolTest, ProcessorTimeIsChargedToOneOfThoseWhoAsked) {
  StartPool({.compilers = 1});
  Compilation one(pool_.get(), "t", "hold"), two(pool_.get(), "t", "hold");
  source_.SetCpuTime(absl::Milliseconds(7));
  Release();

  EXPECT_EQ(one.Await()->cpu_time, absl::Milliseconds(7));
  EXPECT_EQ(two.Await()->cpu_time, absl::ZeroDuration());
  EXPECT_EQ(Compilation(pool_.get(), "t", "hold").Await()->cpu_time, absl::ZeroDuration());
}

TEST_F(CompilerPoolTest, WithoutCompilersItIsUnavailableAndRecovers) {
  source_.SetFailure(absl::UnavailableError("no memory"));
  pool_ = std::make_unique<CompilerPool>(loop_.get(), &source_, CompilerPoolOptions{});
  pool_->Start(nullptr);
  Compilation fails(pool_.get(), "t", "1");
  EXPECT_EQ(fails.Await().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(pool_->Health().ok());
  source_.SetFailure(absl::OkStatus());
  ASSERT_TRUE(source_.AwaitMade(2));
  OnLoop([] {});

  EXPECT_TRUE(pool_->Health().ok());
  EXPECT_EQ(Compilation(pool_.get(), "t", "1").program().code, "[1]");
}

}  // namespace
}  // namespace isobridge::isolate
