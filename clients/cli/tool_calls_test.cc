#include "clients/cli/tool_calls.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Keeps what it hears.
class Answers : public ToolListener {
 public:
  void OnAnswer(uint32_t id, ToolAnswer answer) override {
    absl::MutexLock lock(mu_);
    order_.push_back(id);
    answers_[id] = std::move(answer);
  }
  void OnToolLog(std::string_view tool, std::string_view text) override {
    absl::MutexLock lock(mu_);
    log_ += absl::StrCat(tool, ":", text);
  }

  ToolAnswer Await(uint32_t id) {
    absl::MutexLock lock(mu_);
    wanted_ = id;
    EXPECT_TRUE(mu_.AwaitWithTimeout(
        absl::Condition(+[](Answers* self) { return self->answers_.contains(self->wanted_); }, this), absl::Seconds(60)));
    return answers_[id];
  }
  std::vector<uint32_t> order() {
    absl::MutexLock lock(mu_);
    return order_;
  }
  std::string log() {
    absl::MutexLock lock(mu_);
    return log_;
  }

 private:
  absl::Mutex mu_;
  uint32_t wanted_ = 0;
  std::map<uint32_t, ToolAnswer> answers_;
  std::vector<uint32_t> order_;
  std::string log_;
};

class ToolCallsTest : public testing::Test {
 protected:
  void Load(std::string_view tools, size_t max_processes = 4) {
    tools_ = *ToolsFile::Parse(tools, "tools.json");
    calls_ = std::make_unique<ToolCalls>(tools_, max_processes, &answers_);
  }
  ToolAnswer Call(uint32_t id, std::string args = "{}", std::string tool = "t") {
    calls_->Begin({.id = id, .tool = std::move(tool), .args_json = std::move(args), .idempotency_key = "key"});
    return answers_.Await(id);
  }
  // The error of a call of the command `script`.
  ToolError ErrorOf(std::string_view script, std::string_view more = "") {
    Load(absl::StrCat(R"({"t": {"command": ["sh", "-c", ")", script, "\"]", more, "}}"));
    return Call(1).error.value_or(ToolError{});
  }

  ToolsFile tools_;
  Answers answers_;
  std::unique_ptr<ToolCalls> calls_;
};

TEST_F(ToolCallsTest, CommandReadsArgumentsAndWritesItsResult) {
  Load(R"({"t": {"command": ["cat"]}})");
  EXPECT_EQ(Call(1, R"({"a":[1,2.50]})").result_json, R"({"a":[1,2.50]})");
}

TEST_F(ToolCallsTest, CommandTakesArgumentsOfMegabytes) {
  Load(R"({"t": {"command": ["cat"]}})");
  const std::string args = absl::StrCat("\"", std::string(4 << 20, 'x'), "\"");
  EXPECT_EQ(Call(1, args).result_json, args);
}

TEST_F(ToolCallsTest, CommandNeedNotReadItsArguments) {
  Load(R"({"t": {"command": ["sh", "-c", "exec <&-; echo 5"]}})");
  EXPECT_EQ(Call(1, absl::StrCat("\"", std::string(1 << 20, 'x'), "\"")).result_json, "5");
}

TEST_F(ToolCallsTest, CommandIsToldToolAndIdempotencyKey) {
  Load(R"({"t": {"command": ["sh", "-c", "echo \"\\\"$ISOBRIDGE_TOOL $ISOBRIDGE_IDEMPOTENCY_KEY\\\"\""]}})");
  EXPECT_EQ(Call(1).result_json, R"("t key")");
}

TEST_F(ToolCallsTest, NoOutputIsUndefined) {
  Load(R"({"t": {"command": ["true"]}})");
  const ToolAnswer answer = Call(1);
  EXPECT_FALSE(answer.error.has_value());
  EXPECT_EQ(answer.result_json, "");
}

TEST_F(ToolCallsTest, FailedCommandSaysWhatItWroteToStandardError) {
  const ToolError error = ErrorOf("echo out of paper >&2; exit 1");
  EXPECT_EQ(error.message, "out of paper");
  EXPECT_EQ(error.code, "TOOL_FAILED");
}

TEST_F(ToolCallsTest, FailedCommandMayDescribeItsErrorAsJson) {
  const ToolError error = ErrorOf(R"(echo '{\"message\":\"gone\",\"code\":\"NOT_FOUND\",\"data\":{\"id\":7}}' >&2; exit 1)");
  EXPECT_EQ(error.message, "gone");
  EXPECT_EQ(error.code, "NOT_FOUND");
  EXPECT_EQ(error.data_json, R"({"id":7})");
}

TEST_F(ToolCallsTest, SilentFailureNamesCommandAndStatus) {
  EXPECT_THAT(ErrorOf("exit 3").message, HasSubstr("sh -c exit 3 exited with status 3"));
}

TEST_F(ToolCallsTest, OutputThatIsNoJsonFailsTheCall) {
  const ToolError error = ErrorOf("echo hello");
  EXPECT_EQ(error.code, "TOOL_BAD_OUTPUT");
  EXPECT_THAT(error.message, HasSubstr("wrote no JSON to standard output: line 1"));
}

TEST_F(ToolCallsTest, SlowCommandIsKilled) {
  const ToolError error = ErrorOf("sleep 1000", R"(, "timeout_ms": 50)");
  EXPECT_EQ(error.code, "TOOL_TIMEOUT");
  EXPECT_THAT(error.message, HasSubstr("timeout_ms, 50"));
}

