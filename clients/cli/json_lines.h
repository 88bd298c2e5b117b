#ifndef ISOBRIDGE_CLIENTS_CLI_JSON_LINES_H_
#define ISOBRIDGE_CLIENTS_CLI_JSON_LINES_H_

#include <functional>
#include <string_view>

#include "clients/cli/run_observer.h"

namespace isobridge::cli {

// Shows a run to a program: each message of the service as one line, in the JSON form of protobuf.
//
// Thread-safe if `write` is.
class JsonLines : public RunObserver {
 public:
  explicit JsonLines(std::function<void(std::string_view)> write) : write_(std::move(write)) {}

  void OnMessage(const isobridge::v1::ExecuteResponse& message) override;

 private:
  const std::function<void(std::string_view)> write_;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_JSON_LINES_H_
