#ifndef ISOBRIDGE_BRIDGE_PROGRAM_CHECKER_H_
#define ISOBRIDGE_BRIDGE_PROGRAM_CHECKER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace isobridge::bridge {

// Declarations that programs are checked against, beside those of the sandbox itself. Immutable, shared.
struct CheckedDeclarations {
  std::string text;
  // SHA-256 of the text.
  std::string digest;
};

// What a type checker found at one place, as it says it. Nothing in it is to be believed but its form: text is UTF-8 of bounded
// length, and start is not behind end.
struct TypeFinding {
  // A message and what explains it, outermost first, each with TypeScript's number.
  struct Message {
    int code = 0;
    std::string text;
  };
  std::vector<Message> messages;
  // UTF-16 code units from the beginning of the text that was checked.
  uint32_t start = 0;
  uint32_t end = 0;
  // It asks whether an `await` was forgotten.
  bool misses_await = false;
};

struct TypeReport {
  // In the order of the checker; at most `kMaxFindings`.
  std::vector<TypeFinding> findings;

  static constexpr size_t kMaxFindings = 500;
};

struct CheckResult {
  std::shared_ptr<const TypeReport> report;
  bool cached = false;
};

// Checks the types of programs before they run. It is a convenience, not a line of defence: what it can't do, runs unchecked.
//
// Thread-safe.
class ProgramChecker {
 public:
  using Callback = std::function<void(absl::StatusOr<CheckResult>)>;

  virtual ~ProgramChecker() = default;

  // Calls `done`, perhaps before returning. Any status means that the program was not checked, and why, in words for a client:
  // DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED (too many wait), INVALID_ARGUMENT (a text is too large) or UNAVAILABLE. `tenant` keeps
  // remembered results apart. The time for a check counts from `asked`, not after now: declarations may have been looked at
  // before.
  virtual void Check(const std::string& tenant, const std::string& program,
                     std::shared_ptr<const CheckedDeclarations> declarations, absl::Time asked, Callback done) = 0;

  // The same for declarations by themselves, asked now; positions are those in their text.
  virtual void CheckDeclarations(const std::string& tenant, std::shared_ptr<const CheckedDeclarations> declarations,
                                 Callback done) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_PROGRAM_CHECKER_H_
