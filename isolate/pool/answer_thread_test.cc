#include "isolate/pool/answer_thread.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "isolate/pool/loop_fixture.h"

namespace isobridge::isolate {
namespace {

// Keeps who asks, and answers all at once when the test says so.
class Compiler final : public bridge::ProgramCompiler {
 public:
  void Compile(const std::string&, const std::string&, int, Callback done) override { waiting.push_back(std::move(done)); }
  void AnswerAll() {
    for (const Callback& done : std::exchange(waiting, {})) done(absl::UnavailableError("compiler"));
  }

  std::vector<Callback> waiting;
};

class Checker final : public bridge::ProgramChecker {
 public:
  void Check(const std::string&, const std::string&, std::shared_ptr<const bridge::CheckedDeclarations>, absl::Time asked,
             Callback done) override {
    last_asked = asked;
    waiting.push_back(std::move(done));
  }
  void CheckDeclarations(const std::string&, std::shared_ptr<const bridge::CheckedDeclarations>, Callback done) override {
    waiting.push_back(std::move(done));
  }
  void AnswerAll() {
    for (const Callback& done : std::exchange(waiting, {})) done(absl::UnavailableError("checker"));
  }

  absl::Time last_asked;
  std::vector<Callback> waiting;
};

class AnswerThreadTest : public LoopFixture {
 protected:
  // Notes on which thread it was answered, and with what.
  auto Note() {
    return [this](const auto& result) {
      threads_.emplace_back(loop_->InLoop() ? "loop" : answers_->InLoop() ? "answers" : "other");
      words_.emplace_back(result.status().message());
      left_->DecrementCount();
    };
  }
  void AskAll() {
    left_ = std::make_unique<absl::BlockingCounter>(3);
    apart_.compiler()->Compile("t", "1", 0, Note());
    apart_.checker()->Check("t", "1", nullptr, absl::UnixEpoch(), Note());
    apart_.checker()->CheckDeclarations("t", nullptr, Note());
  }
  void AnswerAll() {
    compiler_.AnswerAll();
    checker_.AnswerAll();
  }

  std::unique_ptr<EventLoop> answers_ = *EventLoop::Create("test-answers");
  Compiler compiler_;
  Checker checker_;
  AnswerThread apart_{loop_.get(), answers_.get(), &compiler_, &checker_};
  std::unique_ptr<absl::BlockingCounter> left_;
  std::vector<std::string> threads_;
  std::vector<std::string> words_;
};

TEST_F(AnswerThreadTest, WhatTheLoopWouldSayIsSaidElsewhere) {
  AskAll();
  OnLoop([this] { AnswerAll(); });
  left_->Wait();
  EXPECT_EQ(threads_, std::vector<std::string>(3, "answers"));
  EXPECT_EQ(words_, (std::vector<std::string>{"compiler", "checker", "checker"}));
  EXPECT_EQ(checker_.last_asked, absl::UnixEpoch());
}

TEST_F(AnswerThreadTest, WhatIsKnownIsSaidAtOnce) {
  AskAll();
  AnswerAll();
  EXPECT_EQ(threads_, std::vector<std::string>(3, "other"));
}

TEST_F(AnswerThreadTest, TheLoopDoesNotWaitForWhatIsMadeOfAnAnswer) {
  absl::Notification loop_was_free;
  absl::Notification answered;
  apart_.compiler()->Compile("t", "1", 0, [&](const auto&) {
    EXPECT_TRUE(loop_was_free.WaitForNotificationWithTimeout(absl::Seconds(20)));
    answered.Notify();
  });
  OnLoop([this] { AnswerAll(); });
  OnLoop([&] { loop_was_free.Notify(); });
  EXPECT_TRUE(answered.WaitForNotificationWithTimeout(absl::Seconds(20)));
}

}  // namespace
}  // namespace isobridge::isolate
