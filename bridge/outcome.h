#ifndef ISOBRIDGE_BRIDGE_OUTCOME_H_
#define ISOBRIDGE_BRIDGE_OUTCOME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/check/program_check.h"
#include "bridge/limits.h"
#include "bridge/program_compiler.h"
#include "bridge/worker.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// The ways in which an execution ends, as its client is told: `value` or `error`, and what the worker warned of. Whoever sends it
// adds usage, calls and form.
//
// Messages are written for the model that wrote the program: what happened, the limit and the value, what to do.

// What a worker's report is checked against.
struct OutcomeTerms {
  const Limits& limits;
  // As the client sent it, for code frames.
  std::string_view source;
  // Start.attachments and Start.result_truncation.
  bool attachments = false;
  bool truncate = false;
};

// From the worker's last frame. INVALID_ARGUMENT says how it breaks the protocol. REASON_STOPPED gives an error with nothing but
// the place that ran: why it was stopped, only the supervisor knows.
absl::StatusOr<isobridge::v1::Finished> OutcomeOf(worker::v1::Finished finished, const OutcomeTerms& terms);

// From a source that doesn't compile. `functions`, ToolTable::FunctionNames, stands where the compiler speaks of
// `external_<name>`.
isobridge::v1::Finished OutcomeOf(const CompiledProgram& program, std::string_view source, std::string_view functions);

// From a check that forbids the program to run.
isobridge::v1::Finished CheckFailed(const ProgramVerdict& verdict);

// From the death of the process, if that was the program's doing: memory or processor time.
std::optional<isobridge::v1::Finished> OutcomeOf(const WorkerExit& exit, const Limits& limits);

// From a death that was not.
isobridge::v1::Finished Crashed();
isobridge::v1::Finished Misbehaved();

// The supervisor's own stops. `waiting` says for which calls the program waited, or is empty.
isobridge::v1::Finished WallTimeLimit(std::string_view limit_name, absl::Duration limit, absl::Duration used,
                                      std::string_view waiting);
isobridge::v1::Finished ToolTimeLimit(absl::Duration limit, absl::Duration used, std::string_view waiting);
isobridge::v1::Finished CpuTimeLimit(absl::Duration limit, absl::Duration used);
// The service's own memory: it held `held` bytes for the execution.
isobridge::v1::Finished ServiceMemory(uint64_t held);
isobridge::v1::Finished Cancelled(std::string_view reason);
isobridge::v1::Finished Drained();

// A warning: the journal, of `used` bytes, was over its limit.
isobridge::v1::Warning JournalDropped(uint64_t limit, uint64_t used);

// A warning: the journal, of `used` bytes, was dropped because the service's own memory is short.
isobridge::v1::Warning JournalDroppedForRoom(uint64_t used);

// A warning: the program ended without waiting for `calls`, as CallTraffic describes them.
isobridge::v1::Warning CallsNotAwaited(std::string_view calls);

// The bytes of the result as JSON: also of one that was too large, at least.
uint64_t ResultBytes(const isobridge::v1::Finished& outcome);

// Adds the place that `stopped`, of REASON_STOPPED, names.
void AddPlace(const isobridge::v1::Finished& stopped, isobridge::v1::Finished* outcome);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_OUTCOME_H_
