#include "isolate/pool/warm_pool.h"

#include <atomic>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/pool/fake_worker_source.h"
#include "isolate/pool/loop_fixture.h"

namespace isobridge::isolate {
namespace {

using Result = absl::StatusOr<std::unique_ptr<bridge::Worker>>;

constexpr uint64_t kSmall = 128;
constexpr uint64_t kLarge = 512;

// An Acquire and its answer.
class Acquisition {
 public:
  Acquisition(WarmPool* pool, uint64_t heap, absl::Time deadline = absl::InfiniteFuture()) {
    pool->Acquire(heap, deadline, [this](Result result) {
      result_ = std::move(result);
      done_.Notify();
    });
  }
  bool done() const { return done_.HasBeenNotified(); }
  absl::Status Await() {
    EXPECT_TRUE(done_.WaitForNotificationWithTimeout(absl::Seconds(30)));
    return result_.status();
  }
  void Release() { result_->reset(); }
  // The worker runs `code`, and nobody hears of it.
  void Run(const std::string& code) {
    worker::v1::ToWorker frame;
    frame.mutable_begin()->set_code(code);
    (*result_)->Send(frame);
  }

 private:
  Result result_;
  absl::Notification done_;
};

class WarmPoolTest : public LoopFixture {
 protected:
  ~WarmPoolTest() override {
    if (pool_ != nullptr) pool_->Stop();
    OnLoop([] {});
    loop_->End();
  }

  void StartPool(WarmPoolOptions options) {
    pool_ = std::make_unique<WarmPool>(loop_.get(), std::move(options), [this](size_t) { return &source_; });
    pool_->Start(nullptr);
  }
  // One after the other, each in a worker of its own that was got for it.
  void RunPrograms(int count, const std::string& code) {
    for (int i = 0; i < count; ++i) {
      Acquisition one(pool_.get(), kSmall);
      if (!one.Await().ok()) return;
      one.Run(code);
      Settle();
    }
  }
  // Until what was posted so far, and what that posted, is done.
  void Settle() {
    for (int i = 0; i < 5; ++i) OnLoop([] {});
  }

