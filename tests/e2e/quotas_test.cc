// What a tenant may use, and that the others notice nothing of one that wants more.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/tokens.h"

namespace isobridge::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A server with the tenants a and b.
class QuotasTest : public ::testing::Test {
 protected:
  ~QuotasTest() override {
    server_.reset();
    std::filesystem::remove(path_);
  }

  void Serve(std::vector<std::string> flags, const std::string& tenants = TenantsAAndB()) {
    std::ofstream(path_) << tenants;
    flags.insert(flags.end(), {"--auth=token", "--tenants_file=" + path_, "--warm_workers=1"});
    server_ = std::make_unique<ServerProcess>(ServerProcess::Options{.flags = std::move(flags), .listen = {}});
    channel_ = server_->Connect();
  }

  // A stream of a tenant on a connection that the caller shares.
  static std::unique_ptr<Conversation> Open(const std::shared_ptr<grpc::Channel>& channel, const std::string& tenant,
                                            const isobridge::v1::Start& start) {
    auto conversation = std::make_unique<Conversation>(channel);
    conversation->AddMetadata("authorization", absl::StrCat("Bearer ", tenant == "a" ? kTokenA : kTokenB));
    conversation->Start(start);
    return conversation;
  }
  Transcript Run(const std::string& tenant, const isobridge::v1::Start& start) const {
    return Open(channel_, tenant, start)->Finish();
  }
  Transcript Run(const std::string& tenant, const std::string& code) const { return Run(tenant, Program(code)); }
  // A program that keeps its place until its call is answered.
  std::unique_ptr<Conversation> Stay(const std::string& tenant) const {
    auto conversation = Open(channel_, tenant, Program("return await external_t()", {"t"}));
    conversation->NextCall();
    return conversation;
  }

  const std::string path_ = ::testing::TempDir() + "/quotas_test.yaml";
  std::unique_ptr<ServerProcess> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

isobridge::v1::Start Burning(absl::Duration cpu_time) {
  isobridge::v1::Start start = Program("for (;;) {}");
  start.mutable_limits()->mutable_cpu_time()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(cpu_time)));
  return start;
}

TEST_F(QuotasTest, ExecutionsOverTheQuotaWaitAndOtherTenantsPass) {
  Serve({"--max_workers=4", "--tenant_executions=2", "--queue_time=300ms"});
  const auto one = Stay("a"), two = Stay("a");
  EXPECT_EQ(Run("b", "6 * 7").json(), "42");
  const grpc::Status refused = Run("a", "1").status;
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(refused.error_message(), HasSubstr("tenant a runs 2 executions, its quota (tenant_executions)"));
  EXPECT_EQ(ViolatedQuota(refused), "tenant_executions of tenant:a");
  EXPECT_TRUE(RetryDelay(refused).has_value());
  one->Answer(1, "1");
  EXPECT_EQ(one->Finish().json(), "1");
  EXPECT_EQ(Run("a", "6 * 7").json(), "42");
}

TEST_F(QuotasTest, NoTenantHasAllPlacesByDefault) {
  Serve({"--max_workers=4", "--queue_time=100ms"});
  const auto one = Stay("a"), two = Stay("a"), three = Stay("a");
  EXPECT_EQ(ViolatedQuota(Run("a", "1").status), "tenant_executions of tenant:a");
  EXPECT_EQ(Run("b", "6 * 7").json(), "42");
}

TEST_F(QuotasTest, PlaceIsFreeAgainOnceFinishedIsHeard) {
  Serve({"--max_workers=4", "--tenant_executions=1", "--queue_time=1ms"});
  for (int i = 0; i < 100; ++i) ASSERT_EQ(Run("a", absl::StrCat(i)).json(), absl::StrCat(i));
}

TEST_F(QuotasTest, ProcessorTimeThatIsUsedUpIsWaitedForAndToldHowLong) {
  Serve({"--tenant_cpu_per_minute=200ms", "--queue_time=1s"});
  EXPECT_EQ(Run("a", Burning(absl::Milliseconds(500))).code(), isobridge::v1::ExecutionError::CODE_CPU_TIME_LIMIT);
  const grpc::Status refused = Run("a", "1").status;
  EXPECT_EQ(ViolatedQuota(refused), "tenant_cpu_per_minute of tenant:a");
  // At least 300 ms of debt, of which a minute pays 200.
  EXPECT_GT(RetryDelay(refused).value_or(absl::ZeroDuration()), absl::Seconds(60));
  EXPECT_EQ(Run("b", "6 * 7").json(), "42");
}

