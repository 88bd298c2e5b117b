#include "clients/cli/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kSoon = absl::Seconds(20);

// Everything that is written to `fd` until all its writers are gone.
std::string ReadAll(int fd) {
  std::string text;
  char buffer[256];
  for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) text.append(buffer, static_cast<size_t>(n));
  return text;
}

struct Pipe {
  Pipe() {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    read_end = UniqueFd(ends[0]);
    write_end = UniqueFd(ends[1]);
  }
  UniqueFd read_end, write_end;
};

TEST(ChildProcessTest, RunsInItsFolderWithItsEnvironment) {
  Pipe out;
  auto child = *ChildProcess::Start({.argv = {"sh", "-c", "pwd; echo $WORD"},
                                     .folder = "/usr",
                                     .extra_environment = {"WORD=hello"},
                                     .stdout_fd = out.write_end.get()});
  out.write_end.Close();
  EXPECT_EQ(ReadAll(out.read_end.get()), "/usr\nhello\n");
  EXPECT_EQ(child->WaitExit(kSoon), 0);
}

TEST(ChildProcessTest, MissingProgramIsNamed) {
  const absl::Status status = ChildProcess::Start({.argv = {"no-such-program"}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("can't start no-such-program: No such file"));
}

TEST(ChildProcessTest, StatusSaysHowItEnded) {
  EXPECT_EQ(DescribeExit(*(*ChildProcess::Start({.argv = {"sh", "-c", "exit 3"}}))->WaitExit(kSoon)), "exited with status 3");
  EXPECT_EQ(DescribeExit(*(*ChildProcess::Start({.argv = {"sh", "-c", "kill -9 $$"}}))->WaitExit(kSoon)),
            "was ended by signal 9 (Killed)");
}

TEST(ChildProcessTest, GrandchildrenDieWithIt) {
  Pipe out;
  auto child = *ChildProcess::Start({.argv = {"sh", "-c", "sleep 1000 & echo up; wait"}, .stdout_fd = out.write_end.get()});
  out.write_end.Close();
  char line[3];
  ASSERT_EQ(read(out.read_end.get(), line, sizeof(line)), 3);
  child.reset();
  // The pipe ends only once the sleeper, which inherited it, is gone.
  EXPECT_EQ(ReadAll(out.read_end.get()), "");
}

TEST(ChildProcessTest, OnlyNamedDescriptorsAreInherited) {
  Pipe out, other, kept;
  const std::vector<int> named = {kept.read_end.get(), kept.write_end.get()};
  const int leaked = dup(other.write_end.get());
  const std::string script = "for fd in " + std::to_string(leaked) + " " + std::to_string(named[0]) + " " +
                             std::to_string(named[1]) + "; do [ -e /proc/self/fd/$fd ] && echo open || echo closed; done";
  auto child = *ChildProcess::Start({.argv = {"sh", "-c", script}, .stdout_fd = out.write_end.get(), .kept_fds = named});
  out.write_end.Close();
  EXPECT_EQ(ReadAll(out.read_end.get()), "closed\nopen\nopen\n");
  close(leaked);
}

}  // namespace
}  // namespace isobridge::cli
