#include "bridge/console_traffic.h"

#include <string>
#include <utility>

#include "bridge/fake_execution_client.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'000);

class ConsoleTrafficTest : public ::testing::Test {
 protected:
  ConsoleTrafficTest() : stream_(&client_), events_(&journal_) { stream_.Start({}); }

  static worker::v1::Console Line(std::string text, uint32_t level = isobridge::v1::Console::LEVEL_WARN) {
    worker::v1::Console line;
    line.set_level(level);
    line.set_text(std::move(text));
    return line;
  }

  FakeExecutionClient client_;
  ClientStream stream_;
  Journal journal_{0};
  EventStream events_;
  ConsoleTraffic console_{/*max_bytes=*/100, /*max_lines=*/2, &events_, &stream_};
};

TEST_F(ConsoleTrafficTest, LineReachesTheClientAndCounts) {
  EXPECT_TRUE(console_.OnLine(Line("low stock"), kNow).ok());
  const isobridge::v1::Console& told = client_.messages.back().console();
  EXPECT_EQ(told.text(), "low stock");
  EXPECT_EQ(told.level(), isobridge::v1::Console::LEVEL_WARN);
  EXPECT_EQ(told.time().seconds(), 1'000);
  isobridge::v1::Usage usage;
  console_.AddUsage(&usage);
  EXPECT_EQ(usage.console_lines(), 1u);
  EXPECT_EQ(usage.console_bytes(), 9u);
}

TEST_F(ConsoleTrafficTest, RoomForTheMarkOfACutAndNoMore) {
  EXPECT_TRUE(console_.OnLine(Line(std::string(100, 'x')), kNow).ok());
  EXPECT_TRUE(console_.OnLine(Line(std::string(64 << 10, 'x')), kNow).ok());
  EXPECT_EQ(console_.OnLine(Line("x"), kNow).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(client_.messages.size(), 3u);
}

TEST_F(ConsoleTrafficTest, OneLineMoreThanTheLimitIsTheWarning) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(console_.OnLine(Line("x"), kNow).ok());
  EXPECT_EQ(console_.OnLine(Line("x"), kNow).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ConsoleTrafficTest, UnknownLevelsAndBrokenTextAreRefused) {
  EXPECT_EQ(console_.OnLine(Line("x", 0), kNow).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(console_.OnLine(Line("x", 99), kNow).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(console_.OnLine(Line("\xff"), kNow).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(client_.messages.size(), 1u);
}

}  // namespace
}  // namespace isobridge::bridge
