#include "bridge/request_queue.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/admission.h"
#include "bridge/fake_background.h"
#include "bridge/fake_timers.h"
#include "bridge/quota_error.h"
#include "bridge/retry_after.h"
#include "bridge/thread_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RequestQueueTest : public ::testing::Test {
 protected:
  RequestQueueTest() { background_.hold = true; }

  absl::StatusOr<RequestQueue::Id> Add(const std::string& tenant, const std::string& name) {
    return queue_.Add(tenant, [this, name] { done_.push_back(name); });
  }
  void WorkAll() {
    while (!background_.held.empty()) background_.WorkOnce();
  }
  static std::string QuotaOf(const absl::Status& status) {
    const auto violation = QuotaViolationOf(status);
    return violation.has_value() ? violation->quota + " of " + violation->subject : "none";
  }

  FakeTimers timers_{absl::FromUnixSeconds(1'700'000'000)};
  FakeBackground background_;
  Quota quota_;
  const std::shared_ptr<Admission> admission_ =
      Admission::Create({.quota_of = [this](const std::string&) { return quota_; }}, &timers_);
  RequestQueue queue_{{.at_once = 2, .max_waiting = 4, .max_waiting_of_tenant = 3}, admission_.get(), &background_};
  std::vector<std::string> done_;
};

TEST_F(RequestQueueTest, NothingIsDoneOnTheCallersThread) {
  ASSERT_TRUE(Add("a", "a1").ok());
  EXPECT_THAT(done_, IsEmpty());
  WorkAll();
  EXPECT_THAT(done_, ElementsAre("a1"));
}

TEST_F(RequestQueueTest, OneAtATimeOfATenantSoThatAnotherNeedNotWait) {
  ASSERT_TRUE(Add("a", "a1").ok());
  ASSERT_TRUE(Add("a", "a2").ok());
  EXPECT_EQ(background_.held.size(), 1u);
  ASSERT_TRUE(Add("b", "b1").ok());
  EXPECT_EQ(background_.held.size(), 2u);
  WorkAll();
  EXPECT_THAT(done_, ElementsAre("a1", "b1", "a2"));
}

TEST_F(RequestQueueTest, NoMoreAtOnceThanTheOptionsSay) {
  for (const char* tenant : {"a", "b", "c"}) ASSERT_TRUE(Add(tenant, tenant).ok());
  EXPECT_EQ(background_.held.size(), 2u);
  EXPECT_EQ(queue_.waiting(), 1u);
  background_.WorkOnce();
  EXPECT_EQ(background_.held.size(), 2u);
}

TEST_F(RequestQueueTest, WhoWouldWaitBeyondABoundIsToldWhich) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Add("a", "a").ok());
  const absl::Status own = Add("a", "a").status();
  EXPECT_EQ(QuotaOf(own), "tenant_waiting_requests of tenant:a");
  EXPECT_TRUE(RetryAfterOf(own).has_value());

  ASSERT_TRUE(Add("b", "b").ok());
  ASSERT_TRUE(Add("b", "b").ok());
  EXPECT_EQ(QuotaOf(Add("c", "c").status()), "max_waiting_requests of service");
}

TEST_F(RequestQueueTest, WhatGoesOnIsNotRefused) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Add("a", "a").ok());
  queue_.Continue("a", [this] { done_.push_back("rest"); });
  WorkAll();
  EXPECT_THAT(done_, ElementsAre("a", "a", "a", "a", "rest"));
}

TEST_F(RequestQueueTest, WhatIsRemovedBeforeItsTurnIsNotDone) {
  const auto first = Add("a", "a1");
  const auto second = Add("a", "a2");
  EXPECT_TRUE(queue_.Remove(*second));
  EXPECT_FALSE(queue_.Remove(*first));
  WorkAll();
  EXPECT_THAT(done_, ElementsAre("a1"));
}

TEST_F(RequestQueueTest, ProcessorTimeIsTheTenantsAndDebtEndsIt) {
  quota_.cpu_per_minute = absl::Milliseconds(1);
  const auto work = [] {
    for (const ThreadTime begun; begun.Used() < absl::Milliseconds(20);) {
    }
  };
  queue_.Continue("a", work);
  WorkAll();
  const absl::Status status = Add("a", "a2").status();
  EXPECT_EQ(QuotaOf(status), "tenant_cpu_per_minute of tenant:a");
  EXPECT_GT(RetryAfterOf(status), absl::Minutes(10));
  EXPECT_TRUE(Add("b", "b1").ok());
  timers_.Advance(absl::Hours(10));
  EXPECT_TRUE(Add("a", "a3").ok());
}

}  // namespace
}  // namespace isobridge::bridge
