#include "tests/e2e/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "tests/e2e/process_table.h"

namespace isobridge::e2e {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

// Runs the program with both outputs going to `output`; it dies with the thread that called this.
pid_t Spawn(const std::string& program, const std::vector<std::string>& arguments, const std::string& output, int kept_fd,
            const std::function<bool()>& before = nullptr) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int log = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid != 0) {
    close(log);
    return pid;
  }
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  if (before != nullptr && !before()) _exit(126);
  // Forgotten by a process that changes its user.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  if (kept_fd >= 0) fcntl(kept_fd, F_SETFD, 0);
  execv(argv[0], argv.data());
  _exit(127);
}

int PidFd(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }

Exit ExitOf(int status) {
  if (WIFSIGNALED(status)) return {.status = -1, .signal = WTERMSIG(status)};
  return {.status = WEXITSTATUS(status), .signal = 0};
}

bool AwaitReadable(int fd, absl::Duration timeout) {
  pollfd waiting = {.fd = fd, .events = POLLIN, .revents = 0};
  return poll(&waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(timeout))) == 1;
}

}  // namespace

std::string Runfile(const std::string& path) {
  return absl::StrCat(getenv("TEST_SRCDIR"), "/", getenv("TEST_WORKSPACE"), "/", path);
}

Exit RunIsobridge(const std::vector<std::string>& arguments, std::string* output) {
  char folder[] = "/tmp/isobridge-e2e-XXXXXX";
  EXPECT_NE(mkdtemp(folder), nullptr);
  const std::string log = absl::StrCat(folder, "/log");
  const pid_t pid = Spawn(Runfile("service/isobridge"), arguments, log, -1);
  int status = 0;
  waitpid(pid, &status, 0);
  *output = ReadFile(log);
  std::filesystem::remove_all(folder);
  return ExitOf(status);
}

ServerProcess::ServerProcess(Options options) {
  char folder[] = "/tmp/isobridge-e2e-XXXXXX";
  EXPECT_NE(mkdtemp(folder), nullptr);
  folder_ = folder;
  if (options.listen.empty()) options.listen = {absl::StrCat("unix:", folder_, "/socket")};
  Start(options);
}

void ServerProcess::Start(const Options& options) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  std::vector<std::string> arguments = {"serve", absl::StrCat("--ready_fd=", ends[1])};
  for (const std::string& address : options.listen) arguments.push_back(absl::StrCat("--listen=", address));
  arguments.insert(arguments.end(), options.flags.begin(), options.flags.end());
  const std::string executable = options.executable.empty() ? Runfile("service/isobridge") : options.executable;
  pid_ = Spawn(executable, arguments, absl::StrCat(folder_, "/log"), ends[1], options.before);
  pidfd_ = PidFd(pid_);
  close(ends[1]);
  AwaitReady(ends[0]);
  close(ends[0]);
}

// To the end of the pipe, which the server closes when it is ready, and which its end closes.
void ServerProcess::AwaitReady(int fd) {
  std::string told;
  char buffer[1024];
  for (ssize_t n; AwaitReadable(fd, absl::Seconds(60)) && (n = read(fd, buffer, sizeof(buffer))) > 0;) told.append(buffer, n);
  for (std::string_view line : absl::StrSplit(told, '\n', absl::SkipEmpty())) {
    if (absl::ConsumePrefix(&line, "listening on ")) addresses_.emplace_back(line);
  }
  EXPECT_FALSE(addresses_.empty()) << "the server is not ready:\n" << Log();
}

ServerProcess::~ServerProcess() {
  if (!exit_.has_value()) {
    Signal(SIGTERM);
    if (!AwaitExit().has_value()) {
      ADD_FAILURE() << "the server doesn't end:\n" << Log();
      Signal(SIGKILL);
      AwaitExit();
    }
  }
  close(pidfd_);
  if (::testing::Test::HasFailure()) ADD_FAILURE() << "the server's log:\n" << Log();
  std::filesystem::remove_all(folder_);
}

std::string ServerProcess::Log() const { return ReadFile(folder_ + "/log"); }

std::shared_ptr<grpc::Channel> ServerProcess::Connect(std::shared_ptr<grpc::ChannelCredentials> credentials) const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  // Else channels to one address share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (credentials == nullptr) credentials = grpc::InsecureChannelCredentials();
  return grpc::CreateCustomChannel(addresses_.empty() ? "unix:/nowhere" : addresses_.front(), credentials, arguments);
}

void ServerProcess::Signal(int signal) const { kill(pid_, signal); }

std::optional<Exit> ServerProcess::AwaitExit(absl::Duration timeout) {
  if (exit_.has_value()) return exit_;
  // Their ends too are waited for, so that "nothing is left" needs no pause.
  std::vector<std::pair<pid_t, int>> descendants;
  for (const Process& process : ProcessTable::DescendantsOf(pid_)) descendants.emplace_back(process.pid, PidFd(process.pid));
  const absl::Time deadline = absl::Now() + timeout;
  if (!AwaitReadable(pidfd_, timeout)) {
    for (const auto& [pid, fd] : descendants) close(fd);
    return std::nullopt;
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  exit_ = ExitOf(status);
  for (const auto& [pid, fd] : descendants) {
    if (fd < 0) continue;
    EXPECT_TRUE(AwaitReadable(fd, std::max(deadline - absl::Now(), absl::ZeroDuration())))
        << "process " << pid << " is left over";
    close(fd);
  }
  EXPECT_THAT(ProcessTable::DescendantsOf(pid_), ::testing::IsEmpty());
  return exit_;
}

}  // namespace isobridge::e2e
