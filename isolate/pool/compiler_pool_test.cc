#include "isolate/pool/compiler_pool.h"

#include <atomic>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/fake_worker_source.h"

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

class CompilerPoolTest : public testing::Test {
 protected:
  CompilerPoolTest() {
    // Sources say what becomes of them: "bad", "die", "hang", "garbage", "grow", anything else compiles to itself in brackets.
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
  void OnLoop(std::function<void()> body) {
    absl::Notification done;
    loop_->Post([&] {
      body();
      done.Notify();
    });
    done.WaitForNotification();
  }
  void Behave(const worker::v1::ToWorker& frame, bridge::WorkerListener* listener) {
    const std::string& source = frame.compile().source();
    ++compiled_;
    if (source == "hang") return;
    if (source == "die" || (source == "die once" && deaths_ == 0)) {
      ++deaths_;
      return listener->OnExit({.signal = 6, .last_words = ""});
    }
    if (source == "garbage") return listener->OnGarbage(absl::InvalidArgumentError("no frame"));
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

  std::unique_ptr<EventLoop> loop_ = *EventLoop::Create();
  FakeWorkerSource source_{loop_.get()};
  std::atomic<int> compiled_ = 0;
  std::atomic<int> deaths_ = 0;
  std::unique_ptr<CompilerPool> pool_;
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
  source_.SetBehaviour(nullptr);
  Compilation first(pool_.get(), "t", "a");
  Compilation second(pool_.get(), "t", "a");
  EXPECT_FALSE(second.done());
  pool_->Stop();

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

TEST_F(CompilerPoolTest, TooManyWaitingSourcesAreRefused) {
  StartPool({.compilers = 1, .max_waiting = 1});
  source_.SetBehaviour(nullptr);
  Compilation runs(pool_.get(), "t", "1");
  Compilation waits(pool_.get(), "t", "2");
  Compilation refused(pool_.get(), "t", "3");

  EXPECT_EQ(refused.Await().status().code(), absl::StatusCode::kResourceExhausted);
  pool_->Stop();
  runs.Await();
  waits.Await();
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
