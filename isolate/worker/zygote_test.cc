// The zygote as the supervisor sees it: forks that are its children, the fall-back, and its end.
#include <dirent.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/exit_status.h"
#include "isolate/worker/test_supervisor.h"

namespace isobridge::isolate {
namespace {

std::set<std::string> Entries(const std::string& folder) {
  std::set<std::string> names;
  DIR* dir = opendir(folder.c_str());
  if (dir == nullptr) return names;
  while (const dirent* entry = readdir(dir)) {
    if (entry->d_name[0] != '.') names.insert(entry->d_name);
  }
  closedir(dir);
  return names;
}

std::string StatusOf(pid_t pid, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(name + ":", 0) == 0) return line.substr(line.find_first_not_of("\t ", name.size() + 1));
  }
  return "";
}

// The start-up check is the zygote's only child: forks are its siblings.
pid_t ChildOf(pid_t parent) {
  for (const std::string& name : Entries("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const pid_t pid = static_cast<pid_t>(std::stol(name));
    if (StatusOf(pid, "PPid") == std::to_string(parent)) return pid;
  }
  return -1;
}

TEST(ZygoteTest, ForksAreTheSupervisorsChildrenAndConfined) {
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer"});
  auto fork = supervisor.Fork();
  ASSERT_NE(fork, nullptr);
  ASSERT_TRUE(fork->AwaitReady());
  EXPECT_EQ(StatusOf(fork->pid(), "PPid"), std::to_string(getpid()));
  EXPECT_EQ(StatusOf(fork->pid(), "Threads"), "1");
  EXPECT_EQ(StatusOf(fork->pid(), "Seccomp"), "2");
  EXPECT_EQ(StatusOf(fork->pid(), "NoNewPrivs"), "1");
  EXPECT_THAT(Entries("/proc/" + std::to_string(fork->pid()) + "/fd"), testing::ElementsAre("0", "1", "2", "3"));
}

TEST(ZygoteTest, TellsTheSameEngineIdEachTime) {
  TestSupervisor one({"--role=worker", "--landlock=prefer"});
  TestSupervisor two({"--role=worker", "--landlock=prefer"});
  TestSupervisor hardened({"--role=worker", "--landlock=prefer", "--profile=hardened"});
  EXPECT_THAT(one.info().engine_id(), testing::MatchesRegex("[0-9a-f]+"));
  EXPECT_EQ(one.info().engine_id().size(), 64u);
  EXPECT_EQ(one.info().engine_id(), two.info().engine_id());
  EXPECT_NE(one.info().engine_id(), hardened.info().engine_id());
  EXPECT_THAT(one.info().v8_version(), testing::HasSubstr("."));
}

TEST(ZygoteTest, ForksGoOnWhenItIsGone) {
  auto supervisor = std::make_unique<TestSupervisor>(std::vector<std::string>{"--role=worker", "--landlock=prefer"});
  auto fork = supervisor->Fork();
  ASSERT_TRUE(fork->AwaitReady());
  EXPECT_EQ(supervisor->Close(), 0);
  fork->Begin("return 7;");
  const auto finished = fork->AwaitFinished();
  ASSERT_TRUE(finished.has_value());
  EXPECT_EQ(finished->value_json(), "7");
}

TEST(ZygoteTest, ColdForksRunProgramsToo) {
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer", "--warm=false"});
  EXPECT_FALSE(supervisor.info().warm());
  auto fork = supervisor.Fork();
  const auto finished = fork->Run("return new Intl.NumberFormat('de').format(1234.5);");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->value_json(), "\"1.234,5\"");
}

TEST(ZygoteTest, FallsBackToColdForksWhenTheCheckFails) {
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer"});
  ASSERT_TRUE(supervisor.info().warm());
  const pid_t check = ChildOf(supervisor.pid());
  ASSERT_GT(check, 0) << "the check was over before it could be ended";
  kill(check, SIGSEGV);
  worker::v1::ForkReply reply;
  ASSERT_TRUE(supervisor.control().Receive(&reply));
  EXPECT_EQ(reply.id(), 0u);
  EXPECT_FALSE(reply.info().warm());
  EXPECT_EQ(reply.info().engine_id(), supervisor.info().engine_id());
  auto fork = supervisor.Fork();
  const auto finished = fork->Run("return 2;");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->value_json(), "2");
}

TEST(ZygoteTest, StaysWarmWhenTheCheckIsKilledFromOutside) {
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer"});
  const pid_t check = ChildOf(supervisor.pid());
  ASSERT_GT(check, 0) << "the check was over before it could be ended";
  kill(check, SIGKILL);
  // It is begun again; the zygote would tell anew if it fell back, and that reply would come before the next fork's.
  pid_t again = check;
  while (again == check || again == -1) again = ChildOf(supervisor.pid());
  auto fork = supervisor.Fork();
  ASSERT_NE(fork, nullptr);
  const auto finished = fork->Run("return 2;");
  ASSERT_TRUE(finished.has_value()) << fork->Errors();
  EXPECT_EQ(finished->value_json(), "2");
  EXPECT_TRUE(supervisor.info().warm());
}

TEST(ZygoteTest, CompilersAnswerSourceAfterSource) {
  TestSupervisor supervisor({"--role=compiler", "--landlock=prefer"});
  auto fork = supervisor.Fork();
  ASSERT_TRUE(fork->AwaitReady()) << fork->Errors();
  for (uint64_t i = 1; i <= 50; ++i) {
    worker::v1::ToWorker frame;
    frame.set_execution(i);
    frame.mutable_compile()->set_source("const n: number = " + std::to_string(i) + "; return n;");
    fork->socket().Send(frame);
    worker::v1::FromWorker answer;
    ASSERT_TRUE(fork->socket().Receive(&answer)) << fork->Errors();
    EXPECT_EQ(answer.execution(), i);
    EXPECT_THAT(answer.compiled().code(), testing::HasSubstr("return n"));
    EXPECT_THAT(answer.compiled().code(), testing::Not(testing::HasSubstr("number")));
  }
}

TEST(ZygoteTest, AForkWhoseSocketClosesExits) {
  TestSupervisor supervisor({"--role=worker", "--landlock=prefer"});
  auto fork = supervisor.Fork();
  ASSERT_TRUE(fork->AwaitReady());
  shutdown(fork->socket().fd(), SHUT_RDWR);
  const int status = fork->Reap();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == kExitSupervisorGone) << status;
}

TEST(ZygoteTest, RefusesWhatItDoesNotKnowAndHeapsThatAreTooSmall) {
  for (const char* argument : {"--frobnicate=1", "--heap_bytes=12", "--role=cook"}) {
    TestSupervisor supervisor({"--role=worker", argument});
    const int status = supervisor.Close();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == kExitUsage) << argument << ": " << status;
  }
}

}  // namespace
}  // namespace isobridge::isolate
