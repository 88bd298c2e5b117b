// The one program of Isobridge: `isobridge serve` is the service, `isobridge run` its command-line client.

#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "absl/synchronization/mutex.h"
#include "clients/cli/run_command.h"
#include "service/serve.h"
#include "service/version.h"

namespace {

constexpr char kUsage[] =
    "usage: isobridge serve [FLAGS]          start the service\n"
    "       isobridge run PROGRAM [FLAGS]    run one program with its tools\n"
    "       isobridge --version\n"
    "\n"
    "example: isobridge serve --listen=127.0.0.1:50051\n"
    "         isobridge run program.ts --tools tools.json\n"
    "\n"
    "Each command tells its flags with --help.\n";

constexpr int kExitUsage = 2;

// Debian's Abseil is built to look for cycles of locks, which optimised code of ours doesn't tell that a mutex is gone: its
// records would grow with each execution, and where an address is used again it would abort over a cycle that isn't there.
void StopSearchForLockCycles() {
#ifdef NDEBUG
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  StopSearchForLockCycles();
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "serve") return isobridge::service::Serve(std::span<const char* const>(argv + 2, argv + argc));
  if (command == "run") return isobridge::cli::RunCommand(argc - 1, argv + 1);
  if (command == "--version" || command == "version") {
    std::printf("isobridge %s\n", std::string(isobridge::service::kVersion).c_str());
    return 0;
  }
  if (command == "--help" || command == "-h" || command == "help") {
    std::fputs(kUsage, stdout);
    return 0;
  }
  if (!command.empty()) std::fprintf(stderr, "isobridge: there is no command '%s'\n\n", std::string(command).c_str());
  std::fputs(kUsage, stderr);
  return kExitUsage;
}
