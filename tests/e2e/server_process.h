#ifndef ISOBRIDGE_TESTS_E2E_SERVER_PROCESS_H_
#define ISOBRIDGE_TESTS_E2E_SERVER_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/security/credentials.h"

namespace isobridge::e2e {

// How a process ended.
struct Exit {
  // -1 if a signal ended it.
  int status = -1;
  int signal = 0;
};

// The real `isobridge serve` with real workers, in a process group and a folder of its own. It is ready when the constructor
// returns.
//
// The destructor ends it, and fails the test if it leaves a process behind.
class ServerProcess {
 public:
  struct Options {
    // Beside `--listen` and `--ready_fd`.
    std::vector<std::string> flags = {};
    // Empty: a unix socket in the folder.
    std::vector<std::string> listen = {};
    // Empty: the one that was built.
    std::string executable = {};
    // Runs in the new process before it becomes the server; false: it doesn't.
    std::function<bool()> before = {};
  };

  ServerProcess() : ServerProcess(Options()) {}
  explicit ServerProcess(Options options);
  ~ServerProcess();

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  pid_t pid() const { return pid_; }
  // What it listens on, as it told on `--ready_fd`; none if it ended before.
  const std::vector<std::string>& addresses() const { return addresses_; }
  // What it wrote to standard error so far.
  std::string Log() const;
  // A folder for the test's files, gone with the server.
  const std::string& folder() const { return folder_; }

  // A connection of its own.
  std::shared_ptr<grpc::Channel> Connect(std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr) const;

  void Signal(int signal) const;
  // Waits until it has ended; none if it hasn't by then. Waits for its descendants too.
  std::optional<Exit> AwaitExit(absl::Duration timeout = absl::Seconds(30));

 private:
  void Start(const Options& options);
  void AwaitReady(int fd);

  std::string folder_;
  pid_t pid_ = -1;
  // Of the process's end, readable once it has ended.
  int pidfd_ = -1;
  std::optional<Exit> exit_;
  std::vector<std::string> addresses_;
};

// Runs `isobridge` with `arguments` to its end; what it wrote to both outputs goes to `output`.
Exit RunIsobridge(const std::vector<std::string>& arguments, std::string* output);

// The path of a file in the test's runfiles.
std::string Runfile(const std::string& path);

}  // namespace isobridge::e2e

#endif  // ISOBRIDGE_TESTS_E2E_SERVER_PROCESS_H_
