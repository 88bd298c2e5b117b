// The pool with the real checker under its lockdown.

#include "isolate/checker/checker_pool.h"

#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::isolate {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Binary(const char* name) {
  return absl::StrCat(getenv("TEST_SRCDIR"), "/", getenv("TEST_WORKSPACE"), "/isolate/checker/", name);
}
std::string CheckerBinary() { return Binary("isobridge_checker"); }

std::shared_ptr<const bridge::CheckedDeclarations> Declarations(const std::string& text) {
  return std::make_shared<const bridge::CheckedDeclarations>(bridge::CheckedDeclarations{.text = text, .digest = text});
}

// As /proc/PID/stat tells them, of the processes that any thread of this one has started.
std::vector<char> StatesOfChildren() {
  std::vector<char> states;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(thread.path() / "children");
    for (std::string pid; children >> pid;) {
      std::ifstream stat(absl::StrCat("/proc/", pid, "/stat"));
      std::string line;
      if (!std::getline(stat, line)) continue;
      states.push_back(line.at(line.rfind(')') + 2));
    }
  }
  return states;
}

constexpr char kHostile[] =
    "type Comb<T extends string, U extends string = T> = T extends any ? T | `${T}${Comb<Exclude<U, T>>}` : never;\n"
    "const q: Comb<'a'|'b'|'c'|'d'|'e'|'f'|'g'|'h'|'i'|'j'|'k'|'l'> = 'z' as any;";

class CheckerPoolTest : public ::testing::Test {
 protected:
  void StartPool(CheckerPoolOptions options, const std::string& executable = CheckerBinary()) {
    loop_ = *EventLoop::Create();
    children_ = std::make_unique<ChildProcesses>(loop_.get());
    auto confined = std::make_unique<ConfinedExec>();
    ASSERT_EQ(confined->Prepare(executable, {.landlock = LandlockPolicy::kPrefer, .data_bytes = options.memory_bytes}), "");
    pool_ = std::make_unique<CheckerPool>(loop_.get(), children_.get(), std::move(confined), options);
    loop_->Post([this] { pool_->Start([] {}); });
  }
  void TearDown() override {
    if (loop_ == nullptr) return;
    absl::Notification stopped;
    loop_->Post([&] {
      pool_->Stop();
      children_->KillAll();
      stopped.Notify();
    });
    stopped.WaitForNotification();
    absl::Notification reaped;
    Reap(&reaped);
    reaped.WaitForNotification();
    loop_->End();
  }
  void Reap(absl::Notification* reaped) {
    loop_->Post([this, reaped] {
      if (children_->ReapEnded()) return reaped->Notify();
      loop_->At(loop_->Now() + absl::Milliseconds(2), [this, reaped] { Reap(reaped); });
    });
  }

  absl::StatusOr<bridge::CheckResult> Check(const std::string& program, const std::string& declarations = "",
                                            const std::string& tenant = "t") {
    absl::StatusOr<bridge::CheckResult> result;
    absl::Notification done;
    pool_->Check(tenant, program, Declarations(declarations), absl::Now(), [&](auto one) {
      result = std::move(one);
      done.Notify();
    });
    done.WaitForNotification();
    return result;
  }

  // The status of the first check that an honest checker took up.
  absl::Status CheckUntilServed(const std::string& program) {
    absl::Status status;
    for (int i = 0; i < 200; ++i) {
      status = Check(absl::StrCat(program, " ", i)).status();
      if (status.message() != "no type checker can be started" && !absl::StrContains(status.message(), "had no time")) break;
      absl::SleepFor(absl::Milliseconds(20));
    }
    return status;
  }

  absl::Mutex mu_;
  std::map<std::string, absl::Duration> charged_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<ChildProcesses> children_;
  std::unique_ptr<CheckerPool> pool_;
};

// A loaded machine may take longer than a service would wait.
const CheckerPoolOptions kPatient = {.check_time = absl::Seconds(30)};

