#ifndef ISOBRIDGE_BRIDGE_INSPECTION_H_
#define ISOBRIDGE_BRIDGE_INSPECTION_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "bridge/execution_environment.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Looks at a program without running it: compiles it, checks its types, and says which tools it names. It needs the same place as
// an execution, so that nobody gets more of the compilers and checkers by asking than by running.
//
// Thread-safe. It keeps itself alive until it is done.
class Inspection : public std::enable_shared_from_this<Inspection> {
 public:
  using Done = std::function<void(absl::StatusOr<isobridge::v1::CheckResponse>)>;

  // Calls `done` once, perhaps before returning: with what Execution::Create would close with, or the response. After
  // OnDisconnect with CANCELLED.
  static std::shared_ptr<Inspection> Create(const ExecutionEnvironment& environment, ExecutionOrigin origin,
                                            isobridge::v1::Start start, Done done);

  virtual ~Inspection() = default;

  // The client is gone.
  virtual void OnDisconnect() = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_INSPECTION_H_