  FakeWorkerSource source_{loop_.get()};
  // Of the smallest class, where a test tells them apart.
  FakeWorkerSource small_source_{loop_.get()};
  std::unique_ptr<WarmPool> pool_;
};

TEST_F(WarmPoolTest, KeepsWorkersReady) {
  StartPool({.heap_classes = {kSmall}, .warm_workers = 3, .max_workers = 10});
  ASSERT_TRUE(source_.AwaitMade(3));
  Settle();

  EXPECT_EQ(pool_->warm(), 3u);
  EXPECT_EQ(source_.made(), 3);
}

TEST_F(WarmPoolTest, RefillsWhenAnExecutionEndsRatherThanWhenItBegins) {
  StartPool({.heap_classes = {kSmall}, .warm_workers = 3, .max_workers = 10});
  ASSERT_TRUE(source_.AwaitMade(3));
  Settle();
  Acquisition one(pool_.get(), kSmall);
  ASSERT_TRUE(one.Await().ok());
  Settle();
  EXPECT_EQ(source_.made(), 3);

  one.Release();

  EXPECT_TRUE(source_.AwaitMade(4));
}

TEST_F(WarmPoolTest, RefillsAtOnceWhenNoneIsLeft) {
  StartPool({.heap_classes = {kSmall}, .warm_workers = 1, .max_workers = 10});
  ASSERT_TRUE(source_.AwaitMade(1));
  Settle();
  Acquisition one(pool_.get(), kSmall);

  EXPECT_TRUE(one.done());
  EXPECT_TRUE(source_.AwaitMade(2));
}

TEST_F(WarmPoolTest, WaitersAreServedInTheirOrder) {
  StartPool({.heap_classes = {kSmall}, .warm_workers = 1, .max_workers = 1});
  ASSERT_TRUE(source_.AwaitMade(1));
  Settle();
  Acquisition first(pool_.get(), kSmall);
  Acquisition second(pool_.get(), kSmall);
  Acquisition third(pool_.get(), kSmall);
  ASSERT_TRUE(first.Await().ok());
  Settle();
  EXPECT_FALSE(second.done());

  first.Release();
  ASSERT_TRUE(second.Await().ok());
  Settle();
  EXPECT_FALSE(third.done());
  second.Release();
  EXPECT_TRUE(third.Await().ok());
  EXPECT_LE(source_.live(), 1);
}

TEST_F(WarmPoolTest, WaitingEndsAtTheDeadline) {
  source_.SetHeld(true);
  StartPool({.heap_classes = {kSmall}, .warm_workers = 1, .max_workers = 1});
  Acquisition late(pool_.get(), kSmall, absl::Now() + absl::Milliseconds(5));

  EXPECT_EQ(late.Await().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(WarmPoolTest, RequestIsRaisedToTheNextClass) {
  small_source_.SetHeld(true);
  pool_ = std::make_unique<WarmPool>(loop_.get(),
                                     WarmPoolOptions{.heap_classes = {kSmall, kLarge}, .warm_workers = 1, .max_workers = 10},
                                     [this](size_t heap_class) { return heap_class == 0 ? &small_source_ : &source_; });
  pool_->Start(nullptr);
  Acquisition between(pool_.get(), kSmall + 1);
  Acquisition beyond(pool_.get(), kLarge + 1);

  EXPECT_TRUE(between.Await().ok());
  EXPECT_EQ(beyond.Await().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(WarmPoolTest, IdleWorkerOfAnotherClassMakesRoom) {
  StartPool({.heap_classes = {kSmall, kLarge}, .warm_workers = 2, .max_workers = 2});
  ASSERT_TRUE(source_.AwaitMade(2));
  Settle();
  Acquisition large(pool_.get(), kLarge);

  EXPECT_TRUE(large.Await().ok());
  EXPECT_LE(source_.live(), 2);
}

TEST_F(WarmPoolTest, WorkerThatDiesWhileIdleIsReplaced) {
  StartPool({.heap_classes = {kSmall}, .warm_workers = 2, .max_workers = 10});
  ASSERT_TRUE(source_.AwaitMade(2));
  Settle();
  source_.KillOneIdle();

  EXPECT_TRUE(source_.AwaitMade(3));
  Settle();
  EXPECT_EQ(pool_->warm(), 2u);
}

TEST_F(WarmPoolTest, WorkersThatDieIdleInARowAreReplacedMoreAndMoreSlowly) {
  StartPool({.heap_classes = {kSmall}, .warm_workers = 1, .max_workers = 10});
  ASSERT_TRUE(source_.AwaitMade(1));
  const absl::Time began = absl::Now();
  for (int made = 1; made <= 5; ++made) {
    Settle();
    source_.KillOneIdle();
    if (made == 3) {
      Settle();
      EXPECT_EQ(pool_->Health().code(), absl::StatusCode::kUnavailable);
      Acquisition refused(pool_.get(), kSmall);
      EXPECT_EQ(refused.Await().code(), absl::StatusCode::kUnavailable);
    }
    ASSERT_TRUE(source_.AwaitMade(made + 1));
  }
  // The first two cost nothing, the further ones 50, 100 and 200 ms.
  EXPECT_GE(absl::Now() - began, absl::Milliseconds(350));
  Settle();
  EXPECT_TRUE(pool_->Health().ok());
  Acquisition succeeds(pool_.get(), kSmall);
  EXPECT_TRUE(succeeds.Await().ok());
}

TEST_F(WarmPoolTest, FailuresInARowOpenTheBreaker) {
  source_.SetFailure(absl::UnavailableError("fork: no memory"));
  StartPool({.heap_classes = {kSmall}, .warm_workers = 4, .max_workers = 10});
  Acquisition waits(pool_.get(), kSmall);
  const absl::Status status = waits.Await();

  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  // Clients aren't told of the host; the operator is.
  EXPECT_THAT(status.message(), testing::Not(testing::HasSubstr("fork: no memory")));
  EXPECT_EQ(pool_->Health().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(pool_->Health().message(), testing::HasSubstr("fork: no memory"));
  Acquisition at_once(pool_.get(), kSmall);
  EXPECT_TRUE(at_once.done());
  EXPECT_LT(source_.asked(), 20);
}

TEST_F(WarmPoolTest, BreakerClosesWhenAWorkerIsMade) {
  source_.SetFailure(absl::UnavailableError("fork: no memory"));
  StartPool({.heap_classes = {kSmall}, .warm_workers = 1, .max_workers = 10});
  Acquisition fails(pool_.get(), kSmall);
  ASSERT_FALSE(fails.Await().ok());
  source_.SetFailure(absl::OkStatus());

  ASSERT_TRUE(source_.AwaitMade(1));
  Settle();
  EXPECT_TRUE(pool_->Health().ok());
  Acquisition succeeds(pool_.get(), kSmall);
  EXPECT_TRUE(succeeds.Await().ok());
}

TEST_F(WarmPoolTest, FailuresOfOneMomentCountOnce) {
  source_.SetHeld(true);
  StartPool({.heap_classes = {kSmall}, .warm_workers = 8, .max_workers = 10});
  Acquisition waits(pool_.get(), kSmall);
  Settle();
  source_.SetFailure(absl::UnavailableError("the zygote ended"));
  // All eight fail together, as when their zygote dies; what is made next works.
  OnLoop([this] {
    source_.SetHeld(false);
    loop_->Post([this] { source_.SetFailure(absl::OkStatus()); });
  });

  EXPECT_TRUE(waits.Await().ok());
}

// A worker that answers each program, as the trial expects.
void Answer(const worker::v1::ToWorker& frame, bridge::WorkerListener* listener) {
  worker::v1::FromWorker answer;
  answer.mutable_finished()->set_value_json("[2,4,6]");
  listener->OnFrame(answer);
}

TEST_F(WarmPoolTest, WorkersThatCrashAtAnyProgramOpenTheBreaker) {
  source_.SetCrash([](const worker::v1::ToWorker& frame) { return frame.has_begin(); });
  StartPool({.heap_classes = {kSmall}, .warm_workers = 2, .max_workers = 10});
  RunPrograms(40, "crash");

  Acquisition refused(pool_.get(), kSmall);
  const absl::Status status = refused.Await();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(pool_->Health().message(), testing::HasSubstr("workers crash at any program"));
  EXPECT_EQ(pool_->Health().code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(source_.made(), 30);
}

TEST_F(WarmPoolTest, BreakerClosesWhenATrialProgramReturns) {
  source_.SetCrash([](const worker::v1::ToWorker& frame) { return frame.has_begin(); });
  StartPool({.heap_classes = {kSmall}, .warm_workers = 2, .max_workers = 10});
  RunPrograms(40, "crash");
  ASSERT_FALSE(pool_->Health().ok());
  const int made = source_.made();
  source_.SetBehaviour(Answer);
  source_.SetCrash(nullptr);

  // The trial's, and then the idle ones.
  EXPECT_TRUE(source_.AwaitMade(made + 3));
  Settle();
  EXPECT_TRUE(pool_->Health().ok()) << pool_->Health();
  Acquisition succeeds(pool_.get(), kSmall);
  EXPECT_TRUE(succeeds.Await().ok());
}

TEST_F(WarmPoolTest, ProgramsThatCrashTheirWorkersTakeNobodyElsesAway) {
  source_.SetBehaviour(Answer);
  source_.SetCrash([](const worker::v1::ToWorker& frame) { return frame.begin().code() == "crash"; });
  StartPool({.heap_classes = {kSmall}, .warm_workers = 2, .max_workers = 10});
  RunPrograms(40, "crash");

  EXPECT_TRUE(pool_->Health().ok()) << pool_->Health();
  Acquisition succeeds(pool_.get(), kSmall);
  EXPECT_TRUE(succeeds.Await().ok());
}

TEST_F(WarmPoolTest, WorkersKilledAtALimitAreNotSuspicious) {
  std::atomic<int> programs = 0;
  source_.SetCrash([&](const worker::v1::ToWorker&) { return ++programs < 0; });
  StartPool({.heap_classes = {kSmall}, .warm_workers = 2, .max_workers = 10});
  RunPrograms(40, "for (;;) {}");

  EXPECT_EQ(programs, 40);
  EXPECT_TRUE(pool_->Health().ok()) << pool_->Health();
}

TEST_F(WarmPoolTest, StopFailsWhoWaitsAndKillsWhoIdles) {
  StartPool({.heap_classes = {kSmall}, .warm_workers = 1, .max_workers = 1});
  ASSERT_TRUE(source_.AwaitMade(1));
  Settle();
  Acquisition busy(pool_.get(), kSmall);
  Acquisition waits(pool_.get(), kSmall);
  ASSERT_TRUE(busy.Await().ok());
  pool_->Stop();

  EXPECT_EQ(waits.Await().code(), absl::StatusCode::kUnavailable);
  busy.Release();
  EXPECT_TRUE(source_.AwaitLive(0));
}

}  // namespace
}  // namespace isobridge::isolate
