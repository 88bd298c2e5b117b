#ifndef ISOBRIDGE_ISOLATE_LOCKDOWN_CONFINED_EXEC_H_
#define ISOBRIDGE_ISOLATE_LOCKDOWN_CONFINED_EXEC_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "isolate/lockdown/landlock_ruleset.h"
#include "isolate/lockdown/lockdown.h"
#include "isolate/lockdown/system_call_filter.h"

namespace isobridge::isolate {

// Starts a program that isn't ours, a checker (SystemCallFilter), as a child process that is confined before it becomes that
// program: it has standard input, output and error, the environment that it is given, and no way to a file, a socket or another
// process.
//
// Thread-compatible; the process may have other threads.
class ConfinedExec {
 public:
  struct Options {
    LandlockPolicy landlock = LandlockPolicy::kRequire;
    // RLIMIT_DATA, which counts what Go reserves for its heap, too.
    uint64_t data_bytes = 0;
  };

  ConfinedExec() = default;
  ~ConfinedExec();
  ConfinedExec(const ConfinedExec&) = delete;
  ConfinedExec& operator=(const ConfinedExec&) = delete;

  // `executable`: a path, of a static executable. Keeps it open, close-on-exec. Returns "" or what failed.
  std::string Prepare(const std::string& executable, const Options& options);

  // Forks, and returns when the child has become the executable, or has failed to, which it says on standard error. `socket` is
  // its standard input and output; both descriptors are above 3. It has no other descriptor, leads a session, and dies with the
  // thread that called this. Returns its process id, or -1 with errno.
  pid_t Start(int socket, int standard_error, char* const arguments[], char* const environment[]);

 private:
  [[noreturn]] void Become(pid_t parent, int socket, int standard_error, char* const arguments[], char* const environment[]);
  std::string Confine(pid_t parent, int socket, int standard_error);

  Options options_;
  int executable_ = -1;
  LandlockRuleset landlock_;
  SystemCallFilter filter_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_LOCKDOWN_CONFINED_EXEC_H_
