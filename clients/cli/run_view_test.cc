#include "clients/cli/run_view.h"

#include <string>

#include "absl/time/simulated_clock.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using isobridge::v1::ExecuteResponse;
using ::testing::HasSubstr;
using ::testing::Not;

class RunViewTest : public testing::Test {
 protected:
  void Make(RunView::Options options) {
    view_ = std::make_unique<RunView>(options, &clock_, [this](std::string_view text) { shown_ += text; });
  }
  void Message(const std::string& text) {
    ExecuteResponse message;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
    view_->OnMessage(message);
  }
  void Pass(absl::Duration time) { clock_.AdvanceTime(time); }
  // What was shown since the last time.
  std::string Shown() { return std::exchange(shown_, ""); }

  absl::SimulatedClock clock_{absl::FromUnixSeconds(1'000)};
  std::string shown_;
  std::unique_ptr<RunView> view_;
};

TEST_F(RunViewTest, AdviceOfACheckIsShownButNotThatTypesAreUnsaid) {
  Make({.columns = 80});
  Message(R"(finished {
      value { json: "1" }
      diagnostics { severity: SEVERITY_WARNING message: "Type 'a' is not 'b'." start { line: 2 column: 7 } }
      diagnostics { severity: SEVERITY_INFO message: "Parameter 'x' is any." start { line: 3 column: 1 } } })");
  const std::string shown = Shown();
  EXPECT_THAT(shown, HasSubstr("check   2:7 Type 'a' is not 'b'.\n"));
  EXPECT_THAT(shown, Not(HasSubstr("Parameter")));
}

TEST_F(RunViewTest, PlainRun) {
  Make({.columns = 80});
  Message(R"(started { execution_id: "e" })");
  Message(R"(call { id: 1 tool: "list_products" args_json: '{"limit":2}' })");
  Pass(absl::Milliseconds(12));
  view_->OnAnswer(1, {.result_json = "[]"});
  Message(R"(console { level: LEVEL_LOG text: "two products\nin stock" })");
  Message(R"(call { id: 2 tool: "rating" args_json: '{"id":7}' })");
  Message(R"(call { id: 3 tool: "rating" args_json: '{"id":8}' })");
  Pass(absl::Microseconds(1500));
  view_->OnAnswer(3, FailedAnswer("BUSY", "try later"));
  Pass(absl::Seconds(20));
  Message("call_cancelled { id: 2 reason: REASON_TIMEOUT }");
  view_->OnToolLog("rating", "cache is cold\n");
  Message(R"(console { level: LEVEL_WARN text: "one rating is missing" })");
  Message(R"(finished {
      value { json: "1" }
      warnings { code: CODE_CALLS_NOT_AWAITED message: "call 2 was not awaited" }
      usage { wall_time { seconds: 20 nanos: 13500000 } cpu_time { nanos: 8000000 } calls: 3 } })");
  EXPECT_EQ(Shown(), R"(call    1 list_products({"limit":2})  ok  12 ms
log     two products
        in stock
call    3 rating({"id":8})  error  1.5 ms
        BUSY: try later
call    2 rating({"id":7})  timeout  20.0 s
        took longer than its limit
tool    rating: cache is cold
warn    one rating is missing
warning call 2 was not awaited
returned after 20.0 s, 3 calls, 8.0 ms of processor time
)");
}

TEST_F(RunViewTest, ErrorWithCodeFrameAsTheServiceSentIt) {
  Make({});
  Message(R"(finished {
      error { code: CODE_PROGRAM_THREW name: "TypeError" message: "x is undefined\nreally" location { line: 2 column: 7 }
              code_frame: "  1 | const x = f();\n> 2 | return x.y;\n    |        ^" stack: "    at program:2:10" thrown_code: "E_X" }
      usage { wall_time { nanos: 4000000 } cpu_time { nanos: 3000000 } calls: 1 } })");
  EXPECT_EQ(Shown(), R"(error   TypeError: x is undefined
        really
  1 | const x = f();
> 2 | return x.y;
    |        ^
    at program:2:10
PROGRAM_THREW, thrown with code E_X, line 2, column 7
failed after 4.0 ms, 1 call, 3.0 ms of processor time
)");
}