TEST_F(QuotasTest, ProcessorTimeOfChecksIsTheTenants) {
  Serve({"--tenant_cpu_per_minute=1s", "--check_time=3s", "--queue_time=100ms"});
  isobridge::v1::Start start = Program(
      "type Comb<T extends string, U extends string = T> = T extends any ? T | `${T}${Comb<Exclude<U, T>>}` : never;\n"
      "const q: Comb<'a'|'b'|'c'|'d'|'e'|'f'|'g'|'h'|'i'|'j'|'k'|'l'> = 'z' as any; return 1");
  start.set_check(isobridge::v1::CHECK_MODE_ADVISE);
  EXPECT_EQ(Run("a", start).json(), "1");
  // What a checker that is given up used is told a moment after its program has run.
  grpc::Status refused;
  for (int i = 0; i < 10 && refused.ok(); ++i) refused = Run("a", absl::StrCat(i)).status;
  EXPECT_EQ(ViolatedQuota(refused), "tenant_cpu_per_minute of tenant:a");
  EXPECT_EQ(Run("b", "6 * 7").json(), "42");
}

TEST_F(QuotasTest, HeapsOfATenantAddUp) {
  Serve({"--tenant_heap_bytes=256MiB", "--queue_time=100ms"});
  const auto one = Stay("a"), two = Stay("a");
  EXPECT_EQ(ViolatedQuota(Run("a", "1").status), "tenant_heap_bytes of tenant:a");
  EXPECT_EQ(Run("b", "6 * 7").json(), "42");
}

TEST_F(QuotasTest, ServiceHoldsSoMuchForItsExecutionsAndNoMore) {
  Serve({"--max_workers=8", "--tenant_executions=8", "--memory_bytes=10MiB"});
  isobridge::v1::Start large = Program("await external_t(); return input.length", {"t"});
  large.set_input_json(absl::StrCat("\"", std::string(1 << 20, 'x'), "\""));
  std::vector<std::unique_ptr<Conversation>> holding;
  for (int i = 0; i < 4; ++i) {
    holding.push_back(Open(channel_, "a", large));
    holding.back()->NextCall();
  }
  // Half of the memory is the most that one of several tenants may have.
  const grpc::Status refused = Run("a", large).status;
  EXPECT_EQ(ViolatedQuota(refused), "tenant_memory_bytes of tenant:a");
  EXPECT_TRUE(RetryDelay(refused).has_value());
  const auto other = Open(channel_, "b", large);
  other->NextCall();
  for (auto& one : holding) one->Answer(1, "1");
  for (auto& one : holding) EXPECT_EQ(one->Finish().json(), "1048576");
  other->Answer(1, "1");
  EXPECT_EQ(other->Finish().json(), "1048576");
}

