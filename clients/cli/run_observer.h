#ifndef ISOBRIDGE_CLIENTS_CLI_RUN_OBSERVER_H_
#define ISOBRIDGE_CLIENTS_CLI_RUN_OBSERVER_H_

#include <cstdint>
#include <string_view>

#include "clients/cli/tool_answer.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::cli {

// Shows a run while it happens. Implementations are thread-safe: messages and answers come from different threads.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  // Each message of the service, in order; a call before its answer.
  virtual void OnMessage(const isobridge::v1::ExecuteResponse& message) = 0;

  // An answer that is being sent.
  virtual void OnAnswer(uint32_t id, const ToolAnswer& answer) {}

  // What a tool that succeeded wrote to standard error.
  virtual void OnToolLog(std::string_view tool, std::string_view text) {}

  // The service doesn't know the tools that the request named, and is now sent those of the tools file.
  virtual void OnCatalogUnknown() {}

  // Some time has passed.
  virtual void OnBeat() {}
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_RUN_OBSERVER_H_