TEST_F(CheckerPoolTest, FindsWhatIsWrongWithAProgramAndItsTools) {
  StartPool(kPatient);
  const auto result = Check("export default async () => {\nreturn (await external_a({ b: 1 })).c;\n}",
                            "declare function external_a(input: { b: string }): Promise<{ d: number }>;");
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_THAT(result->report->findings, SizeIs(2));
  EXPECT_EQ(result->report->findings[0].messages[0].code, 2322);
  EXPECT_EQ(result->report->findings[0].start, 56u);
  EXPECT_EQ(result->report->findings[1].messages[0].code, 2339);
}

TEST_F(CheckerPoolTest, ChecksOfDifferentToolsDoNotMix) {
  StartPool(kPatient);
  const std::string program = "external_a(1);";
  EXPECT_THAT(Check(program, "declare function external_a(n: number): void;")->report->findings, IsEmpty());
  EXPECT_THAT(Check(program, "declare function external_a(n: string): void;")->report->findings, SizeIs(1));
  EXPECT_THAT(Check(program, "")->report->findings, SizeIs(1));
  EXPECT_THAT(Check(program, "declare function external_a(n: number): void;", "another")->report->findings, IsEmpty());
}

TEST_F(CheckerPoolTest, RemembersByTenant) {
  StartPool(kPatient);
  EXPECT_FALSE(Check("1;", "", "a")->cached);
  EXPECT_TRUE(Check("1;", "", "a")->cached);
  EXPECT_FALSE(Check("1;", "", "b")->cached);
}

TEST_F(CheckerPoolTest, ChecksDeclarationsByThemselves) {
  StartPool(kPatient);
  absl::StatusOr<bridge::CheckResult> result;
  absl::Notification done;
  pool_->CheckDeclarations("t", Declarations("type A = { b: Nope };\ntype Date = 1;\ntype C = {;"), [&](auto one) {
    result = std::move(one);
    done.Notify();
  });
  done.WaitForNotification();
  ASSERT_TRUE(result.ok()) << result.status();
  std::vector<int> codes;
  for (const auto& finding : result->report->findings) codes.push_back(finding.messages[0].code);
  EXPECT_THAT(codes, ::testing::IsSupersetOf({1131, 2304, 2300}));
}

TEST_F(CheckerPoolTest, GivesUpWhatTakesTooLongAndGoesOnWithAnother) {
  StartPool({.check_time = absl::Milliseconds(700)});
  for (int i = 0; i < 3; ++i) {
    const auto result = Check(absl::StrCat(kHostile, "//", i));
    EXPECT_EQ(result.status().code(), absl::StatusCode::kDeadlineExceeded) << result.status();
  }
  // The machine may be busy: it is asked until it has time.
  absl::StatusOr<bridge::CheckResult> after;
  for (int i = 0; i < 50 && !after.ok(); ++i) after = Check(absl::StrCat("nope; //", i));
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_THAT(after->report->findings, SizeIs(1));
}

