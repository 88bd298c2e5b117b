#include "bridge/journal.h"

#include <memory>
#include <string>

#include "bridge/answer.h"
#include "bridge/event_stream.h"
#include "bridge/fake_worker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'000);

Answer ResultOf(uint32_t call, std::string json) {
  isobridge::v1::CallResult result;
  result.set_id(call);
  result.set_result_json(std::move(json));
  return AnswerOf(std::move(result), {.max_bytes = 100u << 20, .max_depth = 64});
}

class JournalTest : public ::testing::Test {
 protected:
  void Begin() { events_.Begin(&worker_, 7, kNow, kNow); }

  Journal journal_{1u << 20};
  std::shared_ptr<FakeProcess> process_ = std::make_shared<FakeProcess>();
  FakeWorker worker_{process_};
  EventStream events_{&journal_};
};

TEST_F(JournalTest, EventsEnterWhenTheWorkerHasSeenThem) {
  Begin();
  events_.Settle(ResultOf(1, "1"), kNow);
  events_.FireTimer(4, kNow + absl::Seconds(1));
  EXPECT_THAT(journal_.entries(), IsEmpty());
  ASSERT_TRUE(events_.Acknowledge(1).ok());
  ASSERT_THAT(journal_.entries(), SizeIs(1));
  EXPECT_EQ(journal_.entries()[0].kind, JournalEntry::Kind::kSettle);
  EXPECT_EQ(journal_.entries()[0].event, 1u);
  EXPECT_EQ(journal_.entries()[0].payload->settle().json(), "1");
  ASSERT_TRUE(events_.Acknowledge(2).ok());
  EXPECT_EQ(journal_.entries()[1].kind, JournalEntry::Kind::kTimerFired);
  EXPECT_EQ(journal_.entries()[1].seq, 4u);
  EXPECT_EQ(journal_.entries()[1].now_us, 1'001'000'000);
}

TEST_F(JournalTest, PayloadIsSharedNotCopied) {
  Begin();
  Answer answer = ResultOf(1, "\"" + std::string(1'000, 'a') + "\"");
  const worker::v1::ToWorker* frame = answer.frame.get();
  events_.Settle(std::move(answer), kNow);
  ASSERT_TRUE(events_.Acknowledge(1).ok());
  EXPECT_EQ(journal_.entries()[0].payload.get(), frame);
}

TEST_F(JournalTest, ClockNeverGoesBack) {
  Begin();
  events_.FireTimer(1, kNow + absl::Seconds(2));
  events_.FireTimer(2, kNow + absl::Seconds(1));
  EXPECT_EQ(process_->received[1].timer_fired().now_us(), 1'002'000'000);
}

TEST_F(JournalTest, ForgedCountsAreRefused) {
  Begin();
  events_.FireTimer(1, kNow);
  EXPECT_FALSE(events_.Acknowledge(2).ok());
  EXPECT_TRUE(events_.Acknowledge(1).ok());
  EXPECT_TRUE(events_.Acknowledge(1).ok());
  EXPECT_FALSE(events_.Acknowledge(0).ok());
}

TEST(JournalBoundsTest, EndsWhenItIsFullAndSaysSo) {
  Journal journal(2'000);
  journal.Append({.kind = JournalEntry::Kind::kCall, .seq = 1});
  EXPECT_TRUE(journal.complete());
  Answer large = ResultOf(1, "\"" + std::string(3'000, 'a') + "\"");
  const std::weak_ptr<worker::v1::ToWorker> payload = large.frame;
  journal.Append({.kind = JournalEntry::Kind::kSettle, .seq = 1, .payload = std::move(large.frame)});
  EXPECT_FALSE(journal.complete());
  EXPECT_GT(journal.bytes(), 3'000u);
  EXPECT_THAT(journal.entries(), IsEmpty());
  EXPECT_TRUE(payload.expired());
  journal.Append({.kind = JournalEntry::Kind::kCall, .seq = 2});
  EXPECT_THAT(journal.entries(), IsEmpty());
}

TEST(JournalBoundsTest, ZeroBytesRecordNothing) {
  Journal journal(0);
  EXPECT_FALSE(journal.complete());
}

}  // namespace
}  // namespace isobridge::bridge
