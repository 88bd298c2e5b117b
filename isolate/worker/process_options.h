#ifndef ISOBRIDGE_ISOLATE_WORKER_PROCESS_OPTIONS_H_
#define ISOBRIDGE_ISOLATE_WORKER_PROCESS_OPTIONS_H_

#include <cstdint>
#include <string>

#include "isolate/lockdown/lockdown.h"

namespace isobridge::isolate {

// What a zygote's forks are for.
enum class Role { kWorker, kCompiler };

// kHardened runs without a JIT compiler: programs compute 2 to 10 times slower, and V8's largest source of bugs is gone.
enum class Profile { kJit, kHardened };

// The command line of isobridge_worker. The supervisor writes it, so there are few defaults.
struct ProcessOptions {
  Role role = Role::kWorker;
  Profile profile = Profile::kJit;
  // Socket to the supervisor: ForkRequest in, ForkReply out.
  int control_fd = 3;
  // V8's heap limit in each fork.
  uint64_t heap_bytes = 128u << 20;
  LandlockPolicy landlock = LandlockPolicy::kRequire;
  // Keep V8's code in huge pages: programs start about 0.15 ms sooner, 48 MB more memory per zygote, and profilers lose V8's
  // symbols.
  bool huge_text = true;
  // Off: forks don't inherit a warm V8, each makes its own. The zygote sets it when its start-up check fails.
  bool warm = true;

  // Returns "" or what is wrong with which argument.
  static std::string Parse(int argc, char** argv, ProcessOptions* options);
  static const char* Usage();
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_PROCESS_OPTIONS_H_
