#ifndef ISOBRIDGE_SERVICE_TERMINATION_H_
#define ISOBRIDGE_SERVICE_TERMINATION_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/status/statusor.h"

namespace isobridge::service {

// Hears SIGTERM and SIGINT on a thread of its own, for as long as it lives.
class Termination {
 public:
  // Blocks the two signals in the calling thread, and so in those that it starts later: to be made before any other.
  // `on_signal` gets 1, 2, … on Termination's thread.
  static absl::StatusOr<std::unique_ptr<Termination>> Create(std::function<void(int count)> on_signal);
  ~Termination();

  Termination(const Termination&) = delete;
  Termination& operator=(const Termination&) = delete;

 private:
  Termination(int signals, int end, std::function<void(int count)> on_signal);

  void Run();

  // Constant after construction.
  const int signals_;
  const int end_;
  const std::function<void(int count)> on_signal_;
  std::thread thread_;
};

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_TERMINATION_H_
