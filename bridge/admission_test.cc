#include "bridge/admission.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/fake_timers.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;

// One execution, from Enter until it leaves.
struct Visit {
  Admission::PlacePointer place;
  std::optional<absl::Status> verdict;

  bool runs() const { return verdict.has_value() && verdict->ok(); }
  bool waits() const { return !verdict.has_value(); }
  void Leave() { place.reset(); }
};

class AdmissionTest : public ::testing::Test {
 protected:
  void Open(AdmissionOptions options) {
    options.quota_of = [this](const std::string& tenant) { return quotas_[tenant]; };
    admission_ = Admission::Create(std::move(options), &timers_);
  }
  std::unique_ptr<Visit> Enter(const std::string& tenant, uint64_t heap_bytes = 1) {
    auto visit = std::make_unique<Visit>();
    visit->place = admission_->Enter({.tenant = tenant, .heap_bytes = heap_bytes},
                                     [visit = visit.get()](absl::Status status) { visit->verdict = std::move(status); });
    return visit;
  }
  std::vector<std::unique_ptr<Visit>> EnterMany(const std::string& tenant, int count) {
    std::vector<std::unique_ptr<Visit>> visits;
    for (int i = 0; i < count; ++i) visits.push_back(Enter(tenant));
    return visits;
  }
  // One leaves its place; who gets it hears of it.
  void End(Visit& visit) {
    visit.Leave();
    timers_.RunDue();
  }
  // "<quota> of <subject>"
  static std::string QuotaOf(const Visit& visit) {
    const auto violation = QuotaViolationOf(visit.verdict.value_or(absl::OkStatus()));
    return violation.has_value() ? violation->quota + " of " + violation->subject : "none";
  }
  static absl::Duration RetryOf(const Visit& visit) { return RetryAfterOf(*visit.verdict).value_or(absl::ZeroDuration()); }