// A program that uses a catalog of its own, of more than 1 MB, until its call is answered.
isobridge::v1::Start WithManyTools(int number) {
  isobridge::v1::Start start = Program("return await external_t()", {"t"});
  start.set_check(isobridge::v1::CHECK_MODE_OFF);
  for (int i = 0; i < 1'000; ++i) {
    isobridge::v1::Tool* tool = start.add_tools();
    tool->set_name(absl::StrCat("tool_", number, "_", i));
    tool->set_description(std::string(1'000, 'x'));
  }
  return start;
}

TEST_F(QuotasTest, ToolsAreHeldLikeAllElseAndMakeRoomWhenNobodyUsesThem) {
  Serve({"--max_workers=8", "--tenant_executions=8", "--memory_bytes=10MiB"});
  std::vector<std::unique_ptr<Conversation>> holding;
  for (int i = 0; i < 3; ++i) {
    holding.push_back(Open(channel_, "a", WithManyTools(i)));
    holding.back()->NextCall();
  }
  // Two more are beyond half of the memory.
  const auto fourth = Open(channel_, "a", WithManyTools(3));
  const bool fits = fourth->Next().has_value();
  const grpc::Status refused = (fits ? Run("a", WithManyTools(4)) : fourth->Finish()).status;
  EXPECT_EQ(ViolatedQuota(refused), "tenant_memory_bytes of tenant:a");
  EXPECT_EQ(Run("b", "6 * 7").json(), "42");
  fourth->Answer(1, "1");
  for (auto& one : holding) {
    one->Answer(1, "1");
    EXPECT_EQ(one->Finish().json(), "1");
  }
  fourth->Finish();
  for (int i = 6; i < 20; ++i) {
    const auto one = Open(channel_, "a", WithManyTools(i));
    one->NextCall();
    one->Answer(1, "1");
    EXPECT_EQ(one->Finish().json(), "1") << i;
  }
}

TEST_F(QuotasTest, TenantsFileHasQuotasOfItsOwn) {
  Serve({"--max_workers=8", "--tenant_executions=1", "--queue_time=100ms"}, absl::StrCat(TenantsAAndB(), "  executions: 2\n"));
  const auto one = Stay("b"), two = Stay("b"), other = Stay("a");
  EXPECT_THAT(Run("b", "1").status.error_message(), HasSubstr("tenant b runs 2 executions"));
  EXPECT_THAT(Run("a", "1").status.error_message(), HasSubstr("tenant a runs 1 executions"));
}

// ---- a flood ----------------------------------------------------------------------------------------------------------

// Streams of one tenant, each of which begins again when it ends.
class Flood {
 public:
  using Begin = std::function<std::unique_ptr<Conversation>(int number)>;

  Flood(int streams, Begin begin) {
    for (int i = 0; i < streams; ++i) threads_.emplace_back([this, begin] { Go(begin); });
  }
  ~Flood() {
    over_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  // It is under way: one of its streams has ended, so that another, which waited, has begun.
  void AwaitOneEnd() {
    absl::MutexLock lock(mu_);
    mu_.Await(absl::Condition(&one_has_ended_));
  }

 private:
  void Go(const Begin& begin) {
    while (!over_) {
      begin(next_++)->Finish();
      absl::MutexLock lock(mu_);
      one_has_ended_ = true;
    }
  }

  std::atomic<bool> over_ = false;
  std::atomic<int> next_ = 0;
  absl::Mutex mu_;
  bool one_has_ended_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

struct Latency {
  absl::Duration median;
  absl::Duration worst;
};

void Report(const char* what, const Latency& latency) {
  std::printf("%-40s median %7.1f ms, worst %7.1f ms\n", what, absl::ToDoubleMilliseconds(latency.median),
              absl::ToDoubleMilliseconds(latency.worst));
}

class FloodTest : public QuotasTest {
 protected:
  static constexpr int kStreams = 40;

  // Of `programs` of b that are new each time, one after the other; with `check`, each of them is checked.
  Latency OfTheOther(const std::string& mark, int programs = 40, isobridge::v1::CheckMode check = isobridge::v1::CHECK_MODE_OFF) {
    std::vector<absl::Duration> times;
    for (int i = 0; i < programs; ++i) {
      const absl::Time began = absl::Now();
      isobridge::v1::Start start = Program(absl::StrCat("'", mark, i, "'"));
      start.set_check(check);
      const Transcript transcript = Run("b", start);
      EXPECT_EQ(transcript.json(), absl::StrCat("\"", mark, i, "\""));
      EXPECT_THAT(transcript.warnings(), IsEmpty());
      times.push_back(absl::Now() - began);
    }
    std::ranges::sort(times);
    return {.median = times[times.size() / 2], .worst = times.back()};
  }
  // Of each stream of the flood.
  static constexpr absl::Duration kBurn = absl::Milliseconds(300);
};

TEST_F(FloodTest, ProgramsOfOneTenantHardlyDelayTheOther) {
  Serve({"--max_workers=8"});
  const Latency quiet = OfTheOther("quiet");
  const auto channel = server_->Connect();
  Latency beside;
  {
    Flood flood(kStreams, [&](int) { return Open(channel, "a", Burning(kBurn)); });
    flood.AwaitOneEnd();
    beside = OfTheOther("beside");
  }
  Report("alone", quiet);
  Report("beside 40 streams that burn 300 ms each", beside);
  // In one line for all, each would have waited for 40 times 300 ms of two cores: six seconds.
  EXPECT_LT(beside.median, absl::Seconds(1));
  EXPECT_LT(beside.worst, absl::Seconds(4));
}

TEST_F(FloodTest, SourcesOfOneTenantHardlyDelayTheOther) {
  Serve({"--max_workers=64"});
  const Latency quiet = OfTheOther("quiet");
  const auto channel = server_->Connect();
  const std::string body = [] {
    std::string text;
    for (int i = 0; i < 8'000; ++i) absl::StrAppend(&text, "const x", i, ": number = ", i, ";\n");
    return text;
  }();
  Latency beside;
  {
    Flood flood(kStreams, [&](int number) { return Open(channel, "a", Program(absl::StrCat(body, "return ", number))); });
    flood.AwaitOneEnd();
    beside = OfTheOther("beside");
  }
  Report("alone", quiet);
  Report("beside 40 streams of large sources", beside);
  EXPECT_LT(beside.median, absl::Seconds(1));
  EXPECT_LT(beside.worst, absl::Seconds(4));
}

TEST_F(FloodTest, ProgramsOfTheOtherAreCheckedBesideTypesOfOneTenant) {
  Serve({"--max_workers=64", "--check_time=4s"});
  const auto checked = isobridge::v1::CHECK_MODE_BLOCK_CERTAIN;
  const Latency quiet = OfTheOther("quiet", 8, checked);
  const auto channel = server_->Connect();
  const std::string body =
      "type Comb<T extends string, U extends string = T> = T extends any ? T | `${T}${Comb<Exclude<U, T>>}` : never;\n"
      "const all: Comb<'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g'> = 'a';\n";
  Latency beside;
  {
    Flood flood(kStreams, [&](int number) {
      isobridge::v1::Start start = Program(absl::StrCat(body, "return ", number));
      start.set_check(checked);
      return Open(channel, "a", start);
    });
    flood.AwaitOneEnd();
    beside = OfTheOther("beside", 8, checked);
  }
  Report("alone", quiet);
  Report("beside 40 streams of types", beside);
  EXPECT_LT(beside.median, absl::Seconds(2));
}

}  // namespace
}  // namespace isobridge::e2e
