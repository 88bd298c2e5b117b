#include "clients/cli/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace isobridge::cli {
namespace {

// What the child needs, made before the fork: afterwards it may not allocate.
struct ExecImage {
  std::vector<char*> argv;
  std::vector<char*> envp;
  const char* folder = nullptr;
  int stdio[3];
  std::vector<int> kept_fds;
  int error_fd;
  pid_t parent;
};

ExecImage MakeImage(const ChildOptions& options, int error_fd) {
  ExecImage image;
  for (const std::string& word : options.argv) image.argv.push_back(const_cast<char*>(word.c_str()));
  image.argv.push_back(nullptr);
  for (const std::string& entry : options.extra_environment) image.envp.push_back(const_cast<char*>(entry.c_str()));
  for (char** entry = environ; *entry != nullptr; ++entry) image.envp.push_back(*entry);
  image.envp.push_back(nullptr);
  if (!options.folder.empty()) image.folder = options.folder.c_str();
  image.stdio[0] = options.stdin_fd;
  image.stdio[1] = options.stdout_fd;
  image.stdio[2] = options.stderr_fd;
  image.kept_fds = options.kept_fds;
  image.error_fd = error_fd;
  image.parent = getpid();
  return image;
}

bool SetUpDescriptors(const ExecImage& image) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return false;
  for (int fd = 0; fd < 3; ++fd) {
    if (dup2(image.stdio[fd] < 0 ? null : image.stdio[fd], fd) < 0) return false;
  }
  // Marked rather than closed, so that the error pipe lives until the exec.
  if (syscall(SYS_close_range, 3u, ~0u, /*CLOSE_RANGE_CLOEXEC*/ 4u) != 0) return false;
  for (const int fd : image.kept_fds) {
    if (fcntl(fd, F_SETFD, 0) != 0) return false;
  }
  return true;
}

bool SetUpProcess(const ExecImage& image) {
  if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
  if (getppid() != image.parent) return false;
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, nullptr) == 0;
}

[[noreturn]] void RunChild(const ExecImage& image) {
  const bool ready = SetUpProcess(image) && SetUpDescriptors(image) && (image.folder == nullptr || chdir(image.folder) == 0);
  if (ready) execvpe(image.argv[0], image.argv.data(), image.envp.data());
  const int error = errno;
  (void)!write(image.error_fd, &error, sizeof(error));
  _exit(127);
}

// 0 once the child has executed its program.
int ReadError(int fd) {
  int error = 0;
  ssize_t n;
  do {
    n = read(fd, &error, sizeof(error));
  } while (n < 0 && errno == EINTR);
  return n == sizeof(error) ? error : 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const ChildOptions& options) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::UnavailableError(absl::StrCat("can't make a pipe: ", std::strerror(errno)));
  UniqueFd read_end(ends[0]), write_end(ends[1]);
  // The child's descriptors 0 to 2 are replaced one after another; a pipe end down there would be overwritten.
  UniqueFd error_fd(fcntl(write_end.get(), F_DUPFD_CLOEXEC, 3));
  write_end.Close();
  const ExecImage image = MakeImage(options, error_fd.get());
  const pid_t pid = fork();
  if (pid < 0) return absl::UnavailableError(absl::StrCat("can't start ", options.argv[0], ": ", std::strerror(errno)));
  if (pid == 0) RunChild(image);
  error_fd.Close();
  std::unique_ptr<ChildProcess> child(new ChildProcess(pid, UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)))));
  const int error = ReadError(read_end.get());
  if (error == 0 && child->pidfd() >= 0) return child;
  const std::string what = absl::StrCat("can't start ", options.argv[0], options.folder.empty() ? "" : " in ", options.folder,
                                        ": ", std::strerror(error == 0 ? ENOSYS : error));
  return error == ENOENT ? absl::NotFoundError(what) : absl::UnavailableError(what);
}

ChildProcess::ChildProcess(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}

ChildProcess::~ChildProcess() {
  // Once the leader is reaped, its id, which is the group's, may belong to somebody else: PollExit killed the group before.
  if (status_.has_value()) return;
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<int> ChildProcess::PollExit() {
  if (status_.has_value()) return status_;
  siginfo_t info = {};
  // Not reaped here: see the destructor.
  if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return std::nullopt;
  kill(-pid_, SIGKILL);
  int status = 0;
  if (waitpid(pid_, &status, 0) == pid_) status_ = status;
  return status_;
}

std::optional<int> ChildProcess::WaitExit(absl::Duration timeout) {
  pollfd ready{.fd = pidfd_.get(), .events = POLLIN, .revents = 0};
  poll(&ready, 1, static_cast<int>(absl::ToInt64Milliseconds(timeout)));
  return PollExit();
}

void ChildProcess::Signal(int signal) {
  if (!status_.has_value()) kill(pid_, signal);
}

std::string DescribeExit(int wait_status) {
  if (!WIFSIGNALED(wait_status)) return absl::StrCat("exited with status ", WEXITSTATUS(wait_status));
  return absl::StrCat("was ended by signal ", WTERMSIG(wait_status), " (", strsignal(WTERMSIG(wait_status)), ")");
}

}  // namespace isobridge::cli