  FakeTimers timers_{absl::FromUnixSeconds(1'700'000'000)};
  std::map<std::string, Quota> quotas_;
  std::shared_ptr<Admission> admission_;
};

// ---- places and turns ----

TEST_F(AdmissionTest, FreePlaceIsHadAtOnceAndLeavesNoTimer) {
  Open({.max_running = 2});
  const auto one = Enter("a"), two = Enter("a");
  EXPECT_TRUE(one->runs());
  EXPECT_TRUE(two->runs());
  EXPECT_EQ(admission_->running(), 2);
  EXPECT_EQ(timers_.waiting(), 0);
}

TEST_F(AdmissionTest, NextGetsThePlaceThatCameFreeAndHearsOfItLater) {
  Open({.max_running = 1});
  const auto one = Enter("a"), two = Enter("a"), three = Enter("a");
  one->Leave();
  EXPECT_TRUE(two->waits());
  timers_.RunDue();
  EXPECT_TRUE(two->runs());
  EXPECT_TRUE(three->waits());
  EXPECT_EQ(admission_->running(), 1);
}

TEST_F(AdmissionTest, FloodDelaysAnotherTenantByOneTurn) {
  Open({.max_running = 1});
  const auto running = Enter("flood");
  const auto flood = EnterMany("flood", 500);
  const auto quiet = Enter("quiet");
  End(*running);
  EXPECT_TRUE(flood[0]->runs());
  End(*flood[0]);
  EXPECT_TRUE(quiet->runs());
  EXPECT_TRUE(flood[1]->waits());
}

TEST_F(AdmissionTest, WhoLeavesTheQueueHearsNothingAndLeavesNothing) {
  Open({.max_running = 1});
  const auto one = Enter("a"), two = Enter("a"), three = Enter("a");
  End(*two);
  End(*one);
  EXPECT_TRUE(two->waits());
  EXPECT_TRUE(three->runs());
  End(*three);
  EXPECT_EQ(admission_->running(), 0);
  EXPECT_EQ(admission_->waiting(), 0);
  EXPECT_EQ(timers_.waiting(), 0);
}

TEST_F(AdmissionTest, PlaceOfOneThatWentBeforeItHeardIsFreeAgain) {
  Open({.max_running = 1});
  const auto one = Enter("a"), two = Enter("a"), three = Enter("a");
  one->Leave();
  two->Leave();
  timers_.RunDue();
  EXPECT_TRUE(three->runs());
  EXPECT_EQ(admission_->running(), 1);
}

// ---- the queue's bounds ----

TEST_F(AdmissionTest, QueueTimeEndsTheWait) {
  Open({.max_running = 1, .queue_time = absl::Seconds(5)});
  const auto one = Enter("a"), two = Enter("b");
  timers_.Advance(absl::Milliseconds(4'999));
  EXPECT_TRUE(two->waits());
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(QuotaOf(*two), "max_workers of service");
  EXPECT_EQ(two->verdict->code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(two->verdict->message(), "no place came free within queue_time, 5s: all 1 places are taken (max_workers)");
  EXPECT_EQ(admission_->waiting(), 0);
}

TEST_F(AdmissionTest, FullQueueRefuses) {
  Open({.max_running = 1, .max_waiting = 1});
  const auto one = Enter("a"), two = Enter("a"), three = Enter("a");
  EXPECT_TRUE(two->waits());
  EXPECT_EQ(QuotaOf(*three), "max_waiting of service");
}

TEST_F(AdmissionTest, FullQueueMakesRoomForWhoHasLessInIt) {
  Open({.max_running = 1, .max_waiting = 3});
  const auto running = Enter("flood");
  const auto flood = EnterMany("flood", 3);
  const auto quiet = Enter("quiet");
  timers_.RunDue();
  EXPECT_TRUE(quiet->waits());
  EXPECT_EQ(QuotaOf(*flood[2]), "max_waiting of service");
  EXPECT_TRUE(flood[1]->waits());
  EXPECT_EQ(admission_->waiting(), 3);
}

TEST_F(AdmissionTest, RetryIsExpectedByHowLongOthersStayed) {
  Open({.max_running = 2, .max_waiting = 3});
  for (int i = 0; i < 100; ++i) {
    const auto visit = Enter("a");
    timers_.Advance(absl::Seconds(4));
    End(*visit);
  }
  const auto visits = EnterMany("a", 6);
  // Three wait already for two places that come free every four seconds.
  EXPECT_NEAR(absl::ToDoubleSeconds(RetryOf(*visits[5])), 8, 0.1);
}

// ---- quotas ----

TEST_F(AdmissionTest, TenantOverItsExecutionsWaitsAndOthersPass) {
  quotas_["a"] = {.executions = 2};
  Open({.max_running = 10});
  const auto a = EnterMany("a", 3);
  const auto b = Enter("b");
  EXPECT_TRUE(a[1]->runs());
  EXPECT_TRUE(a[2]->waits());
  EXPECT_TRUE(b->runs());
  End(*b);
  EXPECT_TRUE(a[2]->waits());
  End(*a[0]);
  EXPECT_TRUE(a[2]->runs());
}

TEST_F(AdmissionTest, QuotaThatWasWaitedForIsNamed) {
  quotas_["a"] = {.executions = 1};
  Open({.max_running = 10});
  const auto a = EnterMany("a", 2);
  timers_.Advance(absl::Seconds(30));
  EXPECT_EQ(QuotaOf(*a[1]), "tenant_executions of tenant:a");
  EXPECT_THAT(a[1]->verdict->message(), HasSubstr("tenant a runs 1 executions, its quota (tenant_executions)"));
  EXPECT_GT(RetryOf(*a[1]), absl::ZeroDuration());
}

TEST_F(AdmissionTest, HeapsOfATenantAddUp) {
  quotas_["a"] = {.heap_bytes = 10};
  Open({.max_running = 10});
  const auto large = Enter("a", 8), second = Enter("a", 3), third = Enter("a", 1), b = Enter("b", 100);
  EXPECT_TRUE(large->runs());
  EXPECT_TRUE(b->runs());
  EXPECT_TRUE(second->waits());
  // It would fit, but is younger.
  EXPECT_TRUE(third->waits());
  timers_.Advance(absl::Seconds(30));
  EXPECT_EQ(QuotaOf(*second), "tenant_heap_bytes of tenant:a");
  EXPECT_TRUE(third->runs());
  const auto fourth = Enter("a", 3);
  End(*large);
  EXPECT_TRUE(fourth->runs());
}

TEST_F(AdmissionTest, HeapThatNeverFitsIsRefusedForGood) {
  quotas_["a"] = {.heap_bytes = 10};
  Open({});
  const auto visit = Enter("a", 11);
  EXPECT_EQ(QuotaOf(*visit), "tenant_heap_bytes of tenant:a");
  EXPECT_EQ(RetryAfterOf(*visit->verdict), std::nullopt);
}

TEST_F(AdmissionTest, DebtOfProcessorTimeIsWaitedFor) {
  quotas_["a"] = {.cpu_per_minute = absl::Seconds(6)};
  Open({.max_running = 10});
  const auto spender = Enter("a");
  // Six seconds were saved up; one second of debt is paid in ten.
  spender->place->ChargeCpu(absl::Seconds(7));
  End(*spender);
  const auto next = Enter("a"), other = Enter("b");
  EXPECT_TRUE(other->runs());
  timers_.Advance(absl::Seconds(9));
  EXPECT_TRUE(next->waits());
  timers_.Advance(absl::Milliseconds(1'010));
  EXPECT_TRUE(next->runs());
}

TEST_F(AdmissionTest, ProcessorTimeBesideExecutionsIsPaidToo) {
  quotas_["a"] = {.cpu_per_minute = absl::Seconds(6)};
  Open({.max_running = 10});
  admission_->ChargeCpu("a", absl::Seconds(7));
  admission_->ChargeCpu("b", absl::Seconds(7));
  const auto next = Enter("a"), other = Enter("b");
  EXPECT_TRUE(other->runs());
  timers_.Advance(absl::Seconds(9));
  EXPECT_TRUE(next->waits());
  timers_.Advance(absl::Milliseconds(1'010));
  EXPECT_TRUE(next->runs());
}

TEST_F(AdmissionTest, DebtThatLastsLongerThanTheQueueIsToldAtOnce) {
  quotas_["a"] = {.cpu_per_minute = absl::Seconds(6)};
  Open({.max_running = 10, .queue_time = absl::Seconds(5)});
  const auto spender = Enter("a");
  spender->place->ChargeCpu(absl::Seconds(7));
  End(*spender);
  const auto next = Enter("a");
  EXPECT_EQ(QuotaOf(*next), "tenant_cpu_per_minute of tenant:a");
  EXPECT_EQ(absl::Floor(RetryOf(*next), absl::Seconds(1)), absl::Seconds(10));
  timers_.Advance(RetryOf(*next));
  EXPECT_TRUE(Enter("a")->runs());
}

TEST_F(AdmissionTest, DebtIsRememberedWhileNothingOfTheTenantIsThere) {
  quotas_["a"] = {.cpu_per_minute = absl::Seconds(60)};
  Open({});
  const auto spender = Enter("a");
  spender->place->ChargeCpu(absl::Seconds(180));
  End(*spender);
  for (const char* other : {"b", "c", "d"}) Enter(other);
  timers_.Advance(absl::Seconds(119));
  EXPECT_FALSE(Enter("a")->runs());
  timers_.Advance(absl::Seconds(2));
  EXPECT_TRUE(Enter("a")->runs());
}

TEST_F(AdmissionTest, AtMostOneMinuteIsSavedUp) {
  quotas_["a"] = {.cpu_per_minute = absl::Seconds(1)};
  Open({});
  Enter("a")->place->ChargeCpu(absl::Milliseconds(500));
  timers_.Advance(absl::Hours(10));
  Enter("a")->place->ChargeCpu(absl::Milliseconds(1'001));
  EXPECT_TRUE(Enter("a")->waits());
}

TEST_F(AdmissionTest, ChangedQuotaHoldsFromTheNextExecutionOn) {
  quotas_["a"] = {.executions = 1};
  Open({});
  const auto one = Enter("a"), two = Enter("a");
  EXPECT_TRUE(two->waits());
  quotas_["a"] = {.executions = 3};
  const auto three = Enter("a");
  End(*one);
  EXPECT_TRUE(two->runs());
  EXPECT_TRUE(three->runs());
}

}  // namespace
}  // namespace isobridge::bridge
