#include "clients/cli/embedded_server.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using ::testing::HasSubstr;

// A service in name only: `script` gets the listen and ready_fd flags as $1 and $2, and the descriptor as $fd.
EmbeddedServer::Options Script(const std::string& script) {
  return {.command = {"sh", "-c", "fd=${2#--ready_fd=}; " + script, "sh"}};
}

std::string FolderOf(const EmbeddedServer& server) {
  const std::string address = server.address();
  return std::filesystem::path(absl::StripPrefix(address, "unix:")).parent_path();
}

TEST(EmbeddedServerTest, IsReadyWhenItSaysSoAndLeavesNothingBehind) {
  auto server = *EmbeddedServer::Start(Script("echo $1 >&2; eval \"echo ready >&$fd\"; exec sleep 1000"));
  const std::string folder = FolderOf(*server);
  EXPECT_EQ(server->LogTail(), "--listen=" + server->address());
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(folder));
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
