#include "bridge/timer_traffic.h"

#include <memory>

#include "bridge/fake_execution_client.h"
#include "bridge/fake_worker.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'000);

class TimerTrafficTest : public ::testing::Test {
 protected:
  TimerTrafficTest() : worker_(process_), stream_(&client_), events_(&journal_) {
    stream_.Start({});
    events_.Begin(&worker_, /*execution=*/1, kStart, kStart);
  }

  absl::Status Set(uint32_t timer, uint32_t delay_ms) {
    worker::v1::TimerSet set;
    set.set_timer(timer);
    set.set_delay_ms(delay_ms);
    return timers_.OnSet(set);
  }
  void FireAt(absl::Duration after) {
    timers_.Fire(kStart + after, [] { return absl::ZeroDuration(); });
  }

  const std::shared_ptr<FakeProcess> process_ = std::make_shared<FakeProcess>();
  FakeWorker worker_;
  FakeExecutionClient client_;
  ClientStream stream_;
  Journal journal_{1 << 20};
  EventStream events_;
  TimerTraffic timers_{/*max_timers=*/2, &events_, &journal_, &stream_};
};

TEST_F(TimerTrafficTest, FiresWhenDueAndTellsWorkerAndClient) {
  ASSERT_TRUE(Set(1, 50).ok());
  EXPECT_EQ(timers_.Next(), kStart + absl::Milliseconds(50));
  FireAt(absl::Milliseconds(49));
  EXPECT_TRUE(process_->received.empty());
  FireAt(absl::Milliseconds(50));
  ASSERT_EQ(process_->received.size(), 1u);
  EXPECT_EQ(process_->received[0].timer_fired().timer(), 1u);
  EXPECT_EQ(client_.messages.back().timer_fired().event(), 1u);
  EXPECT_EQ(timers_.Next(), absl::InfiniteFuture());
}

TEST_F(TimerTrafficTest, CongestedClientHoldsTimersBack) {
  ASSERT_TRUE(Set(1, 50).ok());
  client_.congested = true;
  EXPECT_EQ(timers_.Next(), absl::InfiniteFuture());
  FireAt(absl::Seconds(1));
  EXPECT_TRUE(process_->received.empty());
  client_.congested = false;
  FireAt(absl::Seconds(1));
  EXPECT_EQ(process_->received.size(), 1u);
}

TEST_F(TimerTrafficTest, SettingIsRecordedAndCounted) {
  ASSERT_TRUE(Set(1, 50).ok());
  ASSERT_TRUE(Set(2, 60).ok());
  ASSERT_EQ(journal_.entries().size(), 2u);
  EXPECT_EQ(journal_.entries()[1].kind, JournalEntry::Kind::kTimerSet);
  EXPECT_EQ(journal_.entries()[1].delay_ms, 60u);
  isobridge::v1::Usage usage;
  timers_.AddUsage(&usage);
  EXPECT_EQ(usage.timers_peak(), 2u);
}

TEST_F(TimerTrafficTest, TimersOutOfOrderOrOverTheLimitAreRefused) {
  EXPECT_EQ(Set(2, 50).code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(Set(1, 50).ok());
  ASSERT_TRUE(Set(2, 50).ok());
  EXPECT_EQ(Set(3, 50).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(journal_.entries().size(), 2u);
}

}  // namespace
}  // namespace isobridge::bridge