TEST_F(RunViewTest, TerminalShowsALiveLineForEachWaitingCall) {
  Make({.kind = RunView::Options::Kind::kTerminal, .columns = 60});
  Message(R"(call { id: 1 tool: "a" args_json: "{}" })");
  EXPECT_EQ(Shown(), "waits   1 a({})  0.0 ms\n");
  Pass(absl::Milliseconds(100));
  Message(R"(call { id: 2 tool: "b" args_json: "{}" })");
  EXPECT_EQ(Shown(), "\x1b[1A\x1b[Jwaits   1 a({})  100 ms\nwaits   2 b({})  0.0 ms\n");
  Pass(absl::Milliseconds(100));
  view_->OnBeat();
  EXPECT_EQ(Shown(), "\x1b[2A\x1b[Jwaits   1 a({})  200 ms\nwaits   2 b({})  100 ms\n");
  view_->OnAnswer(1, {});
  EXPECT_EQ(Shown(), "\x1b[2A\x1b[Jcall    1 a({})  ok  200 ms\nwaits   2 b({})  100 ms\n");
  view_->OnAnswer(2, {});
  EXPECT_EQ(Shown(), "\x1b[1A\x1b[Jcall    2 b({})  ok  100 ms\n");
  view_->OnBeat();
  EXPECT_EQ(Shown(), "");
}

TEST_F(RunViewTest, LiveLinesAreBounded) {
  Make({.kind = RunView::Options::Kind::kTerminal, .columns = 60, .max_live_lines = 1});
  Message(R"(call { id: 1 tool: "a" args_json: "{}" })");
  Message(R"(call { id: 2 tool: "a" args_json: "{}" })");
  Shown();
  Message(R"(call { id: 3 tool: "a" args_json: "{}" })");
  EXPECT_EQ(Shown(), "\x1b[2A\x1b[Jwaits   1 a({})  0.0 ms\n        and 2 more calls\n");
}

TEST_F(RunViewTest, ColorsSurroundWhatTheyColor) {
  Make({.kind = RunView::Options::Kind::kTerminal, .colors = RunView::Options::Colors::kOn, .columns = 60});
  Message(R"(console { level: LEVEL_ERROR text: "bad" })");
  EXPECT_EQ(Shown(), "\x1b[33merror   \x1b[0mbad\n");
}

TEST_F(RunViewTest, LongArgumentsAreCutToALine) {
  Make({.columns = 60});
  Message(R"(call { id: 1 tool: "a" args_json: ")" + std::string(1 << 20, 'x') + R"(" })");
  view_->OnAnswer(1, {});
  const std::string shown = Shown();
  EXPECT_THAT(shown, HasSubstr("x…  ok  0.0 ms\n"));
  EXPECT_LE(shown.size(), 64u);
}

TEST_F(RunViewTest, ProgramCannotSpeakToTheTerminal) {
  Make({});
  Message(R"(console { level: LEVEL_LOG text: "\033]0;owned\007\033[2J" })");
  Message(R"(call { id: 1 tool: "a" args_json: "\"\302\2332J\"" })");
  view_->OnAnswer(1, FailedAnswer("\x1b[31m", "\r\x1b[1A"));
  Message(
      R"(finished { error { code: CODE_PROGRAM_THREW name: "\033" message: "\033" code_frame: "\033" stack: "\033" thrown_code: "\033" }
                        warnings { message: "\033" } })");
  const std::string shown = Shown();
  EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
  EXPECT_THAT(shown, Not(HasSubstr("\u009b")));
  EXPECT_THAT(shown, Not(HasSubstr("\r")));
}

TEST_F(RunViewTest, ToolsThatAreSentAgainAreTold) {
  Make({});
  view_->OnCatalogUnknown();
  EXPECT_THAT(Shown(), HasSubstr("those of --tools are sent\n"));
}

TEST_F(RunViewTest, CallsThatNobodyEndedAreVoidAtTheEnd) {
  Make({});
  Message(R"(call { id: 1 tool: "a" args_json: "{}" })");
  Message(R"(finished { value {} })");
  EXPECT_THAT(Shown(), HasSubstr("call    1 a({})  void  0.0 ms\nreturned undefined"));
}

}  // namespace
}  // namespace isobridge::cli