// With so little it can't even start.
TEST_F(CheckerPoolTest, IsHeldToItsMemory) {
  StartPool({.memory_bytes = 16u << 20, .check_time = absl::Seconds(30)});
  EXPECT_EQ(Check("1;").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(CheckerPoolTest, ReplacesCheckersAfterANumberOfPrograms) {
  StartPool({.check_time = absl::Seconds(30), .max_programs = 2});
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(Check(absl::StrCat("const a", i, " = 1;")).ok()) << i;
}

TEST_F(CheckerPoolTest, EveryoneWhoAsksForTheSameIsAnswered) {
  StartPool(kPatient);
  absl::BlockingCounter left(20);
  for (int i = 0; i < 20; ++i) {
    pool_->Check("t", "let x: number = 'a';", Declarations(""), absl::Now(), [&](const auto& result) {
      EXPECT_TRUE(result.ok()) << result.status();
      left.DecrementCount();
    });
  }
  left.Wait();
}

TEST_F(CheckerPoolTest, TextsThatAreTooLargeAreNotChecked) {
  StartPool(kPatient);
  EXPECT_EQ(Check(std::string(300u << 10, ' ')).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CheckerPoolTest, AnExecutableThatIsNoCheckerMeansNoChecks) {
  StartPool({.check_time = absl::Seconds(5)}, "/bin/true");
  EXPECT_FALSE(Check("1;").ok());
}

// Whatever a checker that is taken over does, its program goes on unchecked within the time, and the next one is checked.
TEST_F(CheckerPoolTest, ATakenOverCheckerHarmsOneCheckAlone) {
  StartPool({.check_time = absl::Milliseconds(400)}, Binary("byzantine_checker"));
  ASSERT_EQ(CheckUntilServed("honest"), absl::OkStatus());
  for (const char* play : {"silent", "unasked_answer", "no_message", "huge_header", "no_json", "no_findings", "finding_outside",
                           "refuses", "asks_forever", "asks_and_never_reads", "talks_forever", "dies", "half_a_message"}) {
    const absl::Time began = absl::Now();
    const absl::Status status = CheckUntilServed(absl::StrCat("//play ", play));
    EXPECT_FALSE(status.ok()) << play;
    EXPECT_THAT(status.message(), HasSubstr(std::string_view(play) == "silent" ? "took longer" : "the type checker failed"))
        << play;
    EXPECT_LT(absl::Now() - began, absl::Seconds(8)) << play;
    EXPECT_EQ(CheckUntilServed(absl::StrCat("honest after ", play)), absl::OkStatus()) << play;
  }
}

TEST_F(CheckerPoolTest, ASecondAnswerEndsTheCheckerAndNotItsCheck) {
  StartPool({.check_time = absl::Milliseconds(400)}, Binary("byzantine_checker"));
  EXPECT_EQ(CheckUntilServed("//play answers_twice"), absl::OkStatus());
  EXPECT_EQ(CheckUntilServed("honest"), absl::OkStatus());
}

TEST_F(CheckerPoolTest, ACheckerReadsTheTextsOfOneTenantAlone) {
  StartPool(kPatient, Binary("byzantine_checker"));
  int number = 0;
  const auto texts_read = [&](const std::string& tenant) {
    const auto result = Check(absl::StrCat("//play counts ", ++number, " "), "", tenant);
    return result.ok() ? result->report->findings.at(0).messages.at(0).code : -1;
  };
  EXPECT_EQ(texts_read("a"), 1);
  EXPECT_EQ(texts_read("a"), 2);
  EXPECT_EQ(texts_read("b"), 1);
  EXPECT_EQ(texts_read("a"), 3);
  EXPECT_EQ(texts_read("b"), 2);
  // There are two processes: the one that was left unused the longest goes.
  EXPECT_EQ(texts_read("c"), 1);
  EXPECT_EQ(texts_read("b"), 3);
  EXPECT_EQ(texts_read("a"), 1);
}

// T: stopped.
TEST_F(CheckerPoolTest, BetweenChecksACheckerDoesNothing) {
  StartPool(kPatient);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(Check(absl::StrCat("const a = ", i)).ok());
    bool stopped = false;
    for (int tries = 0; tries < 500 && !stopped; ++tries) {
      absl::SleepFor(absl::Milliseconds(10));
      const std::vector<char> states = StatesOfChildren();
      stopped = states.size() == 2 && states[0] == 'T' && states[1] == 'T';
    }
    EXPECT_TRUE(stopped);
  }
}

TEST_F(CheckerPoolTest, WhoWaitsForACheckerIsAnsweredInTime) {
  StartPool({.check_time = absl::Seconds(2)}, Binary("byzantine_checker"));
  ASSERT_EQ(CheckUntilServed("honest"), absl::OkStatus());
  const absl::Time began = absl::Now();
  absl::BlockingCounter left(3);
  for (int i = 0; i < 3; ++i) {
    pool_->Check("t", absl::StrCat("//play silent ", i), Declarations(""), absl::Now(), [&](const auto& result) {
      EXPECT_EQ(result.status().code(), absl::StatusCode::kDeadlineExceeded) << result.status();
      left.DecrementCount();
    });
  }
  left.Wait();
  EXPECT_LT(absl::Now() - began, absl::Seconds(3.5));
}

TEST_F(CheckerPoolTest, TimeThatPassedBeforeCounts) {
  StartPool({.check_time = absl::Seconds(20)}, Binary("byzantine_checker"));
  ASSERT_EQ(CheckUntilServed("honest"), absl::OkStatus());
  absl::Notification done;
  pool_->Check("t", "//play silent ", Declarations(""), absl::Now() - absl::Seconds(19), [&](const auto& result) {
    EXPECT_THAT(result.status().message(), HasSubstr("took longer than 20s"));
    done.Notify();
  });
  EXPECT_TRUE(done.WaitForNotificationWithTimeout(absl::Seconds(10)));
}

// Each of its checks takes all its time; the other's wait for none of them.
TEST_F(CheckerPoolTest, AFloodOfOneTenantDelaysNoOther) {
  constexpr absl::Duration kCheckTime = absl::Seconds(1);
  StartPool({.check_time = kCheckTime}, Binary("byzantine_checker"));
  ASSERT_EQ(CheckUntilServed("honest"), absl::OkStatus());
  std::atomic<bool> over = false;
  std::atomic<int> number = 0;
  constexpr int kStreams = 10;
  absl::BlockingCounter ended(kStreams);
  std::function<void()> flood = [&] {
    if (over) {
      ended.DecrementCount();
      return;
    }
    pool_->Check("a", absl::StrCat("//play silent ", ++number), Declarations(""), absl::Now(), [&](const auto&) { flood(); });
  };
  for (int i = 0; i < kStreams; ++i) flood();
  for (int i = 0; i < 80; ++i) {
    const absl::Time began = absl::Now();
    EXPECT_EQ(Check(absl::StrCat("honest ", i), "", "b").status(), absl::OkStatus()) << i;
    EXPECT_LT(absl::Now() - began, kCheckTime) << i;
    absl::SleepFor(absl::Milliseconds(50));
  }
  over = true;
  ended.Wait();
}

TEST_F(CheckerPoolTest, ProcessorTimeIsChargedToWhomItWasUsedFor) {
  const auto charge = [this](const std::string& tenant, absl::Duration cpu_time) {
    absl::MutexLock lock(mu_);
    charged_[tenant] += cpu_time;
  };
  StartPool({.check_time = absl::Seconds(2), .charge = charge});
  const auto charged_to = [this](const std::string& tenant) {
    absl::MutexLock lock(mu_);
    return charged_[tenant];
  };
  // The machine may be busy: it is asked until it has time.
  absl::Status checked = absl::UnknownError("");
  for (int i = 0; i < 20 && !checked.ok(); ++i) checked = Check(absl::StrCat("const a = ", i), "", "modest").status();
  ASSERT_EQ(checked, absl::OkStatus());
  EXPECT_GT(charged_to("modest"), absl::ZeroDuration());
  EXPECT_EQ(charged_to("greedy"), absl::ZeroDuration());
  for (int i = 0; i < 20 && charged_to("greedy") < absl::Milliseconds(500); ++i) {
    EXPECT_FALSE(Check(absl::StrCat(kHostile, "//", i), "", "greedy").ok());
  }
  EXPECT_GT(charged_to("greedy"), absl::Milliseconds(500));
}

// It answers in the moment in which it is given up, and has always said more than was read.
TEST_F(CheckerPoolTest, AnAnswerAboutTheDeadlineIsTakenOrNot) {
  StartPool({.check_time = absl::Milliseconds(150)}, Binary("byzantine_checker"));
  for (int i = 0; i < 40; ++i) {
    const absl::Status status = CheckUntilServed(absl::StrCat("//play answers_late ", 145'000 + 250 * i));
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kDeadlineExceeded) << status;
  }
  EXPECT_EQ(CheckUntilServed("honest"), absl::OkStatus());
}

TEST(CheckerPoolWithoutExecutableTest, ChecksNothing) {
  auto loop = *EventLoop::Create();
  ChildProcesses children(loop.get());
  CheckerPool pool(loop.get(), &children, nullptr, {});
  absl::Status status;
  pool.Check("t", "1;", Declarations(""), absl::Now(), [&](const auto& result) { status = result.status(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), HasSubstr("no type checker"));
  loop->End();
}

}  // namespace
}  // namespace isobridge::isolate
