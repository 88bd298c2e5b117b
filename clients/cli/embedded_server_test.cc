#include "clients/cli/embedded_server.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// A service in name only: `script` gets the listen and ready_fd flags as $1 and $2, and the descriptor as $fd.
EmbeddedServer::Options Script(const std::string& script) {
  return {.command = {"sh", "-c", "fd=${2#--ready_fd=}; " + script, "sh"}};
}

TEST(EmbeddedServerTest, IsReadyWhenItSaysSo) {
  auto server = *EmbeddedServer::Start(Script("echo $1 >&2; eval \"echo ready >&$fd\"; exec sleep 1000"));
  EXPECT_THAT(server->LogTail(), MatchesRegex("--listen=fd:[0-9]+"));
}

TEST(EmbeddedServerTest, ConnectionIsTheServices) {
  auto server = *EmbeddedServer::Start(
      Script("socket=${1#--listen=fd:}; eval \"echo hello >&$socket\"; eval \"echo ready >&$fd\"; exec sleep 1000"));
  const UniqueFd connection(server->TakeConnection());
  char text[6];
  ASSERT_EQ(read(connection.get(), text, sizeof(text)), 6);
  EXPECT_EQ(std::string(text, 6), "hello\n");
}

TEST(EmbeddedServerTest, LogTailIsTheLastLines) {
  auto server = *EmbeddedServer::Start(Script("seq 100000; eval \"echo ready >&$fd\"; exec sleep 1000"));
  EXPECT_EQ(server->LogTail().substr(0, 12), "99989\n99990\n");
}

TEST(EmbeddedServerTest, EndBeforeReadyShowsStatusAndLog) {
  const absl::Status status = EmbeddedServer::Start(Script("echo no kernel support >&2; exit 4")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), HasSubstr("exited with status 4 before it was ready"));
  EXPECT_THAT(status.message(), HasSubstr("no kernel support"));
}

TEST(EmbeddedServerTest, SilenceEndsAtTheTimeout) {
  EmbeddedServer::Options options = Script("exec sleep 1000");
  options.start_timeout = absl::Milliseconds(100);
  EXPECT_THAT(EmbeddedServer::Start(options).status().message(), HasSubstr("was not ready after 100ms; it logged nothing"));
}

TEST(EmbeddedServerTest, InterruptEndsTheStart) {
  UniqueFd interrupt(eventfd(1, EFD_CLOEXEC));
  EmbeddedServer::Options options = Script("exec sleep 1000");
  options.interrupt_fd = interrupt.get();
  EXPECT_EQ(EmbeddedServer::Start(options).status().code(), absl::StatusCode::kCancelled);
}

TEST(EmbeddedServerTest, ServiceThatDoesNotEndIsKilled) {
  EmbeddedServer::Options options = Script("trap '' TERM; eval \"echo ready >&$fd\"; while :; do sleep 1; done");
  options.stop_timeout = absl::Milliseconds(100);
  auto server = *EmbeddedServer::Start(options);
  const absl::Time begin = absl::Now();
  server.reset();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(20));
}

}  // namespace
}  // namespace isobridge::cli
