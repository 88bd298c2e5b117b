#ifndef ISOBRIDGE_ISOLATE_LOCKDOWN_LANDLOCK_RULESET_H_
#define ISOBRIDGE_ISOLATE_LOCKDOWN_LANDLOCK_RULESET_H_

#include <string>

namespace isobridge::isolate {

// A Landlock ruleset that governs every right the running kernel knows (files, TCP, signals and sockets across domains) and
// allows none of them.
//
// Thread-compatible. Enforce is for single-threaded processes.
class LandlockRuleset {
 public:
  LandlockRuleset() = default;
  ~LandlockRuleset();
  LandlockRuleset(const LandlockRuleset&) = delete;
  LandlockRuleset& operator=(const LandlockRuleset&) = delete;

  // Makes the ruleset, in a close-on-exec descriptor. Returns "" also where the kernel has no Landlock, or what failed.
  std::string Prepare();

  // The one exception: the file that `descriptor` names may be read and executed. After Prepare. Nothing to do where there is no
  // Landlock. Returns "" or what failed.
  std::string AllowExecution(int descriptor);

  // Of the running kernel; 0: no Landlock, or Prepare was not called.
  int abi() const { return abi_; }

  // Confines the calling process, which must have no_new_privs, and closes its descriptor. Nothing to do where there is no
  // Landlock. Returns "" or what failed.
  std::string Enforce();

 private:
  int abi_ = 0;
  int fd_ = -1;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_LOCKDOWN_LANDLOCK_RULESET_H_
