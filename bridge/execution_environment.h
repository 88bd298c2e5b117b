#ifndef ISOBRIDGE_BRIDGE_EXECUTION_ENVIRONMENT_H_
#define ISOBRIDGE_BRIDGE_EXECUTION_ENVIRONMENT_H_

#include <string>

#include "absl/time/time.h"
#include "bridge/admission.h"
#include "bridge/background.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/check/program_check.h"
#include "bridge/limits.h"
#include "bridge/memory_budget.h"
#include "bridge/program_compiler.h"
#include "bridge/timers.h"
#include "bridge/worker.h"
#include "telemetry/observer.h"

namespace isobridge::bridge {

// What every execution of a service shares. All outlive the executions.
struct ExecutionEnvironment {
  Admission* admission;
  MemoryBudget* memory;
  CatalogCache* catalogs;
  WorkerPool* workers;
  ProgramCompiler* compiler;
  const ProgramCheck* check;
  Timers* timers;
  Background* background;
  const LimitPolicy* limits;
  telemetry::Observer* observer;
  std::string engine_id;
};

// Who asked, and under what terms the RPC runs.
struct ExecutionOrigin {
  // Keeps compilers and quotas apart.
  std::string tenant;
  // The RPC's deadline; InfiniteFuture if it has none.
  absl::Time deadline;
  // `traceparent` metadata, or empty.
  std::string traceparent;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_EXECUTION_ENVIRONMENT_H_
