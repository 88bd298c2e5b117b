#include "bridge/call_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::isobridge::v1::CallSummary;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Action = CallTable::Turn::Action;
using Verdict = CallTable::Verdict;

const absl::Time kNow = absl::FromUnixSeconds(1'000);

isobridge::v1::Call Call(uint32_t id) {
  isobridge::v1::Call call;
  call.set_id(id);
  return call;
}

Answer ResultFor(uint32_t id, std::string json = "1") {
  isobridge::v1::CallResult result;
  result.set_id(id);
  result.set_result_json(std::move(json));
  return AnswerOf(std::move(result), {.max_bytes = 1'000, .max_depth = 64});
}

Verdict Offer(CallTable& table, uint32_t id) {
  Answer answer = ResultFor(id);
  return table.Offer(answer, kNow);
}

// Makes calls 1 to `count` and sends those whose turn it is.
void MakeAndSend(CallTable& table, uint32_t count) {
  for (uint32_t id = 1; id <= count; ++id) ASSERT_TRUE(table.Make(Call(id), 0, kNow));
  while (table.TakeTurn(kNow).has_value()) {
  }
}

TEST(CallTableTest, IdsMustFollowOneAnother) {
  CallTable table({});
  EXPECT_FALSE(table.Make(Call(0), 0, kNow));
  EXPECT_FALSE(table.Make(Call(2), 0, kNow));
  EXPECT_TRUE(table.Make(Call(1), 0, kNow));
  EXPECT_FALSE(table.Make(Call(1), 0, kNow));
  EXPECT_EQ(table.made(), 1u);
}

TEST(CallTableTest, AnswerSettlesOnce) {
  CallTable table({});
  MakeAndSend(table, 1);
  EXPECT_EQ(Offer(table, 1), Verdict::kSettle);
  EXPECT_EQ(Offer(table, 1), Verdict::kDuplicate);
}

TEST(CallTableTest, TurnsAreTakenInOrderAsAnswersComeIn) {
  CallTable table({.max_in_flight = 1});
  MakeAndSend(table, 3);
  EXPECT_EQ(table.waiting(), 3u);
  EXPECT_EQ(Offer(table, 1), Verdict::kSettle);
  const auto turn = table.TakeTurn(kNow);
  ASSERT_TRUE(turn.has_value());
  EXPECT_EQ(turn->call.id(), 2u);
  EXPECT_EQ(turn->action, Action::kSend);
  EXPECT_FALSE(table.TakeTurn(kNow).has_value());
}

TEST(CallTableTest, EarlyAnswerComesWithItsTurn) {
  CallTable table({});
  EXPECT_EQ(Offer(table, 1), Verdict::kHeld);
  ASSERT_TRUE(table.Make(Call(1), 0, kNow));
  const auto turn = table.TakeTurn(kNow);
  EXPECT_EQ(turn->action, Action::kSendAndSettle);
  EXPECT_EQ(turn->answer->frame->settle().json(), "1");
  EXPECT_EQ(Offer(table, 1), Verdict::kDuplicate);
}

TEST(CallTableTest, EarlyAnswersNeedNoPlaceInFlight) {
  CallTable table({.max_in_flight = 1});
  EXPECT_EQ(Offer(table, 2), Verdict::kHeld);
  ASSERT_TRUE(table.Make(Call(1), 0, kNow));
  ASSERT_TRUE(table.Make(Call(2), 0, kNow));
  EXPECT_EQ(table.TakeTurn(kNow)->action, Action::kSend);
  EXPECT_EQ(table.TakeTurn(kNow)->action, Action::kSendAndSettle);
}

TEST(CallTableTest, HeldAnswersAreBoundedByCount) {
  CallTable table({.max_held = 2});
  EXPECT_EQ(Offer(table, 7), Verdict::kHeld);
  EXPECT_EQ(Offer(table, 4'000'000'000), Verdict::kHeld);
  EXPECT_EQ(Offer(table, 8), Verdict::kUnknown);
  EXPECT_EQ(Offer(table, 7), Verdict::kDuplicate);
}

TEST(CallTableTest, HeldAnswersAreBoundedByBytesAndGiveThemBack) {
  CallTable table({.max_held_bytes = 10});
  Answer large = ResultFor(1, "\"12345678\"");
  EXPECT_EQ(table.Offer(large, kNow), Verdict::kHeld);
  EXPECT_EQ(Offer(table, 2), Verdict::kUnknown);
  ASSERT_TRUE(table.Make(Call(1), 0, kNow));
  EXPECT_TRUE(table.TakeTurn(kNow).has_value());
  EXPECT_EQ(Offer(table, 2), Verdict::kHeld);
}

TEST(CallTableTest, ExpiredCallsAnswerIsLate) {
  CallTable table({.call_time = absl::Seconds(1)});
  MakeAndSend(table, 2);
  EXPECT_EQ(Offer(table, 1), Verdict::kSettle);
  EXPECT_EQ(table.next_deadline(), kNow + absl::Seconds(1));
  EXPECT_THAT(table.Expire(kNow + absl::Milliseconds(999)), IsEmpty());
  EXPECT_THAT(table.Expire(kNow + absl::Seconds(1)), ElementsAre(2));
  EXPECT_EQ(Offer(table, 2), Verdict::kLate);
  EXPECT_EQ(table.next_deadline(), absl::InfiniteFuture());
}

TEST(CallTableTest, TimeRunsFromTheTurnNotFromTheQueue) {
  CallTable table({.max_in_flight = 1, .call_time = absl::Seconds(1)});
  MakeAndSend(table, 2);
  EXPECT_THAT(table.Expire(kNow + absl::Seconds(1)), ElementsAre(1));
  ASSERT_TRUE(table.TakeTurn(kNow + absl::Seconds(1)).has_value());
  EXPECT_EQ(table.next_deadline(), kNow + absl::Seconds(2));
}

TEST(CallTableTest, ClosedChannelFailsAllButHeldAnswers) {
  CallTable table({.max_in_flight = 1});
  MakeAndSend(table, 3);
  EXPECT_EQ(Offer(table, 3), Verdict::kHeld);
  EXPECT_THAT(table.CloseChannel(kNow), ElementsAre(1));
  EXPECT_EQ(table.TakeTurn(kNow)->action, Action::kFail);
  EXPECT_EQ(table.TakeTurn(kNow)->action, Action::kSendAndSettle);
  EXPECT_EQ(Offer(table, 1), Verdict::kLate);
}

TEST(CallTableTest, VoidAllNamesWhatWasSentAndDropsTheRest) {
  CallTable table({.max_in_flight = 1});
  MakeAndSend(table, 2);
  EXPECT_THAT(table.VoidAll(kNow), ElementsAre(1));
  EXPECT_FALSE(table.TakeTurn(kNow).has_value());
  EXPECT_EQ(table.waiting(), 0u);
}

TEST(CallTableTest, SummaryTellsHowEachCallEnded) {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> manifest;
  manifest.Add()->set_name("a");
  const absl::StatusOr<ToolTable> tools = ToolTable::Create(manifest, 10, "tools");
  CallTable table({.max_in_flight = 3, .call_time = absl::Seconds(1)});
  MakeAndSend(table, 5);
  EXPECT_EQ(Offer(table, 1), Verdict::kSettle);
  table.Expire(kNow + absl::Seconds(2));
  table.TakeTurn(kNow + absl::Seconds(2));
  table.VoidAll(kNow + absl::Seconds(3));
  google::protobuf::RepeatedPtrField<CallSummary> calls;
  table.Summarise(*tools, &calls);
  ASSERT_EQ(calls.size(), 5);
  EXPECT_EQ(calls[0].outcome(), CallSummary::OUTCOME_RESULT);
  EXPECT_EQ(calls[1].outcome(), CallSummary::OUTCOME_TIMEOUT);
  EXPECT_EQ(calls[1].duration().seconds(), 2);
  EXPECT_EQ(calls[3].outcome(), CallSummary::OUTCOME_VOID);
  EXPECT_EQ(calls[4].outcome(), CallSummary::OUTCOME_NOT_SENT);
  EXPECT_EQ(calls[4].tool(), "a");
}

}  // namespace
}  // namespace isobridge::bridge
