#include <string>
#include <utility>

#include "bridge/execution_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

worker::v1::FromWorker LookupFrame(uint32_t number, worker::v1::Lookup::Kind kind, std::string args) {
  worker::v1::FromWorker frame;
  frame.mutable_lookup()->set_lookup(number);
  frame.mutable_lookup()->set_kind(kind);
  frame.mutable_lookup()->set_args_json(std::move(args));
  return frame;
}

class LookupTrafficTest : public ExecutionFixture {
 protected:
  const worker::v1::Settle& Ask(uint32_t number, worker::v1::Lookup::Kind kind, std::string args) {
    process().Say(LookupFrame(number, kind, std::move(args)));
    return event(process().received.size() - 1).settle();
  }
};

TEST_F(LookupTrafficTest, SearchIsAnsweredWithoutTheClient) {
  Create();
  const worker::v1::Settle& settle = Ask(1, worker::v1::Lookup::KIND_SEARCH, R"(["mail",null])");
  EXPECT_EQ(settle.lookup(), 1u);
  EXPECT_EQ(settle.call(), 0u);
  EXPECT_THAT(settle.json(), HasSubstr("external_mail_send"));
  EXPECT_EQ(client_.messages.size(), 1u);
  process().Say(ReturnFrame("1"));
  EXPECT_EQ(client_.Finished()->usage().calls(), 0u);
  EXPECT_EQ(client_.Finished()->usage().events(), 1u);
}

TEST_F(LookupTrafficTest, FailuresAreForTheProgram) {
  Create();
  EXPECT_EQ(Ask(1, worker::v1::Lookup::KIND_DESCRIBE, R"(["mial",null])").error().code(), "NO_SUCH_TOOL");
  EXPECT_EQ(Ask(2, worker::v1::Lookup::KIND_SEARCH, R"([1,null])").error().code(), "LOOKUP_INVALID");
}

TEST_F(LookupTrafficTest, NumbersAreTakenInTurnAndAreFew) {
  policy_.lookups = 2;
  Create();
  Ask(1, worker::v1::Lookup::KIND_SEARCH, R"(["a",null])");
  Ask(2, worker::v1::Lookup::KIND_SEARCH, R"(["a",null])");
  process().Say(LookupFrame(3, worker::v1::Lookup::KIND_SEARCH, R"(["a",null])"));
  EXPECT_EQ(FinishedCode(), isobridge::v1::ExecutionError::CODE_WORKER_MISBEHAVED);
}

TEST_F(LookupTrafficTest, WhatAnAnswerTakesIsTheProgramsOwnTime) {
  Create();
  Ask(1, worker::v1::Lookup::KIND_SEARCH, R"(["mail",null])");
  process().Say(ReturnFrame("1"));
  EXPECT_GT(client_.Finished()->usage().cpu_time().nanos(), 0);
}

TEST_F(LookupTrafficTest, WhoAsksForTooLongIsStopped) {
  start_.mutable_limits()->mutable_cpu_time()->set_nanos(1);
  Create();
  timers_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(client_.Finished(), nullptr);
  Ask(1, worker::v1::Lookup::KIND_SEARCH, R"(["mail",null])");
  timers_.Advance(absl::Seconds(1));
  EXPECT_EQ(FinishedCode(), isobridge::v1::ExecutionError::CODE_CPU_TIME_LIMIT);
}

// Where it is answered it takes turns with other programs, and whoever serves the workers goes on.
TEST_F(LookupTrafficTest, OneIsAnsweredAtATime) {
  background_.hold = true;
  Create();
  const size_t received = process().received.size();
  for (const uint32_t number : {1, 2}) process().Say(LookupFrame(number, worker::v1::Lookup::KIND_SEARCH, R"(["mail",null])"));
  EXPECT_THAT(process().received, SizeIs(received));
  for (const uint32_t number : {1u, 2u}) {
    ASSERT_THAT(background_.held, SizeIs(1));
    background_.WorkOnce();
    EXPECT_EQ(process().received.back().settle().lookup(), number);
  }
  EXPECT_THAT(background_.held, SizeIs(0));
}

TEST_F(LookupTrafficTest, AfterTheEndNothingIsAnswered) {
  background_.hold = true;
  Create();
  const size_t received = process().received.size();
  for (const uint32_t number : {1, 2}) process().Say(LookupFrame(number, worker::v1::Lookup::KIND_SEARCH, R"(["mail",null])"));
  process().Say(ReturnFrame("1"));
  ASSERT_NE(client_.Finished(), nullptr);
  background_.WorkOnce();
  EXPECT_THAT(background_.held, SizeIs(0));
  EXPECT_THAT(process().received, SizeIs(received));
}

struct BadLookup {
  uint32_t number;
  worker::v1::Lookup::Kind kind;
  std::string args;
};
class BadLookupTest : public ExecutionFixture, public ::testing::WithParamInterface<BadLookup> {};

TEST_P(BadLookupTest, EndsTheWorker) {
  Create();
  process().Say(LookupFrame(GetParam().number, GetParam().kind, GetParam().args));
  EXPECT_EQ(FinishedCode(), isobridge::v1::ExecutionError::CODE_WORKER_MISBEHAVED);
}

INSTANTIATE_TEST_SUITE_P(Hostile, BadLookupTest,
                         ::testing::Values(BadLookup{0, worker::v1::Lookup::KIND_SEARCH, "[]"},
                                           BadLookup{2, worker::v1::Lookup::KIND_SEARCH, "[]"},
                                           BadLookup{1, worker::v1::Lookup::KIND_UNSPECIFIED, "[]"},
                                           BadLookup{1, static_cast<worker::v1::Lookup::Kind>(77), "[]"},
                                           BadLookup{1, worker::v1::Lookup::KIND_SEARCH, std::string(9'000, ' ')}));

}  // namespace
}  // namespace isobridge::bridge
