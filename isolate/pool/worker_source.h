#ifndef ISOBRIDGE_ISOLATE_POOL_WORKER_SOURCE_H_
#define ISOBRIDGE_ISOLATE_POOL_WORKER_SOURCE_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "bridge/worker.h"
#include "isolate/pool/ending.h"

namespace isobridge::isolate {

// Makes pristine, locked-down processes, ready for work. How is its business: pools only know this.
//
// Loop thread only.
class WorkerSource {
 public:
  using Made = std::function<void(absl::StatusOr<std::unique_ptr<bridge::Worker>>)>;
  using Gone = std::function<void(Ending)>;

  virtual ~WorkerSource() = default;

  // Calls `made` once, never inside this call, with a process or with why there is none (UNAVAILABLE). Calls `gone` once a
  // process that was given to `made` no longer exists, whoever held it; never before `made`, and not at all without a process.
  virtual void Make(Made made, Gone gone) = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_WORKER_SOURCE_H_
