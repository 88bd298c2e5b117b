#ifndef ISOBRIDGE_CLIENTS_CLI_EMBEDDED_SERVER_H_
#define ISOBRIDGE_CLIENTS_CLI_EMBEDDED_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/child_process.h"
#include "clients/cli/unique_fd.h"

namespace isobridge::cli {

// The service, started for one run, and a connection to it. Only this process can reach it, and nothing of it is in the file
// system, so that nothing is left whatever ends this process.
//
// Thread-compatible; made by a thread that outlives it, since the service is killed when that thread ends in whatever way.
class EmbeddedServer {
 public:
  struct Options {
    // The command that serves; `--listen=fd:N` and `--ready_fd=N` are added.
    std::vector<std::string> command = {"/proc/self/exe", "serve"};
    // How long it may take until it is ready.
    absl::Duration start_timeout = absl::Seconds(30);
    // How long it may take to end when asked to; then it is killed.
    absl::Duration stop_timeout = absl::Seconds(3);
    // Becoming readable means: give up starting. -1: nothing does.
    int interrupt_fd = -1;
  };

  // Returns once the service takes streams. CANCELLED when interrupted; UNAVAILABLE, with the end of its log, when it ended or
  // did not become ready in time.
  static absl::StatusOr<std::unique_ptr<EmbeddedServer>> Start(Options options);

  // Ends the service.
  ~EmbeddedServer();

  // The socket to speak gRPC on; the caller owns it. Once.
  int TakeConnection() { return connection_.Release(); }

  // The last lines that it logged, for a message about its failure.
  std::string LogTail() const;

 private:
  explicit EmbeddedServer(Options options) : options_(std::move(options)) {}

  absl::Status Launch();
  absl::Status AwaitReady(int ready_fd);
  absl::Status NotReady(std::string_view what) const;

  const Options options_;
  UniqueFd connection_;
  // A file without a name.
  UniqueFd log_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_EMBEDDED_SERVER_H_