TEST_F(ToolCallsTest, MissingCommandFailsTheCall) {
  Load(R"({"t": {"command": ["no-such-program"]}})");
  EXPECT_THAT(Call(1).error->message, HasSubstr("can't start no-such-program"));
}

TEST_F(ToolCallsTest, StandardErrorOfASuccessIsItsLog) {
  Load(R"({"t": {"command": ["sh", "-c", "echo note >&2; echo 1"]}})");
  EXPECT_EQ(Call(1).result_json, "1");
  EXPECT_EQ(answers_.log(), "t:note\n");
}

TEST_F(ToolCallsTest, CommandsRunAtTheSameTime) {
  // Each waits until the other has opened the fifo: one after another they would wait for ever.
  Load(R"({"a": {"command": ["sh", "-c", "f=$TMPDIR/both.$PPID; mkfifo $f 2>/dev/null; echo 1 >$f; echo 1"]},
           "b": {"command": ["sh", "-c", "f=$TMPDIR/both.$PPID; mkfifo $f 2>/dev/null; cat $f"]}})");
  calls_->Begin({.id = 1, .tool = "a", .args_json = "{}", .idempotency_key = ""});
  EXPECT_EQ(Call(2, "{}", "b").result_json, "1");
  EXPECT_EQ(answers_.Await(1).result_json, "1");
}

TEST_F(ToolCallsTest, CommandsBeyondTheLimitWaitTheirTurn) {
  Load(R"({"t": {"command": ["cat"]}})", /*max_processes=*/1);
  for (uint32_t id = 1; id <= 5; ++id) calls_->Begin({.id = id, .tool = "t", .args_json = "1", .idempotency_key = ""});
  answers_.Await(5);
  EXPECT_THAT(answers_.order(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(ToolCallsTest, CancelledCommandIsKilledAndNotHeard) {
  Load(R"({"t": {"command": ["sleep", "1000"]}, "quick": {"command": ["echo", "1"]}})", /*max_processes=*/1);
  calls_->Begin({.id = 1, .tool = "t", .args_json = "{}", .idempotency_key = ""});
  calls_->Cancel(1);
  EXPECT_EQ(Call(2, "{}", "quick").result_json, "1");
  EXPECT_THAT(answers_.order(), ElementsAre(2));
}

TEST_F(ToolCallsTest, FirstCaseWhoseArgumentsMatchAnswers) {
  Load(R"({"t": {"cases": [{"args": {"id": 1, "unit": {"c": 2.0}}, "result": "one"}, {"args": {"id": 2}, "result": "two"}]}})");
  EXPECT_EQ(Call(1, R"({"unit": {"c": 2}, "id": 1, "more": true})").result_json, R"("one")");
  EXPECT_EQ(Call(2, R"({"id": 2})").result_json, R"("two")");
  const ToolAnswer none = Call(3, R"({"id": 3})");
  EXPECT_EQ(none.error->code, "NO_CASE");
  EXPECT_THAT(none.error->message, HasSubstr(R"({"id": 3})"));
}

TEST_F(ToolCallsTest, CaseIsPassedOverOnceItsTimesAreUsed) {
  Load(R"({"t": {"cases": [{"times": 2, "error": {"message": "busy"}}, {"result": 1}]}})");
  EXPECT_TRUE(Call(1).error.has_value());
  EXPECT_TRUE(Call(2).error.has_value());
  EXPECT_EQ(Call(3).result_json, "1");
}

TEST_F(ToolCallsTest, DelayedAnswersComeInTheOrderOfTheirDelays) {
  Load(R"({"t": {"cases": [{"args": {"id": 1}, "delay_ms": 150, "result": 1}, {"result": 2, "delay_ms": 1}]}})");
  const absl::Time begin = absl::Now();
  calls_->Begin({.id = 1, .tool = "t", .args_json = R"({"id":1})", .idempotency_key = ""});
  Call(2);
  answers_.Await(1);
  EXPECT_THAT(answers_.order(), ElementsAre(2, 1));
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(150));
}

TEST_F(ToolCallsTest, UnknownToolIsAnErrorThatSaysWhetherThereAreTools) {
  Load("{}");
  EXPECT_EQ(Call(1).error->code, "NO_TOOL");
  EXPECT_EQ(Call(2).error->message, "no --tools file answers the calls of 't'");
  Load(R"({"other": {"result": 1}})");
  EXPECT_EQ(Call(3).error->message, "the tools file has no tool 't'");
}

TEST_F(ToolCallsTest, EndKillsWhatStillRuns) {
  const std::string pipe = ::testing::TempDir() + "/end_kills";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Load(absl::StrCat(R"({"t": {"command": ["sh", "-c", "exec sleep 1000 > )", pipe, R"("]}})"));
  calls_->Begin({.id = 1, .tool = "t", .args_json = "{}", .idempotency_key = ""});
  // Opens once the command does, and ends when nobody has the other end any more.
  const int life = open(pipe.c_str(), O_RDONLY);
  calls_.reset();
  char none;
  EXPECT_EQ(read(life, &none, 1), 0);
  close(life);
  unlink(pipe.c_str());
  EXPECT_THAT(answers_.order(), ElementsAre());
}

}  // namespace
}  // namespace isobridge::cli
